import { join } from 'node:path';
import { startGateway } from './parts/gateway';
import { median, shoot } from './parts/load';
import { plainShot } from './parts/messages';
import { startServer, type ServerProcess } from './parts/server-process';

/*
 * Prints what a request costs in CPU: the gateway with everything on beside a raw node:http proxy, alternating in one
 * run. `npm run bench:cpu`
 */

const CONNECTIONS = 32;
const REQUESTS = 6000;
const ROUNDS = 5;

interface Contender {
  readonly name: string;
  readonly server: ServerProcess;
  readonly key: string;
  readonly microseconds: number[];
}

async function main(): Promise<void> {
  const upstream = await startServer(join(__dirname, 'upstream/stub.js'));
  const raw = await startServer(join(__dirname, 'peers/raw-proxy.js'), [upstream.url]);
  const gateway = await startGateway({ upstream: upstream.url });
  const contenders: readonly Contender[] = [
    { name: 'raw node:http proxy', server: raw, key: 'none', microseconds: [] },
    { name: 'sallyport', server: gateway, key: gateway.key, microseconds: [] },
  ];
  try {
    for (const one of contenders) await load(one, 3000);
    for (let round = 0; round < ROUNDS; round += 1)
      for (const one of contenders) one.microseconds.push(await load(one, REQUESTS));
  } finally {
    await Promise.all([gateway, raw, upstream].map((server) => server.stop()));
  }
  report(contenders);
}

/** Sends requests and returns the CPU microseconds of the server for each. */
async function load({ server, key }: Contender, amount: number): Promise<number> {
  const before = server.cpuSeconds();
  await shoot(plainShot(server.url, key, CONNECTIONS, amount));
  return ((server.cpuSeconds() - before) / amount) * 1e6;
}

function report(contenders: readonly Contender[]): void {
  const [base] = contenders.map(({ microseconds }) => median(microseconds));
  for (const { name, microseconds } of contenders) {
    const middle = median(microseconds);
    const spread = `${Math.min(...microseconds).toFixed(0)} to ${Math.max(...microseconds).toFixed(0)}`;
    const ratio = (middle / (base ?? middle)).toFixed(2);
    process.stdout.write(
      `${name.padEnd(24)} ${middle.toFixed(0).padStart(5)} us CPU a request (${spread})   ratio ${ratio}\n`,
    );
  }
}

void main();
