import type { RequestRecord } from '../../http';
import type { Tally } from './tally';

export const SLOT_MS = 15_000;
export const DAY_MS = 86_400_000;

/** Of latencies: times lie at most 9 % (half a step of 2^(1/4)) from what is told of them. */
const STEPS_PER_DOUBLING = 4;

const REFUSED = 'refused:';
const LATENCY = 'ms:';
export const DAY = 'day:';
/** Whose day is that of the whole gateway. */
const EVERYBODY = 'gateway';

/** When the slot of an instant began; epoch milliseconds, both. */
export const slotOf = (at: number): number => at - (at % SLOT_MS);
export const dayOf = (at: number): number => at - (at % DAY_MS);

/**
 * Adds a request to the fifteen seconds in which it ended, and its calls to the day of their owner and of everybody. It
 * counts as refused (4xx, by the layer that did) or as failed (5xx, and streams that broke off) or as neither. How long
 * it took counts unless it was refused, or its client left.
 */
export function count(tally: Tally, record: RequestRecord): void {
  const { status, outcome, failure, startedAt, endedAt, calls } = record;
  const slot = slotOf(endedAt);
  const refusal = outcome === 'refused' ? failure : undefined;
  const hasFailed = status >= 500 || (refusal?.status ?? 0) >= 500;
  const isRefused = refusal !== undefined && !hasFailed;
  tally.add(slot, 'requests', 1);
  if (hasFailed) tally.add(slot, 'failed', 1);
  if (isRefused) tally.add(slot, `${REFUSED}${refusal.layer}`, 1);
  else if (outcome !== 'client_left') tally.add(slot, latencyMeasure(endedAt - startedAt), 1);
  if (calls.length > 0) countCalls(tally, record, slot);
}

function countCalls(tally: Tally, { calls, principal, endedAt }: RequestRecord, slot: number): void {
  let [read, written, cost] = [0, 0, 0];
  for (const call of calls) {
    read += call.usage.inputTokens;
    written += call.usage.outputTokens;
    cost += Number(call.cost);
  }
  tally.add(slot, 'input_tokens', read);
  tally.add(slot, 'output_tokens', written);
  tally.add(slot, 'cost', cost);
  const day = dayOf(endedAt);
  for (const owner of [EVERYBODY, principal?.countedAs]) {
    if (owner === undefined) continue;
    const [requests, input, output] = dayMeasuresOf(owner);
    tally.add(day, requests, calls.length);
    tally.add(day, input, read);
    tally.add(day, output, written);
  }
}

/** Names of those who came lately: a name that is made anew is hashed anew. */
const dayMeasures = new Map<string, DayMeasures>();
const MOST_OWNERS = 1000;

type DayMeasures = readonly [string, string, string];

/** Calls, tokens read and tokens written of a day. */
export function dayMeasuresOf(owner: string): DayMeasures {
  let measures = dayMeasures.get(owner);
  if (measures === undefined) {
    measures = [`${DAY}requests ${owner}`, `${DAY}input_tokens ${owner}`, `${DAY}output_tokens ${owner}`];
    if (dayMeasures.size >= MOST_OWNERS) dayMeasures.clear();
    dayMeasures.set(owner, measures);
  }
  return measures;
}

/** The layer that a measure counts the refusals of; undefined: it is another measure. */
export function layerOf(measure: string): string | undefined {
  return measure.startsWith(REFUSED) ? measure.slice(REFUSED.length) : undefined;
}

/** The time (ms) that a measure counts the requests of; undefined: it is another measure. */
export function latencyOf(measure: string): number | undefined {
  return measure.startsWith(LATENCY)
    ? 2 ** (Number(measure.slice(LATENCY.length)) / STEPS_PER_DOUBLING)
    : undefined;
}

/** By the step; they end with the longest request. */
const latencyMeasures: (string | undefined)[] = [];

function latencyMeasure(ms: number): string {
  const step = Math.round(STEPS_PER_DOUBLING * Math.log2(Math.max(ms, 1)));
  return (latencyMeasures[step] ??= `${LATENCY}${String(step)}`);
}
