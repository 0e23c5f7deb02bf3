import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findPostgresFolder } from './binaries';
import { type ServerControls, startChildServer } from './child-server';
import { createDatabase } from './create-database';
import { freePort } from './free-port';
import { type Account, unprivilegedAccount } from './unprivileged-account';
import { WatchedFolder } from './watched-folder';

export interface PostgresServer extends ServerControls {
  /** `postgres://postgres:password@127.0.0.1:port/postgres`: the superuser, in the maintenance database. */
  readonly url: string;
  /** Creates an empty database and returns its URL. */
  createDatabase(): Promise<string>;
}

/**
 * Starts PostgreSQL on a new cluster. What was committed is still there after kill() and restart().
 * @param durable whether a commit waits for the disk, as it does where somebody's money is counted
 */
export async function startPostgres({ durable = false } = {}): Promise<PostgresServer> {
  const programs = findPostgresFolder();
  if (programs === undefined) throw new Error('No initdb and postgres on the PATH or in /usr/lib/postgresql');
  const account = unprivilegedAccount();
  const port = String(await freePort());
  // SIGQUIT is the shutdown that also ends paused backends and gives the shared memory back.
  const folder = await WatchedFolder.create(`sallyport-postgres-${port}-`, 'SIGQUIT');
  try {
    const password = await createCluster(programs, folder, account);
    const controls = await startChildServer({
      command: join(programs, 'postgres'),
      args: serverArguments(port, folder.path, durable),
      readyLine: 'database system is ready to accept connections',
      stopSignal: 'SIGINT', // fast shutdown: does not wait for clients to leave
      folder,
      account,
    });
    const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
    return { url, createDatabase: () => createDatabase(url), ...controls };
  } catch (error) {
    await folder.remove();
    throw error;
  }
}

/**
 * Returns the superuser's password. With trust instead, every user of the machine could reach the superuser,
 * and through COPY ... PROGRAM the account that runs the tests.
 */
async function createCluster(
  programs: string,
  folder: WatchedFolder,
  account: Account | undefined,
): Promise<string> {
  const password = randomBytes(16).toString('hex');
  const passwordFile = join(folder.path, 'password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (account) {
    await chown(folder.path, account.uid, account.gid);
    await chown(passwordFile, account.uid, account.gid);
  }
  const initdb = promisify(execFile)(
    join(programs, 'initdb'),
    [
      ['--pgdata', join(folder.path, 'data')],
      ['--username', 'postgres', '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
      ['--encoding', 'UTF8', '--locale', 'C', '--no-sync'],
    ].flat(),
    { cwd: folder.path, ...account },
  );
  folder.occupiedBy(initdb.child.pid);
  await initdb.finally(() => {
    folder.occupiedBy(undefined);
  });
  return password;
}

function serverArguments(port: string, folder: string, durable: boolean): readonly string[] {
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: folder,
    max_connections: '300',
    // Off survives a killed gateway and a killed server; only losing the machine could lose data, and the tests
    // do not do that.
    fsync: durable ? 'on' : 'off',
    // In the data folder rather than in /dev/shm, where a killed server would leave it behind.
    dynamic_shared_memory_type: 'mmap',
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', join(folder, 'data'), ...flags];
}
