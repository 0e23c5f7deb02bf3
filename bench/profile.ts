import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startGateway } from './parts/gateway';
import { shoot } from './parts/load';
import { plainShot } from './parts/messages';
import { startServer } from './parts/server-process';

/*
 * Prints where the CPU time of a request goes, thread by thread: the functions with the most time of their own, in
 * microseconds a request. `node dist/bench/profile.js --requests 20000 --connections 32`
 */

interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '20000' },
    connections: { type: 'string', default: '32' },
    shown: { type: 'string', default: '45' },
  },
});
const requests = Number(values.requests);

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-profile-'));
  const upstream = await startServer(join(__dirname, 'upstream/stub.js'));
  const flags = ['--cpu-prof', `--cpu-prof-dir=${folder}`];
  const gateway = await startGateway({ upstream: upstream.url, flags });
  await shoot(plainShot(gateway.url, gateway.key, Number(values.connections), requests));
  await gateway.stop();
  await upstream.stop();
  for (const file of readdirSync(folder))
    tell(JSON.parse(readFileSync(join(folder, file), 'utf8')) as Profile);
  rmSync(folder, { recursive: true });
}

function tell({ nodes, samples, timeDeltas }: Profile): void {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const own = new Map<string, number>();
  let busy = 0;
  for (const [at, id] of samples.entries()) {
    const name = names.get(id) ?? '';
    const us = timeDeltas[at] ?? 0;
    own.set(name, (own.get(name) ?? 0) + us);
    if (!name.startsWith('(idle)')) busy += us;
  }
  process.stdout.write(`\n${(busy / requests).toFixed(1)} us a request\n`);
  const most = [...own].sort(([, one], [, other]) => other - one).slice(0, Number(values.shown));
  for (const [name, us] of most) process.stdout.write(`${(us / requests).toFixed(2).padStart(8)}  ${name}\n`);
}

function nameOf({ functionName, url, lineNumber }: Profile['nodes'][number]['callFrame']): string {
  const file = url.replace(/^.*\/(?=node_modules\/|dist\/)/, '').replace(/^node_modules\//, '');
  return `${functionName === '' ? '(anonymous)' : functionName} ${file}:${String(lineNumber + 1)}`;
}

void main();
