import { once } from 'node:events';
import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startTestSimulator, type TestSimulator } from './simulator';

/** A provider that takes the keys it is told to take, and refuses any other as Claude does; behind it, the simulator. */
export interface KeyedProvider {
  readonly url: string;
  readonly simulator: TestSimulator;
  /** Takes these keys from now on, and no other. */
  take(...keys: readonly string[]): void;
  /** How many requests came with each key, and how many were refused. */
  readonly seen: ReadonlyMap<string, { taken: number; refused: number }>;
  /** Resolves when a key has been taken so often. */
  taken(key: string, times: number): Promise<void>;
  close(): Promise<void>;
}

const REFUSAL = JSON.stringify({
  type: 'error',
  error: { type: 'authentication_error', message: 'invalid x-api-key' },
});

export async function startKeyedProvider(...first: readonly string[]): Promise<KeyedProvider> {
  const simulator = await startTestSimulator();
  const seen = new Map<string, { taken: number; refused: number }>();
  const waiting = new Set<() => void>();
  let good: readonly string[] = first;
  const server = createServer((request, response) => {
    const key = String(request.headers['x-api-key']);
    const counts = seen.get(key) ?? { taken: 0, refused: 0 };
    seen.set(key, counts);
    if (!good.includes(key)) {
      counts.refused += 1;
      request.resume();
      response.writeHead(401, { 'content-type': 'application/json' }).end(REFUSAL);
      return;
    }
    counts.taken += 1;
    for (const look of waiting) look();
    const { method, headers, url } = request;
    const onward = forward(`${simulator.url}${url ?? ''}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    simulator,
    seen,
    take: (...keys) => {
      good = keys;
    },
    taken: (key, times) =>
      new Promise((resolve) => {
        const look = (): void => {
          if ((seen.get(key)?.taken ?? 0) < times) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      await simulator.close();
    },
  };
}
