import { join } from 'node:path';
import type { Socket } from 'node:net';
import { startServer } from '../parts/server-process';
import { startMeasured, type Held, type MeasuredGateway } from './measured-gateway';
import { quiet, untilFiles } from './quiet';
import { beginReading } from './reader';
import { KIB, type Verdict } from './verdict';

/** Answers that are begun and then left: a kind of them, and what each may hold of the gateway's memory. */
export interface Left {
  readonly name: string;
  /** To the provider of the soak. */
  readonly question: string;
  readonly stream: boolean;
  /** So many are open at each measurement. */
  readonly amounts: readonly number[];
  /** So many are opened at once, and filled before the next: a crowd of floods is another measurement. */
  readonly atOnce: number;
  /** Bytes. */
  readonly most: number;
}

/** Answers whose first bytes were read, and then no more. */
export const LEFT: readonly Left[] = [
  {
    name: 'idle stream',
    question: 'silent',
    stream: true,
    atOnce: 25,
    amounts: [500, 1000],
    most: 150 * KIB,
  },
  {
    name: 'slow reader of a stream',
    question: 'flood',
    atOnce: 1,
    stream: true,
    amounts: [100, 200],
    most: 1024 * KIB,
  },
  {
    name: 'slow reader of a plain answer of 500 KB',
    question: 'large 500000',
    atOnce: 5,
    stream: false,
    amounts: [100, 200],
    most: 1024 * KIB,
  },
];

/** Opened, measured and closed before, so that what is counted is what each costs, and not what the first ones do. */
const WARM_UP = 25;
const FULL_LOOKED_MS = 100;

/** Opens so many, and tells what each holds of the gateway, its garbage collected and nothing under way. */
export async function measureLeft(left: Left): Promise<readonly Verdict[]> {
  const provider = await startServer(join(__dirname, 'provider.js'));
  // The provider's silence is what is measured: it must not end the stream.
  const env = { UPSTREAM_TIMEOUT_MS: '600000' };
  const gateway = await startMeasured({ upstream: provider.url, env });
  try {
    return await measure(left, gateway);
  } finally {
    await Promise.all([gateway.kill(), provider.stop()]);
  }
}

async function measure({ name, question, stream, amounts, atOnce, most }: Left, gateway: MeasuredGateway) {
  const { url, key } = gateway;
  const open: Socket[] = [];
  const reach = async (amount: number): Promise<Held> => {
    while (open.length < amount) {
      const next = Array.from({ length: atOnce }, () => beginReading({ url, key, question, stream }));
      open.push(...(await Promise.all(next)));
      await quiet(gateway, FULL_LOOKED_MS);
    }
    await quiet(gateway);
    return gateway.held();
  };
  const close = async (): Promise<void> => {
    for (const socket of open.splice(0)) socket.destroy();
    await untilFiles(gateway, before);
    await quiet(gateway);
  };
  const before = gateway.openFiles();
  await reach(WARM_UP);
  await close();
  const base = await gateway.held();
  const verdicts: Verdict[] = [];
  for (const amount of amounts) {
    const { resident, heap, external } = await reach(amount);
    const [each, ofHeap, ofBuffers] = [
      resident - base.resident,
      heap - base.heap,
      external - base.external,
    ].map((bytes) => bytes / amount / KIB) as [number, number, number];
    verdicts.push({
      what: `${name}, ${String(amount)} of them`,
      found: `${each.toFixed(1)} KiB each (${ofHeap.toFixed(1)} of heap, ${ofBuffers.toFixed(1)} of buffers)`,
      bound: `at most ${String(most / KIB)} KiB`,
      holds: each * KIB <= most,
    });
  }
  await close();
  const files = gateway.openFiles();
  verdicts.push({
    what: `${name}, all closed`,
    found: `${String(files)} files open, ${String(before)} before`,
    bound: 'as before',
    holds: files <= before,
  });
  return verdicts;
}
