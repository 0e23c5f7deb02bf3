import type { NestExpressApplication } from '@nestjs/platform-express';
import { Logger, PinoLogger } from 'nestjs-pino';
import { ListedOrigins } from './auth';
import { GatewayConfig } from './config';
import { corsFor, ingress, RequestRecords } from './http';
import { withoutNestChatter } from './log';

/** Everything of the application that is not a module; shared with the tests. */
export async function setUp(app: NestExpressApplication): Promise<void> {
  const { trustProxy } = app.get(GatewayConfig).http;
  app.useLogger(withoutNestChatter(app.get(Logger)));
  app.flushLogs();
  app.set('trust proxy', typeof trustProxy === 'number' ? trustProxy : [...trustProxy]);
  app.set('query parser', 'simple');
  app.use(ingress(await app.resolve(PinoLogger), app.get(RequestRecords)));
  app.enableCors(corsFor(app.get(ListedOrigins)));
}
