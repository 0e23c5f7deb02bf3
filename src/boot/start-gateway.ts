import { FirstCredentials, type MadeUp } from '../auth';
import { GatewayConfig } from '../config';
import { UpstreamCaller } from '../llm';
import { Database } from '../storage';
import { createGateway } from './create-gateway';
import { endOnCrash } from './end-on-crash';
import { endOnSignal } from './end-on-signal';
import { Ending } from './ending';

/** A gateway that listens, and what there is to say about it. */
export interface RunningGateway {
  readonly url: string;
  readonly config: GatewayConfig;
  readonly upstream: string;
  readonly madeUp: MadeUp;
}

/** Boots the gateway. Rejects when it cannot run as configured. */
export async function startGateway(): Promise<RunningGateway> {
  const ending = new Ending();
  endOnCrash(ending);
  const app = await createGateway();
  ending.drains(app);
  const config = app.get(GatewayConfig);
  const credentials = app.get(FirstCredentials);
  await credentials.provide();
  await app.listen(config.http.port, config.http.host);
  const madeUp = await credentials.makeUp();
  await app.get(Database).hurry();
  endOnSignal(ending);
  return { url: await app.getUrl(), config, upstream: app.get(UpstreamCaller).id, madeUp };
}
