import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { startServer, type ServerProcess } from '../parts/server-process';
import { freePort } from '../../test/support/servers/free-port';

const FOLDER = join(__dirname, '../../../bench/peers/portkey');
const SCRIPT = join(FOLDER, 'node_modules/@portkey-ai/gateway/build/start-server.js');
const INSTALL_LIMIT_MS = 180_000;

/**
 * Installs the Portkey gateway into a folder of its own, by the lock file there, unless it is there already. It is no
 * dependency of ours. Its packages' install scripts are not run; it needs none of them.
 * @throws Error where the packages cannot be had
 */
export function installPortkey(): void {
  if (existsSync(SCRIPT)) return;
  process.stderr.write('Installing the Portkey gateway (npm ci in bench/peers/portkey)\n');
  const { status, error, stderr } = spawnSync(
    'npm',
    ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', FOLDER],
    { timeout: INSTALL_LIMIT_MS, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] },
  );
  if (error !== undefined) throw new Error(`npm ci could not be run: ${error.message}`);
  // npm says more, with paths of this machine, which have no place in what is kept.
  const code = /^npm error code (\S+)$/m.exec(stderr)?.[1] ?? `status ${String(status)}`;
  if (status !== 0) throw new Error(`npm ci ended with ${code}`);
}

/**
 * Starts it without its console and web page (`--headless`, `NODE_ENV=production`). Its requests name the provider and its address in
 * headers; it lets loopback addresses through by default (`TRUSTED_CUSTOM_HOSTS`).
 */
export async function startPortkey(
  upstream: string,
): Promise<{ readonly server: ServerProcess; readonly headers: Readonly<Record<string, string>> }> {
  const args = [SCRIPT, String(await freePort())];
  const env = { NODE_ENV: 'production' };
  const server = await startServer(join(__dirname, '../peers/portkey.js'), args, { env });
  const headers = {
    'x-api-key': 'none',
    'x-portkey-provider': 'anthropic',
    'x-portkey-custom-host': `${upstream}/v1`,
  };
  return { server, headers };
}
