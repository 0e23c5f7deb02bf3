import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { sql } from 'kysely';
import { createGateway } from '../../src/boot/create-gateway';
import { FirstCredentials } from '../../src/auth';
import { ConfigurationError, GatewayConfig } from '../../src/config';
import { Database } from '../../src/storage';

/** After a longer sleep connections may be gone without a word. */
const LIGHT_SLEEP_MS = 5000;
const WAKING_ATTEMPTS = 3;

type IsTrusted = (address: string, hop: number) => boolean;

/** A gateway that nobody reaches but this process. */
export class LocalGateway {
  #asleepSince = Date.now();

  constructor(
    readonly app: NestExpressApplication,
    /** The Unix socket that it listens on. */
    readonly socketPath: string,
  ) {}

  /** The process may have been frozen: queries here, not those of a request, meet the connections that did not survive it. */
  async wake(): Promise<void> {
    if (Date.now() - this.#asleepSince < LIGHT_SLEEP_MS) return;
    const database = this.app.get(Database);
    for (let attempt = 0; attempt < WAKING_ATTEMPTS; attempt += 1) {
      const isUp = await database
        .attempt((db) => sql`select 1`.execute(db))
        .then(
          () => true,
          () => false,
        );
      // Without a database the request is refused as anywhere else.
      if (isUp) return;
    }
  }

  sleep(): void {
    this.#asleepSince = Date.now();
  }
}

/**
 * Boots a gateway that listens on a socket in a folder of its own. Rejects when it cannot run as configured: each instance
 * of a function is a replica, so that the stores have to be shared ones.
 */
export async function openGateway(): Promise<LocalGateway> {
  const app = await createGateway();
  const { databaseUrl, redisUrl } = app.get(GatewayConfig).storage;
  if (databaseUrl === undefined || redisUrl === undefined)
    throw new ConfigurationError([
      'DATABASE_URL and REDIS_URL should be set: instances of a function share nothing else',
    ]);
  trustOwnHop(app);
  await app.get(FirstCredentials).provide();
  const socketPath = join(mkdtempSync(join(tmpdir(), 'sallyport-')), 'gateway.sock');
  await app.listen(socketPath);
  return new LocalGateway(app, socketPath);
}

/** The first hop is ours and names the caller of the function; TRUST_PROXY says who stands in front of that, as anywhere. */
function trustOwnHop(app: NestExpressApplication): void {
  const express = app.getHttpAdapter().getInstance();
  const isTrusted = express.get('trust proxy fn') as IsTrusted;
  app.set('trust proxy', (address: string, hop: number) => hop === 0 || isTrusted(address, hop - 1));
}
