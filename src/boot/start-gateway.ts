import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from '../app.module';
import { setUp } from '../app.setup';
import { FirstCredentials } from '../auth';
import { GatewayConfig } from '../config';
import { LeanExpressAdapter } from '../http';
import { UpstreamCaller } from '../llm';
import { endOnSignal } from './end-on-signal';

/** A gateway that listens, and what there is to say about it. */
export interface RunningGateway {
  readonly url: string;
  readonly config: GatewayConfig;
  readonly upstream: string;
  /** The key that the first boot made, for the one time that it can be shown. */
  readonly firstKey: string | undefined;
}

/** Boots the gateway. Rejects when it cannot run as configured. */
export async function startGateway(): Promise<RunningGateway> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule, new LeanExpressAdapter(), {
    bodyParser: false,
    // Kept back until the real logger is there; of a failed boot, Nest's own account is dropped for ours.
    bufferLogs: true,
    autoFlushLogs: false,
    abortOnError: false,
  });
  await setUp(app);
  const config = app.get(GatewayConfig);
  const firstKey = await app.get(FirstCredentials).provide();
  await app.listen(config.http.port, config.http.host);
  endOnSignal(app);
  return { url: await app.getUrl(), config, upstream: app.get(UpstreamCaller).id, firstKey };
}
