import type { Costs } from './costs';

/** Less than this of something for each request is said together. */
const LITTLE = 0.005;

/** Prints what was measured of so many gateways and keys. */
export function print({ size, keys }: { readonly size: number; readonly keys: number }, costs: Costs): void {
  const { cpu, connections } = costs;
  const lines = [
    `\n${String(size)} ${size === 1 ? 'gateway' : 'gateways'}, ${String(keys)} keys`,
    `  ${costs.requestsPerSecond.toFixed(0)} requests a second, p50 ${costs.p50Ms.toFixed(0)} ms, p99 ${costs.p99Ms.toFixed(0)} ms; up to ${String(costs.largestBatch)} calls a commit`,
    `  CPU seconds per 1,000 requests: gateways ${cpu.gateways.toFixed(3)}, Redis ${cpu.redis.toFixed(3)}, PostgreSQL ${cpu.postgresql.toFixed(3)}, nginx ${cpu.nginx.toFixed(3)}`,
    `  a request: ${costs.commits.toFixed(3)} commits, ${costs.statements.toFixed(2)} statements, ${costs.walBytes.toFixed(0)} bytes of WAL, ${costs.storedBytes.toFixed(0)} kept, ${sumOf(costs.rows).toFixed(2)} rows (${listOf(costs.rows)})`,
    `  a request, Redis: ${listOf(costs.redisCalls)}`,
    `  connections: ${String(connections.postgresql)} to PostgreSQL, ${String(connections.redis)} to Redis`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

function sumOf(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

function listOf(counts: ReadonlyMap<string, number>): string {
  return [...counts]
    .filter(([, count]) => count >= LITTLE)
    .sort(([, one], [, other]) => other - one)
    .map(([name, count]) => `${name} ${count.toFixed(2)}`)
    .join(', ');
}
