/** @type {import('jest').Config} */
export const shared = {
  rootDir: import.meta.dirname,
  // Files share the packages of their worker: evaluating these for each file was half of what unit tests cost.
  testEnvironment: '<rootDir>/test/support/jest/worker-environment.ts',
  runtime: '<rootDir>/test/support/jest/packages.runtime.cjs',
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
  globalSetup: '<rootDir>/test/support/compiled/run-setup.ts',
  globalTeardown: '<rootDir>/test/support/compiled/run-teardown.ts',
  setupFilesAfterEnv: ['<rootDir>/test/support/setup.ts'],
};

/**
 * Whole gateways run on embedded storage, as on a fresh machine. Flows of money and keys, in which the store decides what is
 * counted and what survives, run on Redis and PostgreSQL as well; limits, log-ins, signatures and idempotency do so in
 * test/replicas, with several gateways. What each store promises is shown on both by unit tests.
 */
const storeDecides = ['budgets', 'budgets-crowd', 'keys', 'kill'];

/** @type {import('jest').Config} */
export default {
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: [
        '<rootDir>/{src,simulator,bench,dashboard/src}/**/*.spec.ts',
        '<rootDir>/test/{support,contracts,agreement}/**/*.spec.ts',
      ],
    },
    {
      ...shared,
      displayName: 'client',
      testMatch: ['<rootDir>/clients/typescript/test/**/*.spec.ts'],
      // As its sources say it for Node and browsers: with the extension that they are built to.
      moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
    },
    {
      ...shared,
      displayName: 'embedded',
      testMatch: ['<rootDir>/test/e2e/**/*.spec.ts'],
      globals: { STORAGE: 'embedded' },
    },
    {
      ...shared,
      displayName: 'shared',
      testMatch: [
        `<rootDir>/test/e2e/**/{${storeDecides.join(',')}}.spec.ts`,
        '<rootDir>/test/{security,replicas}/**/*.spec.ts',
      ],
      globals: { STORAGE: 'shared' },
    },
  ],
  reporters: ['default', '<rootDir>/test/support/tally.reporter.mjs'],
  randomize: true,
  // Two more than the cores of a small machine: many flows wait, for a lease or a time limit.
  maxWorkers: 4,
};
