import { shoot, quantile } from '../parts/load';
import type { ServerProcess } from '../parts/server-process';
import { WARM_AFTER, type Case } from './cases';
import type { Contender, CpuTimes } from './contender';
import type { Field } from './field';
import { machineTime } from './machine';
import type { Disturbance } from './noise';

/** What came of one contender's turn at one case. */
export interface Round extends Disturbance {
  readonly requests: number;
  readonly seconds: number;
  /** CPU seconds. */
  readonly cpu: CpuTimes;
  /** Milliseconds of a request. */
  readonly p50: number;
  readonly p99: number;
  /** How much of a core the load generator took, which is this process, and the stub of the upstream. */
  readonly generator: number;
  readonly upstream: number;
}

/** How long a shot takes that finds out how many requests are a turn. */
const ENOUGH_SECONDS = 0.25;
const FIRST_REQUESTS = 16;

/**
 * Gives a contender so many requests of a case.
 * @throws Error unless every answer is right and the upstream was called as often as it should have been
 */
export async function playRound(
  field: Field,
  one: Case,
  contender: Contender,
  amount: number,
): Promise<Round> {
  const { upstream } = field;
  const callsBefore = await callsOf(upstream);
  const before = readings(field, contender);
  const { latencies, seconds } = await shoot({
    ...one.shotAt(contender),
    connections: one.connections,
    amount,
  });
  const after = readings(field, contender);
  const wanted = amount * one.callsOf(contender);
  const calls = (await callsOf(upstream)) - callsBefore;
  if (calls !== wanted || latencies.length !== amount)
    throw new Error(
      `${contender.name}: ${String(latencies.length)} of ${String(amount)} requests answered, ` +
        `and ${String(calls)} calls of the upstream where ${String(wanted)} were due`,
    );
  field.served.set(contender.name, (field.served.get(contender.name) ?? 0) + calls);
  const took = after.at - before.at;
  return {
    requests: amount,
    seconds,
    cpu: {
      server: after.cpu.server - before.cpu.server,
      redis: after.cpu.redis - before.cpu.redis,
      postgres: after.cpu.postgres - before.cpu.postgres,
    },
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    generator: (after.generator - before.generator) / took,
    upstream: (after.upstream - before.upstream) / took,
    others: Math.max(0, after.busy - before.busy - (after.ours - before.ours)) / took,
    stolen: (after.stolen - before.stolen) / took,
  };
}

/** How many requests a contender answers in so many seconds, as many on each connection. It is warm afterwards. */
export async function amountFor(
  field: Field,
  one: Case,
  contender: Contender,
  seconds: number,
): Promise<number> {
  await warmUp(field, one, contender);
  for (let amount = Math.max(one.connections, FIRST_REQUESTS); ; amount *= 4) {
    const round = await playRound(field, one, contender, amount);
    if (round.seconds < ENOUGH_SECONDS) continue;
    const perConnection = Math.round((amount / round.seconds / one.connections) * seconds);
    return one.connections * Math.max(1, perConnection);
  }
}

async function warmUp(field: Field, one: Case, contender: Contender): Promise<void> {
  const work = `${contender.name} ${one.kind}`;
  if (field.warm.has(work)) return;
  const warming = one.warmWith ?? one;
  await arrange(field, warming);
  await playRound(field, { ...warming, connections: 32 }, contender, WARM_AFTER[one.kind]);
  await arrange(field, one);
  field.warm.add(work);
}

/** Lets the upstream behave as the case wants it. */
export async function arrange({ upstream: { url } }: Field, { latencyMs, events }: Case): Promise<void> {
  await fetch(`${url}/latency/${String(latencyMs)}`, { method: 'POST' });
  await fetch(`${url}/events/${String(events)}`, { method: 'POST' });
}

/** What goes on while the bench itself does nothing but wait. */
export async function watchIdle(field: Field, seconds: number): Promise<Disturbance> {
  const before = readings(field);
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const after = readings(field);
  const took = after.at - before.at;
  return {
    others: Math.max(0, after.busy - before.busy - (after.ours - before.ours)) / took,
    stolen: (after.stolen - before.stolen) / took,
  };
}

/** How many calls the stub has answered. */
async function callsOf({ url }: ServerProcess): Promise<number> {
  return Number(await (await fetch(`${url}/count`)).text());
}

interface Readings {
  /** Seconds on a clock of this process. */
  readonly at: number;
  readonly cpu: CpuTimes;
  readonly generator: number;
  readonly upstream: number;
  /** CPU seconds of the bench and all that it has started, and of the whole machine. */
  readonly ours: number;
  readonly busy: number;
  readonly stolen: number;
}

const NOTHING: CpuTimes = { server: 0, redis: 0, postgres: 0 };

function readings({ contenders, upstream }: Field, contender?: Contender): Readings {
  const usage = process.cpuUsage();
  const generator = (usage.user + usage.system) / 1e6;
  const stub = upstream.cpuSeconds();
  // The stub is the contender `direct` as well.
  const servers = contenders.filter(({ name }) => name !== 'direct').map((one) => one.cpu());
  const ours = servers.reduce(
    (sum, { server, redis, postgres }) => sum + server + redis + postgres,
    generator + stub,
  );
  return {
    at: performance.now() / 1000,
    cpu: contender?.cpu() ?? NOTHING,
    generator,
    upstream: stub,
    ours,
    ...machineTime(),
  };
}
