import js from "@eslint/js";
import tseslint from "typescript-eslint";

const imports = (...patterns) => ({ "no-restricted-imports": ["error", { patterns }] });

export default tseslint.config(
  { ignores: ["**/dist/**", "node_modules/**", "var/**", ".venv/**", ".build/**", "backend/**"] },
  js.configs.recommended,
  {
    files: ["scanner/**/*.ts", "vitest.config.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { project: "./scanner/tsconfig.json", tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "separate-type-imports" }],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/explicit-module-boundary-types": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "max-lines": ["error", { max: 250, skipBlankLines: true, skipComments: true }],
      "no-console": ["error", { allow: ["warn"] }],
      eqeqeq: "error",
      "no-restricted-syntax": [
        "error",
        { selector: "ExportDefaultDeclaration", message: "Named exports only: a name is the same everywhere." },
        { selector: "ExportAllDeclaration", message: "No barrels: import from the file that defines it." },
        {
          selector: "AssignmentExpression[left.property.name=/^(innerHTML|outerHTML)$/]",
          message: "Text from outside never becomes markup: build elements.",
        },
      ],
    },
  },
  {
    // The functional core: it knows no browser, no storage, no network.
    files: ["scanner/{door,holder}/domain/**/*.ts"],
    rules: {
      ...imports({ regex: "^(?!\\./|\\.\\./\\.\\./shared/|@noble/)", message: "domain/ imports only domain/ and shared/." }),
      "no-restricted-globals": [
        "error",
        ...["window", "document", "navigator", "fetch", "indexedDB", "localStorage", "setTimeout", "setInterval", "performance"],
      ],
      "no-restricted-properties": ["error", { object: "Date", property: "now" }, { object: "Math", property: "random" }],
    },
  },
  { files: ["scanner/holder/**/*.ts"], ignores: ["scanner/holder/domain/**"], rules: imports({ regex: "/door/", message: "The apps do not know each other." }) },
  {
    files: ["scanner/shared/**/*.ts"],
    rules: imports({ regex: "/door/|/holder/", message: "shared/ knows no app." }),
  },
  {
    files: ["scanner/door/{net,camera,store}/**/*.ts", "scanner/holder/{net,store}/**/*.ts"],
    rules: imports({ regex: "/ui/", message: "net/, camera/ and store/ are without UI." }),
  },
  { files: ["**/*.config.ts", "**/*.config.js"], rules: { "no-restricted-syntax": "off" } },
  { files: ["**/*.mjs"], languageOptions: { globals: { process: "readonly", console: "readonly", Buffer: "readonly", URL: "readonly" } } },
);
