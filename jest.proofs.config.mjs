import { shared } from './jest.config.mjs';

/** Proofs take minutes and print figures; they are no part of `npm test` (docs/operations.md). */
/** @type {import('jest').Config} */
export default {
  ...shared,
  displayName: 'proof',
  testMatch: ['<rootDir>/test/proofs/**/*.proof.ts'],
  globals: { STORAGE: 'shared' },
  maxWorkers: 1,
};
