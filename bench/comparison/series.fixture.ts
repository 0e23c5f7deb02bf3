import type { ContenderName } from './contender';
import type { Series } from './figures';
import type { Round } from './round';

/** A turn of 1000 requests in a second, of which each took the server a millisecond of CPU, except as said. */
export function roundOf(changes: Partial<Omit<Round, 'cpu'>> & { readonly server?: number } = {}): Round {
  const { server = 1, ...others } = changes;
  return {
    requests: 1000,
    seconds: 1,
    cpu: { server, redis: 0, postgres: 0 },
    p50: 1,
    p99: 2,
    generator: 0.3,
    upstream: 0.2,
    others: 0,
    stolen: 0,
    ...others,
  };
}

/** A contender whose rounds are these. */
export function seriesOf(name: ContenderName, ...rounds: readonly Round[]): Series {
  return { name, rounds, peakMemory: 50e6 };
}
