import type { RequestRecord } from '../../http';
import type { ModelCall } from '../../kernel';

export const SLOT_MS = 15_000;
export const DAY_MS = 86_400_000;

/** Of latencies: times lie at most 9 % (half a step of 2^(1/4)) from what is told of them. */
const STEPS_PER_DOUBLING = 4;

/** What one request adds to a slot: names of measures, and how much. */
export type Increments = Readonly<Record<string, number>>;

const REFUSED = 'refused:';
const LATENCY = 'ms:';
export const DAY = 'day:';

/** When the slot of an instant began; epoch milliseconds, both. */
export const slotOf = (at: number): number => at - (at % SLOT_MS);
export const dayOf = (at: number): number => at - (at % DAY_MS);

/**
 * What a request adds to the fifteen seconds in which it ended. It counts as refused (4xx, by the layer that did) or as
 * failed (5xx, and streams that broke off) or as neither. How long it took counts unless it was refused, or its client left.
 */
export function incrementsOf({
  status,
  outcome,
  failure,
  startedAt,
  endedAt,
  calls,
}: RequestRecord): Increments {
  const refusal = outcome === 'refused' ? failure : undefined;
  const hasFailed = status >= 500 || (refusal?.status ?? 0) >= 500;
  const isRefused = refusal !== undefined && !hasFailed;
  const { input_tokens, output_tokens, cost } = sumsOf(calls);
  return {
    requests: 1,
    ...(hasFailed ? { failed: 1 } : {}),
    ...(isRefused ? { [`${REFUSED}${refusal.layer}`]: 1 } : {}),
    ...(isRefused || outcome === 'client_left' ? {} : { [`${LATENCY}${stepOf(endedAt - startedAt)}`]: 1 }),
    ...(calls.length === 0 ? {} : { input_tokens, output_tokens, cost }),
  };
}

/** What the calls of a request add to a day of somebody's, who is `gateway` for everybody. */
export function dayIncrementsOf(calls: readonly ModelCall[], owner: string): Increments {
  const { input_tokens, output_tokens } = sumsOf(calls);
  const [requests, input, output] = dayMeasuresOf(owner);
  return { [requests]: calls.length, [input]: input_tokens, [output]: output_tokens };
}

/** Calls, tokens read and tokens written of a day. */
export function dayMeasuresOf(owner: string): readonly [string, string, string] {
  return [`${DAY}requests ${owner}`, `${DAY}input_tokens ${owner}`, `${DAY}output_tokens ${owner}`];
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

function stepOf(ms: number): string {
  return String(Math.round(STEPS_PER_DOUBLING * Math.log2(Math.max(ms, 1))));
}

/** Tokens as the ledger has them: those of caches apart. Costs are micro-USD. */
function sumsOf(calls: readonly ModelCall[]): { input_tokens: number; output_tokens: number; cost: number } {
  const sums = { input_tokens: 0, output_tokens: 0, cost: 0 };
  for (const { usage, cost } of calls) {
    sums.input_tokens += usage.inputTokens;
    sums.output_tokens += usage.outputTokens;
    sums.cost += Number(cost);
  }
  return sums;
}
