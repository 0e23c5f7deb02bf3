import { setTimeout as wait } from 'node:timers/promises';
import type { Gateway } from '../parts/gateway';
import { quantile } from '../parts/load';
import { messageOf } from '../parts/messages';
import { PLAIN_BODY } from '../upstream/answers';
import { ask } from './ask';
import { named } from './situation';

const EVERY_MS = 20;

/** What others met with meanwhile. */
export interface SmallRequests {
  /** Milliseconds, from the instant at which each was due. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly sent: number;
  /** What became of those that were not answered as they should be, such as `503 overloaded_error`. */
  readonly wrong: readonly string[];
}

/** Asks `/v1/messages` fifty times a second, however long answers take, until the work is done. */
export async function during(gateway: Gateway, work: () => Promise<void>): Promise<SmallRequests> {
  const latencies: number[] = [];
  const sent: Promise<void>[] = [];
  const wrong: string[] = [];
  const done = new AbortController();
  const one = async (due: number): Promise<void> => {
    await ask(gateway.url, question(gateway)).then(
      ({ status, body }) => {
        if (status !== 200 || body !== PLAIN_BODY) wrong.push(named(status, body));
      },
      (error: unknown) => {
        wrong.push((error as NodeJS.ErrnoException).code ?? String(error));
      },
    );
    latencies.push(performance.now() - due);
  };
  const pace = (async () => {
    for (let due = performance.now(); !done.signal.aborted; due += EVERY_MS) {
      await wait(Math.max(0, due - performance.now()));
      sent.push(one(due));
    }
  })();
  try {
    await work();
  } finally {
    done.abort();
  }
  await pace;
  await Promise.all(sent);
  latencies.sort((one, other) => one - other);
  const [p50, p99, max] = [0.5, 0.99, 1].map((share) => quantile(latencies, share)) as [
    number,
    number,
    number,
  ];
  return { p50, p99, max, sent: sent.length, wrong };
}

const BODY = messageOf();

function question({ key }: Gateway) {
  const headers = { 'content-type': 'application/json', 'x-api-key': key, 'anthropic-version': '2023-06-01' };
  return { path: '/v1/messages', headers, body: BODY, status: 200 };
}
