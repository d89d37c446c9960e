import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["scanner/tests/**/*.test.ts"],
    setupFiles: ["scanner/tests/setup.ts"],
    restoreMocks: true,
    allowOnly: false,
    // Two cores are shared with the other suites.
    maxWorkers: 2,
  },
});
