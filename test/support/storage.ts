import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshDatabase, redisDatabase } from './servers/databases';

declare global {
  /** Which kind of storage the Jest project runs on. */
  var STORAGE: 'embedded' | 'shared' | undefined;
}

/** The stores of one gateway, or of several replicas, as the settings that name them. */
export interface TestStores {
  readonly settings: { readonly DATA_DIR: string; readonly DATABASE_URL: string; readonly REDIS_URL: string };
  remove(): void;
}

/** Fresh stores of the kind that this Jest project runs on. */
export async function freshStores(): Promise<TestStores> {
  const dataDir = mkdtempSync(join(tmpdir(), 'sallyport-test-'));
  const shared = globalThis.STORAGE === 'shared';
  return {
    settings: {
      DATA_DIR: dataDir,
      DATABASE_URL: shared ? await freshDatabase() : '',
      REDIS_URL: shared ? redisDatabase() : '',
    },
    remove: () => {
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
