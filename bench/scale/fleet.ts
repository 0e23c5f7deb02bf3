import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { startNginx } from '../../test/support/servers/nginx';
import { startGateway, type Gateway } from '../parts/gateway';
import { cpuSecondsOf } from '../parts/server-process';
import type { CountingDatabase, Stores } from './stores';

/** What a key may, as in the body of `POST /admin/keys`. */
export interface Terms {
  readonly rate_limit?: { readonly max_requests: number; readonly window_seconds: number };
  readonly max_concurrency?: number;
  readonly budget?: { readonly limit_usd: number; readonly period: 'total' };
}

/** Gateways on the same stores, behind nginx. */
export interface Fleet {
  readonly url: string;
  readonly gateways: readonly Gateway[];
  cpuSeconds(): { readonly gateways: number; readonly nginx: number };
  /** A member's key with these terms, and its id. */
  createKey(terms?: Terms): Promise<{ readonly id: string; readonly key: string }>;
  stop(): Promise<void>;
}

/** The gateways as they are shipped, so many of them, and nginx as `deploy/nginx.conf.example` has it. */
export async function startFleet(
  size: number,
  upstream: string,
  stores: Stores,
  database: CountingDatabase,
): Promise<Fleet> {
  const env = {
    SECRET_KEY: randomBytes(32).toString('base64'),
    REDIS_URL: stores.redisUrl,
    DATABASE_URL: database.url,
    REPLICAS: String(size),
    TRUST_PROXY: '1',
  };
  const gateways: Gateway[] = [];
  for (let started = 0; started < size; started += 1) gateways.push(await startGateway({ upstream, env }));
  const nginx = await startNginx(gateways.map(({ url }) => Number(new URL(url).port)));
  const admin = adminKey(gateways[0]?.env ?? {});
  return {
    url: nginx.url,
    gateways,
    cpuSeconds: () => ({
      gateways: gateways.reduce((sum, gateway) => sum + gateway.cpuSeconds(), 0),
      nginx: cpuSecondsOf(nginx.pid() ?? 0),
    }),
    async createKey(terms = {}) {
      const answer = await fetch(`${nginx.url}/admin/keys`, {
        method: 'POST',
        headers: { 'x-api-key': admin, 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'scale', role: 'member', ...terms }),
      });
      if (answer.status !== 201) throw new Error(`No key was made: ${await answer.text()}`);
      return (await answer.json()) as { id: string; key: string };
    },
    async stop() {
      await nginx.stop();
      await Promise.all(gateways.map((gateway) => gateway.stop()));
    },
  };
}

function adminKey(env: NodeJS.ProcessEnv): string {
  const script = join(__dirname, '../../src/cli/keys.js');
  return execFileSync(process.execPath, [script, 'create', '--name', 'scale', '--role', 'admin'], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
    .toString()
    .trim();
}
