import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startGateway } from './parts/gateway';
import { shoot, type Shot } from './parts/load';
import { messageOf, plainShot, streamShot } from './parts/messages';
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
  /** Microseconds of the machine's monotonic clock, as `process.hrtime` has it. */
  readonly startTime: number;
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '20000' },
    connections: { type: 'string', default: '32' },
    stream: { type: 'boolean', default: false },
    bytes: { type: 'string', default: '300' },
    shown: { type: 'string', default: '45' },
  },
});
const requests = Number(values.requests);
/** Code runs as it will only after some thousands of requests. */
const WARM_UP = 5000;
/** Of a stream, as many as the stub sends. */
const EVENTS = 200;

const now = (): number => Number(process.hrtime.bigint() / 1000n);

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-profile-'));
  const upstream = await startServer(join(__dirname, 'upstream/stub.js'));
  const flags = ['--cpu-prof', `--cpu-prof-dir=${folder}`];
  const gateway = await startGateway({ upstream: upstream.url, flags });
  const connections = Number(values.connections);
  const shot = (amount: number): Shot =>
    values.stream
      ? streamShot(gateway.url, gateway.key, connections, amount, EVENTS)
      : {
          ...plainShot(gateway.url, gateway.key, connections, amount),
          body: messageOf({ bytes: Number(values.bytes) }),
        };
  await shoot(shot(Math.min(WARM_UP, requests)));
  const from = now();
  await shoot(shot(requests));
  const to = now();
  await gateway.stop();
  await upstream.stop();
  for (const file of readdirSync(folder))
    tell(JSON.parse(readFileSync(join(folder, file), 'utf8')) as Profile, from, to);
  rmSync(folder, { recursive: true });
}

function tell({ nodes, samples, timeDeltas, startTime }: Profile, from: number, to: number): void {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const own = new Map<string, number>();
  let busy = 0;
  let time = startTime;
  for (const [at, id] of samples.entries()) {
    const name = names.get(id) ?? '';
    const us = timeDeltas[at] ?? 0;
    time += us;
    if (time < from || time > to) continue;
    own.set(name, (own.get(name) ?? 0) + us);
    if (!name.startsWith('(idle)')) busy += us;
  }
  if (busy === 0) return;
  process.stdout.write(`\n${(busy / requests).toFixed(1)} us a request\n`);
  print(sumsBy(own, roomOf), 30);
  process.stdout.write('\n');
  print(own, Number(values.shown));
}

function print(times: ReadonlyMap<string, number>, shown: number): void {
  const most = [...times].sort(([, one], [, other]) => other - one).slice(0, shown);
  for (const [name, us] of most) process.stdout.write(`${(us / requests).toFixed(2).padStart(8)}  ${name}\n`);
}

function sumsBy(own: ReadonlyMap<string, number>, groupOf: (name: string) => string): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [name, us] of own) sums.set(groupOf(name), (sums.get(groupOf(name)) ?? 0) + us);
  return sums;
}

/** The package, the part of Node or the room of ours that a function is in. */
function roomOf(name: string): string {
  const file = name.slice(name.lastIndexOf(' ') + 1);
  if (file.startsWith(':')) return name;
  const parts = file.split('/');
  return parts
    .slice(0, file.startsWith('@') ? 2 : file.startsWith('dist/src') ? 3 : 1)
    .join('/')
    .replace(/:\d+$/, '');
}

function nameOf({ functionName, url, lineNumber }: Profile['nodes'][number]['callFrame']): string {
  const file = url.replace(/^.*\/(?=node_modules\/|dist\/)/, '').replace(/^node_modules\//, '');
  return `${functionName === '' ? '(anonymous)' : functionName} ${file}:${String(lineNumber + 1)}`;
}

void main();
