import { join } from 'node:path';
import { startServer } from '../parts/server-process';
import { startMeasured, type Held, type MeasuredGateway } from './measured-gateway';
import { oneRound, ROUND, ROUND_REQUESTS } from './mixture';
import { quiet, untilFiles } from './quiet';
import { slopeOf } from './slope';
import { MIB, type Verdict } from './verdict';

/** Bytes that a hundred thousand requests may leave. */
const MOST_SLOPE = MIB;
/** In the beginning caches fill, and code is compiled. */
const WARM_UP_REQUESTS = 110_000;
const LEAST_SAMPLES = 5;

interface Sample extends Held {
  readonly requests: number;
}

/** Sends rounds of mixed traffic until the time or the requests are over, and looks at the memory after each. */
export async function soak(until: { readonly minutes: number; readonly requests: number }) {
  const upstream = await startServer(join(__dirname, '../upstream/stub.js'), [
    '--events',
    '20',
    '--pace',
    '2',
  ]);
  // All that is refused comes from one address here.
  const env = { FLOOD_LIMIT_MAX: '1000000000' };
  const gateway = await startMeasured({ upstream: upstream.url, env });
  try {
    return await observe(gateway, until);
  } finally {
    await Promise.all([gateway.stop(), upstream.stop()]);
  }
}

async function observe(
  gateway: MeasuredGateway,
  { minutes, requests }: { readonly minutes: number; readonly requests: number },
): Promise<readonly Verdict[]> {
  const end = Date.now() + minutes * 60_000;
  const before = gateway.openFiles();
  const samples: Sample[] = [];
  const faults: string[] = [];
  let sent = 0;
  while (sent < requests && Date.now() < end) {
    faults.push(...(await oneRound(gateway.url, gateway.key, samples.length)));
    sent += ROUND_REQUESTS;
    await quiet(gateway);
    const sample = { requests: sent, ...(await gateway.held()) };
    samples.push(sample);
    process.stdout.write(`${lineOf(sample)}\n`);
  }
  await untilFiles(gateway, before);
  const files = gateway.openFiles();
  const warm = samples.filter((sample) => sample.requests > WARM_UP_REQUESTS);
  const streams = (sent / ROUND_REQUESTS) * ROUND.streams;
  const what = `${String(sent)} requests, ${String(streams)} of them streams, a third of these given up`;
  return [
    slopeVerdict(`memory over ${what}`, warm, ({ resident }) => resident),
    slopeVerdict('heap of the same', warm, ({ heap, external }) => heap + external),
    {
      what: 'answers',
      found: faults.length === 0 ? 'all as they should be' : faults.join('; '),
      bound: 'all as they should be',
      holds: faults.length === 0,
    },
    {
      what: 'files, sockets and pipes after all',
      found: `${String(files)} open, ${String(before)} before`,
      bound: 'as before',
      holds: files <= before,
    },
  ];
}

function slopeVerdict(what: string, samples: readonly Sample[], of: (held: Held) => number): Verdict {
  const slope = slopeOf(samples.map((sample) => ({ x: sample.requests / 100_000, y: of(sample) })));
  const known = samples.length >= LEAST_SAMPLES;
  const [from, to] = [samples.at(0), samples.at(-1)].map((one) => (one === undefined ? NaN : of(one) / MIB));
  return {
    what,
    found: known
      ? `${(slope / MIB).toFixed(2)} MiB per 100,000 requests, by least squares over ${String(samples.length)} samples after the first ${String(WARM_UP_REQUESTS)} requests (${(from ?? NaN).toFixed(1)} to ${(to ?? NaN).toFixed(1)} MiB)`
      : 'too few samples after the warm-up to tell; give it more time',
    bound: `at most ${(MOST_SLOPE / MIB).toFixed(0)} MiB`,
    holds: known && slope <= MOST_SLOPE,
  };
}

function lineOf({ requests, resident, heap, external, openFiles }: Sample): string {
  const [all, used, outside] = [resident, heap, external].map((bytes) => (bytes / MIB).toFixed(1));
  return `${String(requests).padStart(9)} requests  ${all ?? ''} MiB resident  ${used ?? ''} MiB of heap  ${outside ?? ''} MiB of buffers  ${String(openFiles)} files`;
}
