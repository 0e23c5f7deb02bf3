import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { startChildServer } from '../servers/child-server';
import { WatchedFolder } from '../servers/watched-folder';

const PROJECT = join(__dirname, '../../..');

/** For a program of `dist` in a process of its own, beside its settings: it makes use of what was compiled for another. */
export const PROGRAM_ENV = {
  PATH: process.env['PATH'],
  NODE_OPTIONS: `--require ${JSON.stringify(join(__dirname, 'compiled.preload.cjs'))}`,
  SALLYPORT_TEST_COMPILED: process.env['SALLYPORT_TEST_COMPILED'],
};
export const GATEWAY = join(PROJECT, 'dist/src/main.js');

export interface CompiledGateway {
  /** What V8 compiled, as test/support/compiled.preload.cjs reads and writes it. */
  readonly file: string;
  stop(): Promise<void>;
}

/** Starts a gateway, ends it, and keeps what V8 compiled for it until `stop`. Rejects with its log where it does not start. */
export async function compileGateway(): Promise<CompiledGateway> {
  const kept = await WatchedFolder.create('sallyport-compiled-', 'SIGKILL');
  const file = join(kept.path, 'compiled');
  try {
    const folder = await WatchedFolder.create('sallyport-compiling-', 'SIGKILL');
    const gateway = await startChildServer({
      command: process.execPath,
      args: [GATEWAY],
      readyLine: 'listens on',
      stopSignal: 'SIGTERM',
      stopLimitMs: 60_000,
      folder,
      env: {
        ...PROGRAM_ENV,
        NODE_ENV: 'test',
        PORT: '0',
        DATA_DIR: folder.path,
        SALLYPORT_TEST_COMPILED: file,
        SALLYPORT_TEST_COMPILING: 'yes',
      },
    });
    await gateway.stop();
    if (!existsSync(file))
      throw new Error('A gateway that was to be compiled for all tests did not end in time');
  } catch (error) {
    await kept.remove();
    throw error;
  }
  return { file, stop: () => kept.remove() };
}
