import { microUsd, toUsd } from '../../kernel';
import { latencyOf, layerOf, SLOT_MS } from './measures';

/** How many slots are shown: a quarter of an hour. */
export const SLOTS_SHOWN = 60;

/** Sums by measure. */
export type Sums = ReadonlyMap<string, number>;

interface Counts {
  /** Of all, refused and failed ones included. */
  readonly requests: number;
  /** 4xx, by the layer that refused. */
  readonly refused: Readonly<Record<string, number>>;
  /** 5xx, and streams that broke off. */
  readonly failed: number;
  /** Milliseconds by nearest rank, to 9 %; null: nothing was measured. */
  readonly p50_ms: number | null;
  readonly p95_ms: number | null;
}

interface TrafficSlot extends Counts {
  /** When it began. ISO 8601, UTC. */
  readonly at: string;
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cost_usd: number;
}

/** The last quarter of an hour, over all replicas; the last slot is not over yet. */
export interface TrafficView {
  readonly slot_seconds: number;
  readonly slots: readonly TrafficSlot[];
  readonly totals: Counts;
}

const NOTHING: Sums = new Map();

/** The slots up to the one that began at `last` (epoch ms). */
export function trafficView(bySlot: ReadonlyMap<number, Sums>, last: number): TrafficView {
  const starts = Array.from({ length: SLOTS_SHOWN }, (_, at) => last - (SLOTS_SHOWN - 1 - at) * SLOT_MS);
  const shown = starts.map((start) => bySlot.get(start) ?? NOTHING);
  return {
    slot_seconds: SLOT_MS / 1000,
    slots: starts.map((start, at) => slotView(start, shown[at] ?? NOTHING)),
    totals: countsOf(added(shown)),
  };
}

function slotView(start: number, sums: Sums): TrafficSlot {
  return {
    at: new Date(start).toISOString(),
    ...countsOf(sums),
    input_tokens: sums.get('input_tokens') ?? 0,
    output_tokens: sums.get('output_tokens') ?? 0,
    cost_usd: toUsd(microUsd(BigInt(sums.get('cost') ?? 0))),
  };
}

function countsOf(sums: Sums): Counts {
  const refused = [...sums].flatMap(([measure, value]) => {
    const layer = layerOf(measure);
    return layer === undefined ? [] : [[layer, value] as const];
  });
  return {
    requests: sums.get('requests') ?? 0,
    refused: Object.fromEntries(refused.sort(([one], [other]) => (one < other ? -1 : 1))),
    failed: sums.get('failed') ?? 0,
    p50_ms: quantile(0.5, sums),
    p95_ms: quantile(0.95, sums),
  };
}

function quantile(share: number, sums: Sums): number | null {
  const times = [...sums]
    .flatMap(([measure, count]) => {
      const ms = latencyOf(measure);
      return ms === undefined ? [] : [{ ms, count }];
    })
    .sort((one, other) => one.ms - other.ms);
  let left = Math.ceil(share * times.reduce((sum, { count }) => sum + count, 0));
  const found = left === 0 ? undefined : times.find(({ count }) => (left -= count) <= 0);
  return found === undefined ? null : Math.round(found.ms);
}

function added(all: readonly Sums[]): Sums {
  const sums = new Map<string, number>();
  for (const one of all) for (const [name, value] of one) sums.set(name, (sums.get(name) ?? 0) + value);
  return sums;
}
