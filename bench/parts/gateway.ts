import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer, type ServerProcess } from './server-process';

const DIST = join(__dirname, '../..');

/** The gateway as shipped, with everything on, in a process of its own. */
export interface Gateway extends ServerProcess {
  /** A member's key with a budget, that nobody will exhaust. */
  readonly key: string;
  /** Settings as the gateway got them, for the commands that work on its stores. */
  readonly env: NodeJS.ProcessEnv;
}

export interface GatewayOptions {
  readonly upstream: string;
  /** On top of what all have, such as REDIS_URL and DATABASE_URL. */
  readonly env?: NodeJS.ProcessEnv;
  /** Of Node, such as `--cpu-prof`. */
  readonly flags?: readonly string[];
}

/** In production mode: its log goes to standard output, which somebody reads. */
export async function startGateway({ upstream, env = {}, flags = [] }: GatewayOptions): Promise<Gateway> {
  const dataDir = mkdtempSync(join(tmpdir(), 'sallyport-bench-'));
  const settings = {
    NODE_ENV: 'production',
    SECRET_KEY: randomBytes(32).toString('hex'),
    HOST: '127.0.0.1',
    PORT: '0',
    DATA_DIR: dataDir,
    UPSTREAM: 'anthropic',
    ANTHROPIC_API_KEY: 'bench',
    ANTHROPIC_BASE_URL: upstream,
    RATE_LIMIT_MAX: '1000000000',
    DAILY_BUDGET_USD: '100000000',
    ...env,
  };
  const server = await startServer(join(DIST, 'src/main.js'), [], { env: settings, flags });
  const remove = (): void => {
    rmSync(dataDir, { recursive: true, force: true });
  };
  const kill = (): Promise<void> => server.kill().then(remove);
  try {
    const key = createKey(settings);
    return { ...server, key, env: settings, stop: () => server.stop().then(remove), kill };
  } catch (error) {
    await kill();
    throw error;
  }
}

/** As an operator creates one; it prints nothing but the key on standard output. @throws Error with what else it said */
function createKey(env: NodeJS.ProcessEnv): string {
  const args = ['create', '--name', 'bench', '--role', 'member'];
  return execFileSync(process.execPath, [join(DIST, 'src/cli/keys.js'), ...args], {
    // A busy machine is none of what is measured.
    env: { PATH: process.env['PATH'], ...env, DATABASE_TIMEOUT_MS: '10000' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
    .toString()
    .trim();
}
