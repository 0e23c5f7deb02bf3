/** @type {import('jest').Config} */
const shared = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          keepClassNames: true,
        },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  // A worker thread needs JavaScript on the disk: tests use the one that `npm run build` made.
  moduleNameMapper: { '^\\./sqlite\\.worker$': '<rootDir>/dist/src/storage/sqlite/sqlite.worker.js' },
  globalSetup: '<rootDir>/test/support/servers/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/servers/global-teardown.ts',
  setupFilesAfterEnv: ['<rootDir>/test/support/setup.ts'],
};

/** Whole gateways, once on each kind of storage. */
const flows = ['<rootDir>/test/{e2e,security}/**/*.spec.ts'];

/** Flows that end before any store is asked, or show a page: once is enough. */
const storeless =
  '/test/e2e/(bodies|body-sizes|headers|json-suite|large-bodies|naughty-strings|paths|problems|raw-http|readme|signing-recipes|validation)\\.spec\\.ts$';

/** @type {import('jest').Config} */
export default {
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: [
        '<rootDir>/{src,simulator}/**/*.spec.ts',
        '<rootDir>/test/{support,contracts,agreement}/**/*.spec.ts',
      ],
    },
    { ...shared, displayName: 'embedded', testMatch: flows, globals: { STORAGE: 'embedded' } },
    {
      ...shared,
      displayName: 'shared',
      testPathIgnorePatterns: ['/node_modules/', storeless],
      testMatch: [...flows, '<rootDir>/test/replicas/**/*.spec.ts'],
      globals: { STORAGE: 'shared' },
    },
  ],
  reporters: ['default', '<rootDir>/test/support/tally.reporter.mjs'],
  randomize: true,
  maxWorkers: 2,
};
