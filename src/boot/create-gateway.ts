import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from '../app.module';
import { setUp } from '../app.setup';
import { LeanExpressAdapter } from '../http';

/** A gateway that is set up and listens nowhere yet. Rejects when it cannot run as configured. */
export async function createGateway(): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule, new LeanExpressAdapter(), {
    bodyParser: false,
    // Kept back until the real logger is there; of a failed boot, Nest's own account is dropped for ours.
    bufferLogs: true,
    autoFlushLogs: false,
    abortOnError: false,
  });
  await setUp(app);
  return app;
}
