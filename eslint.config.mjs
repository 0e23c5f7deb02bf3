import js from '@eslint/js';
import a11y from 'eslint-plugin-jsx-a11y';
import hooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: ['dist/', '**/dist/', 'node_modules/', 'data/', 'coverage/', 'clients/typescript/src/schema.ts'],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx', '**/*.mts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // Nest's modules are classes without members; their decorators are the content.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      // Nest's option types are classes that nobody constructs.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // `!` hides where a value may be missing; a spelled assertion shows it.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only src/config reads the environment.' },
      ],
    },
  },
  {
    files: ['dashboard/**/*.tsx'],
    extends: [a11y.flatConfigs.strict, hooks.configs.flat['recommended-latest']],
    rules: {
      // The places that move the focus are dialogs and the login, where it has to go.
      'jsx-a11y/no-autofocus': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  { files: ['**/vite.config.mts'], rules: { 'no-restricted-exports': 'off' } },
  {
    files: ['src/config/config.module.ts', 'test/**/*.ts', 'bench/**/*.ts', '**/*.spec.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  // Jest's matchers are typed as `any`.
  { files: ['test/**/*.ts', '**/*.spec.ts'], rules: { '@typescript-eslint/no-unsafe-assignment': 'off' } },
  {
    files: ['test/support/compiled/run-*.ts'],
    rules: { 'no-restricted-exports': 'off' },
  },
  {
    files: ['**/*.mjs', '**/*.cjs'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', module: 'writable' } },
  },
  {
    files: ['examples/**/*.mjs'],
    languageOptions: { globals: { URL: 'readonly', setInterval: 'readonly', setTimeout: 'readonly' } },
  },
  {
    files: ['examples/**/public/*.js'],
    languageOptions: {
      globals: {
        AbortController: 'readonly',
        FormData: 'readonly',
        HTMLFormElement: 'readonly',
        document: 'readonly',
        fetch: 'readonly',
      },
    },
  },
);
