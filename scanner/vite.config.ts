import { defineConfig } from "vite";
import { appConfig } from "./build/app-config.ts";

/** The steward's app. */
export default defineConfig(appConfig("door"));
