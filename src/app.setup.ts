import type { NestExpressApplication } from '@nestjs/platform-express';
import { Logger, PinoLogger } from 'nestjs-pino';
import { GatewayConfig } from './config';
import { ingress } from './http';
import { withoutNestChatter } from './log';

/** Headers of ours that a page on another origin may read. */
const EXPOSED_HEADERS = ['x-request-id', 'Retry-After', 'RateLimit', 'RateLimit-Policy'];

/** Everything of the application that is not a module; shared with the tests. */
export async function setUp(app: NestExpressApplication): Promise<void> {
  const { trustProxy, corsOrigins } = app.get(GatewayConfig).http;
  app.useLogger(withoutNestChatter(app.get(Logger)));
  app.flushLogs();
  app.set('trust proxy', typeof trustProxy === 'number' ? trustProxy : [...trustProxy]);
  app.set('query parser', 'simple');
  app.use(ingress(await app.resolve(PinoLogger)));
  if (corsOrigins.length > 0) {
    const origin = corsOrigins.includes('*') ? '*' : [...corsOrigins];
    app.enableCors({ origin, exposedHeaders: EXPOSED_HEADERS, maxAge: 600 });
  }
}
