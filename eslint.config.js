import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';
import ts from 'typescript-eslint';

const stages = ['dataset', 'frames', 'prompt', 'model', 'scoring', 'store', 'report'];

/** Flat config replaces a rule's options, so each folder gets exactly one such entry. */
const mayNotImport = (folder, forbidden) => ({
  files: [`src/${folder}/**`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: forbidden.map((group) => ({
          group: [group].flat(),
          message: `src/${folder} may not import this: see ARCHITECTURE.md, "Who may import whom".`,
        })),
      },
    ],
  },
});

const upper = ['evaluation', 'ui'].map((folder) => `**/${folder}/**`);
const interiors = stages.map((stage) => [`**/${stage}/*`, `!**/${stage}/index.js`]);

export default defineConfig(
  globalIgnores(['dist/', 'public/', 'coverage/', '.cache/']),
  js.configs.recommended,
  ts.configs.strictTypeChecked,
  ts.configs.stylisticTypeChecked,
  svelte.configs.recommended,
  prettier,
  svelte.configs.prettier,
  {
    languageOptions: {
      globals: globals.browser,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      'no-undef': 'off', // TypeScript does this
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { extraFileExtensions: ['.svelte'], parser: ts.parser } },
  },
  {
    files: ['*.js', 'scripts/**/*.mjs'],
    extends: [ts.configs.disableTypeChecked],
    languageOptions: { globals: globals.node },
  },

  mayNotImport('domain', ['../**', 'svelte', 'idb', 'mediabunny', '@huggingface/*']),
  mayNotImport('lib', [...upper, ...stages.map((stage) => `**/${stage}/**`), 'svelte']),
  ...stages.map((stage) =>
    mayNotImport(stage, [
      ...upper,
      'svelte',
      ...stages.filter((other) => other !== stage).map((other) => `../${other}/**`),
    ]),
  ),
  mayNotImport('evaluation', ['**/ui/**', 'svelte', ...interiors]),
  mayNotImport('ui', interiors),
);
