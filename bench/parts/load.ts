import autocannon from 'autocannon';

/** Of a wrong answer: enough to know it by. */
const MOST_SHOWN = 300;

/** What is sent, and what must come back. */
export interface Shot {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** POST where it is not said. */
  readonly method?: 'GET' | 'POST';
  readonly connections: number;
  /** So many requests in all. */
  readonly amount: number;
  /** Of every answer. */
  readonly status: number;
  /** Whether a body is the right one. */
  readonly isRight: (body: string) => boolean;
}

/** What came of it. Every answer was right, or there would be none. */
export interface Hits {
  /** Milliseconds of each request, from the shortest to the longest. */
  readonly latencies: readonly number[];
  /** From the first request to the last answer. */
  readonly seconds: number;
}

/**
 * Sends requests over kept connections, each as soon as the one before it on its connection is answered.
 * @throws Error unless all were answered, with the status and a body that are right
 */
export function shoot({
  url,
  headers,
  body,
  connections,
  amount,
  status,
  isRight,
  method = 'POST',
}: Shot): Promise<Hits> {
  return new Promise((resolve, reject) => {
    const latencies: number[] = [];
    const others = new Map<number, number>();
    const began = performance.now();
    let ended = began;
    let wrong: string | undefined;
    const verifyBody = (answer = ''): boolean => {
      const right = isRight(answer);
      if (!right) wrong ??= answer;
      return right;
    };
    const run = autocannon(
      {
        url,
        method,
        headers: { 'content-type': 'application/json', ...headers },
        body,
        connections,
        amount,
        timeout: 60,
        // It looks whether it is over as often as it takes samples.
        sampleInt: 20,
        verifyBody,
      } as autocannon.Options,
      (error: Error | null, result) => {
        if (error !== null) reject(error);
        else if (result.errors + result.timeouts + result.mismatches > 0 || others.size > 0)
          reject(new Error(`${url}: ${faultsOf(result, others, wrong)}`));
        else
          resolve({
            latencies: latencies.sort((one, other) => one - other),
            seconds: (ended - began) / 1000,
          });
      },
    );
    run.on('response', (_client, code, _bytes, ms) => {
      if (code !== status) others.set(code, (others.get(code) ?? 0) + 1);
      latencies.push(ms);
      ended = performance.now();
    });
  });
}

/** With the first wrong answer, which says who gave it, and why. */
function faultsOf(
  result: autocannon.Result,
  others: ReadonlyMap<number, number>,
  wrong: string | undefined,
): string {
  const statuses = [...others].map(([status, times]) => `${String(times)} of status ${String(status)}`);
  const { errors, timeouts, mismatches } = result;
  return [
    `${String(errors)} without an answer`,
    `${String(timeouts)} too late`,
    `${String(mismatches)} with another body`,
    ...statuses,
    ...(wrong === undefined ? [] : [`such as: ${wrong.slice(0, MOST_SHOWN)}`]),
  ].join(', ');
}

/** By nearest rank. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

export function median(values: readonly number[]): number {
  return quantile(
    [...values].sort((one, other) => one - other),
    0.5,
  );
}
