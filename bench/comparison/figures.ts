import type { Unit } from './cases';
import type { ContenderName, CpuTimes } from './contender';
import type { Round } from './round';
import { median } from '../parts/load';

/** What one contender did in one case. */
export interface Series {
  readonly name: ContenderName;
  readonly rounds: readonly Round[];
  /** The most bytes that its own process held meanwhile. */
  readonly peakMemory: number;
}

/** What one contender's rounds at one case come to: of everything the median over the rounds. */
export interface Figures {
  readonly name: ContenderName;
  /** CPU seconds for so many requests or events as the case's unit says. */
  readonly cpu: CpuTimes;
  /** Milliseconds of a request. */
  readonly p50: number;
  readonly p99: number;
  /** Milliseconds more than without a gateway, and than with the raw proxy, in the same round. */
  readonly overDirect: Latency | undefined;
  readonly overRaw: Latency;
  readonly perSecond: number;
  /** Bytes. */
  readonly peakMemory: number;
  /** As multiples of the raw proxy's, `cpu` being that of its own process. */
  readonly ratios: Readonly<Record<'cpu' | 'perSecond' | 'peakMemory', number>>;
  /** Of a core. */
  readonly generator: number;
  readonly upstream: number;
}

export interface Latency {
  readonly p50: number;
  readonly p99: number;
}

/** @throws Error without the raw proxy, which everything is compared with */
export function figuresOf(unit: Unit, series: readonly Series[]): readonly Figures[] {
  const proxy = series.find(({ name }) => name === 'raw');
  if (proxy === undefined) throw new Error('There is no raw proxy to compare with');
  const raw = proxy.rounds;
  const direct = series.find(({ name }) => name === 'direct')?.rounds;
  const cost = ({ requests }: Round, seconds: number): number =>
    (seconds / (requests * unit.perRequest)) * unit.amount;
  const speedOf = ({ requests, seconds }: Round): number => (requests * unit.perRequest) / seconds;
  const serverCost = (round: Round): number => cost(round, round.cpu.server);
  return series.map(({ name, rounds, peakMemory }) => {
    const overall = (value: (round: Round) => number): number => median(rounds.map(value));
    const ratio = (value: (round: Round) => number): number =>
      median(paired(rounds, raw, (own, other) => value(own) / value(other)));
    return {
      name,
      cpu: {
        server: overall(serverCost),
        redis: overall((round) => cost(round, round.cpu.redis)),
        postgres: overall((round) => cost(round, round.cpu.postgres)),
      },
      p50: overall(({ p50 }) => p50),
      p99: overall(({ p99 }) => p99),
      overDirect: direct && added(rounds, direct),
      overRaw: added(rounds, raw),
      perSecond: overall(speedOf),
      peakMemory,
      ratios: {
        cpu: ratio(serverCost),
        perSecond: ratio(speedOf),
        peakMemory: peakMemory / proxy.peakMemory,
      },
      generator: overall(({ generator }) => generator),
      upstream: overall(({ upstream }) => upstream),
    };
  });
}

function added(rounds: readonly Round[], others: readonly Round[]): Latency {
  return {
    p50: median(paired(rounds, others, (own, other) => own.p50 - other.p50)),
    p99: median(paired(rounds, others, (own, other) => own.p99 - other.p99)),
  };
}

/** Of rounds that stood beside each other, so that what drifts on the machine touches both. */
function paired(
  rounds: readonly Round[],
  others: readonly Round[],
  compare: (own: Round, other: Round) => number,
): readonly number[] {
  return rounds.flatMap((own, at) => {
    const other = others[at];
    return other === undefined ? [] : [compare(own, other)];
  });
}
