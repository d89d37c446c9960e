import { defineConfig } from "vite";
import { appConfig } from "./build/app-config.ts";

/** The ticket holder's app. */
export default defineConfig(appConfig("holder"));
