// Type-aware rules and the size budgets of CONTRIBUTING.md. Inline exceptions are off: a rule that
// is wrong is changed here.
import eslint from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const TESTS = ['test/**/*.ts', 'connectors/**/*.test.ts'];

const budgets = {
  'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
  'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
  'max-depth': ['error', 3],
  'max-nested-callbacks': ['error', 4],
  // ESLint counts `??` and `?.` as branches too; of real ones this leaves about twelve.
  complexity: ['error', 18],
};

/**
 * The environment is read in one place, so that a setting has one name, one check and one default.
 */
const noEnvironment = {
  'no-restricted-properties': [
    'error',
    { object: 'process', property: 'env', message: 'Only src/config.ts reads the environment.' },
  ],
};

const defaultExport = {
  selector: 'ExportDefaultDeclaration',
  message: 'Export by name: a default export is called differently in every file.',
};

export default defineConfig(
  globalIgnores(['node_modules', '.encours', 'coverage', '**/fixtures']),
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
  eslint.configs.recommended,
  {
    files: ['**/*.{mjs,cjs}'],
    languageOptions: {
      globals: {
        console: 'readonly',
        process: 'readonly',
        performance: 'readonly',
        module: 'writable',
        require: 'readonly',
        setTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        fetch: 'readonly',
        AbortSignal: 'readonly',
        __dirname: 'readonly',
      },
    },
    rules: { ...budgets, 'max-params': ['error', 3] },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      ...budgets,
      'no-console': 'error',
      'no-restricted-syntax': ['error', defaultExport],
      // `== null` says "null or undefined" in one word.
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      // Our strings that are taken apart are digits, codes and folded names.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      // A query's caller knows the shape of its rows; the type parameter is where it says so.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/max-params': ['error', { max: 3 }],
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      // Decorated classes of type-graphql, typeorm and class-validator may hold nothing but fields.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      // A method of an interface may be async without awaiting, and an empty body says "nothing to
      // do".
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      // Both forms read well; which one is clearer depends on the line.
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/consistent-indexed-object-style': 'off',
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: true }],
      // tsconfig's noPropertyAccessFromIndexSignature asks for the opposite.
      '@typescript-eslint/dot-notation': 'off',
    },
  },
  { files: ['src/**/*.ts', 'connectors/**/*.ts'], ignores: TESTS, rules: noEnvironment },
  { files: ['src/config.ts'], rules: { 'no-restricted-properties': 'off' } },
  // A live check takes the credentials of a sandbox under names made of the connector's own.
  {
    files: ['src/connector-kit/cli/connector-check.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['src/api/**/*.ts'],
    rules: {
      // Classes here declare GraphQL types for their decorators; what has the type is a plain value.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // A subscription's arguments are read where it starts, and declared where it delivers.
      '@typescript-eslint/no-unused-vars': [
        'error',
        { ignoreRestSiblings: true, argsIgnorePattern: '^_' },
      ],
    },
  },
  {
    // Jest and graphql-codegen take these by their default export only.
    files: ['test/support/global-*.ts', 'docs/client/codegen.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    // Their output is their result.
    files: ['src/cli/**/*.ts', 'src/*/cli/**/*.ts', 'scripts/**', 'bench/**'],
    rules: { 'no-console': 'off' },
  },
  {
    files: TESTS,
    rules: {
      // A describe block is a chapter, not a function.
      'max-lines-per-function': 'off',
      'max-nested-callbacks': 'off',
      // A row of a table test arrives as parameters.
      '@typescript-eslint/max-params': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-empty-function': 'off',
    },
  },
);
