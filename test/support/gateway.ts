import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { newApiKey } from '../../src/auth/keys/api-key-format';
import { ApiKeys, type ApiKeyRequest } from '../../src/auth/keys/api-keys';
import { ApiKeyStore } from '../../src/auth/keys/api-key.store';
import { keySecretsOf } from '../../src/auth/keys/keys.fixture';
import { Clock } from '../../src/kernel';
import { connectDatabase, type Database } from '../../src/storage/database';
import { GATEWAY, PROGRAM_ENV } from './compiled/compiled-gateway';
import { freshStores, type TestStores } from './storage';

export const PROJECT = join(__dirname, '../..');
export const TEST_SECRET = "a test fixture and nobody's real secret: 4c1d9e";

/** A gateway in a process of its own, as it ships. */
export interface TestGateway {
  readonly url: string;
  readonly process: ChildProcess;
  /** A member's key, made at the start. */
  readonly key: string;
  readonly stores: TestStores;
  /** The same database that the gateway uses, on a connection of the test's. */
  readonly database: Database;
  /** Log records so far, parsed. */
  readonly logs: readonly Readonly<Record<string, unknown>>[];
  /** Everything that the process has printed so far. */
  output(): string;
  createKey(request?: Partial<ApiKeyRequest>): Promise<string>;
  /** A key whose requests have to be signed. */
  createSignedKey(request?: Partial<ApiKeyRequest>): Promise<{ key: string; signingSecret: string }>;
  revokeKey(key: string): Promise<void>;
  /** Resolves with the first log record that fits, waiting for it if need be. */
  logged(
    fits: (record: Readonly<Record<string, unknown>>) => boolean,
  ): Promise<Readonly<Record<string, unknown>>>;
  /** Ends the process and removes its stores, unless these were given. */
  stop(): Promise<void>;
}

interface GatewayOptions {
  /** Settings that differ from those of the tests. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Stores to share with another gateway. */
  readonly stores?: TestStores;
  /** What SECRET_KEY stands for, where it is a reference. */
  readonly secretKey?: string;
}

const DEFAULTS = {
  NODE_ENV: 'test',
  PORT: '0',
  SECRET_KEY: TEST_SECRET,
  RATE_LIMIT_MAX: '100000',
  FLOOD_LIMIT_MAX: '100000',
  // A busy machine is none of what a test is about, unless it says so.
  DATABASE_TIMEOUT_MS: '10000',
  REDIS_TIMEOUT_MS: '5000',
};

/** Starts a gateway and waits until it listens. Rejects with its output if it does not come up. */
export async function startGateway({
  settings = {},
  stores: given,
  secretKey,
}: GatewayOptions = {}): Promise<TestGateway> {
  const stores = given ?? (await freshStores());
  const child = spawn(process.execPath, [GATEWAY], {
    cwd: stores.settings.DATA_DIR,
    env: { ...PROGRAM_ENV, ...DEFAULTS, ...stores.settings, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const transcript = new Transcript(child);
  const url = await transcript.address();
  const database = connectDatabase({
    databaseUrl: stores.settings.DATABASE_URL === '' ? undefined : stores.settings.DATABASE_URL,
    dataDir: stores.settings.DATA_DIR,
    poolMax: 10,
    timeoutMs: 10_000,
  });
  const secret = secretKey ?? settings['SECRET_KEY'] ?? TEST_SECRET;
  const keys = new ApiKeys(new ApiKeyStore(database), keySecretsOf(secret), new Clock());
  const createKey = async (request: Partial<ApiKeyRequest> = {}): Promise<string> =>
    (await keys.create({ name: 'test', role: 'member', ...request })).key;
  return {
    url,
    process: child,
    key: await createKey().catch(async (error: unknown) => {
      // A process that nobody ends would keep Jest from ending.
      await endProcess(child);
      throw error;
    }),
    stores,
    database,
    logs: transcript.records,
    output: () => transcript.text,
    createKey,
    createSignedKey: async (request = {}) => {
      const { key, signingSecret = '' } = await keys.create({
        name: 'signing',
        role: 'member',
        ...request,
        requireSignature: true,
      });
      return { key, signingSecret };
    },
    revokeKey: async (key) => {
      await keys.revoke(key.slice(3, 15));
    },
    logged: (fits) => transcript.logged(fits),
    stop: async () => {
      await endProcess(child);
      await database.close();
      if (given === undefined) stores.remove();
    },
  };
}

/** A well-formed key that no gateway knows. */
export function unknownKey(): string {
  return newApiKey().key;
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** What a process says, line by line. */
class Transcript {
  text = '';
  readonly records: Readonly<Record<string, unknown>>[] = [];
  readonly #waiting = new Set<() => void>();

  constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface(stream).on('line', (line) => {
        this.#hear(line);
      });
    }
  }

  async address(): Promise<string> {
    const heard = this.#until(() => /listens on (http:\/\/[^\s"]+)/.exec(this.text)?.[1]);
    const ended = once(this.child, 'exit').then(([code]) => {
      throw new Error(`The gateway ended with ${String(code)} before it listened:\n${this.text}`);
    });
    return Promise.race([heard, ended]);
  }

  logged(
    fits: (record: Readonly<Record<string, unknown>>) => boolean,
  ): Promise<Readonly<Record<string, unknown>>> {
    return this.#until(() => this.records.find(fits));
  }

  #hear(line: string): void {
    this.text += `${line}\n`;
    if (line.startsWith('{')) this.records.push(JSON.parse(line) as Record<string, unknown>);
    for (const look of this.#waiting) look();
  }

  #until<T>(find: () => T | undefined): Promise<T> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = find();
        if (found === undefined) return;
        this.#waiting.delete(look);
        resolve(found);
      };
      this.#waiting.add(look);
      look();
    });
  }
}
