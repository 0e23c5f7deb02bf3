import { startGateway, type TestGateway } from './gateway';
import { startTestSimulator, type TestSimulator } from './simulator';

/** What this Jest file has running: Jest gives each file modules of its own. */
const gateways = new Map<string, Promise<TestGateway>>();
let simulator: Promise<TestSimulator> | undefined;

/**
 * A gateway for all parts of a Jest file that ask for these settings: started for whoever comes first, ended by the
 * file's `afterAll(stopSharedGateways)`. Its parts count only what is their own: other parts come before or after.
 */
export function sharedGateway(settings: Readonly<Record<string, string>> = {}): Promise<TestGateway> {
  const name = JSON.stringify(Object.entries(settings).sort());
  const gateway = gateways.get(name) ?? startGateway({ settings });
  gateways.set(name, gateway);
  return gateway;
}

/** A shared gateway and the simulator behind it, which has forgotten the requests and the troubles of other parts. */
export async function sharedWithSimulator(): Promise<{
  readonly simulator: TestSimulator;
  readonly gateway: TestGateway;
}> {
  simulator ??= startTestSimulator();
  const provider = await simulator;
  await fetch(`${provider.url}/_simulator`, { method: 'DELETE' });
  return { simulator: provider, gateway: await sharedGateway(provider.settings) };
}

/** Ends what has been started, also where another start has failed. */
export async function stopSharedGateways(): Promise<void> {
  const started = await Promise.allSettled([...gateways.values()]);
  await Promise.all(started.flatMap((one) => (one.status === 'fulfilled' ? [one.value.stop()] : [])));
  await (await simulator)?.close();
}
