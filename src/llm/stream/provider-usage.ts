import type { BetaUsage } from '@anthropic-ai/sdk/resources/beta/messages';
import type { MessageDeltaUsage, Usage as MessageUsage } from '@anthropic-ai/sdk/resources/messages';
import { NO_USAGE, type Surcharge, type Usage } from '../../kernel';

/** The provider's counts, of a whole message or of a `message_delta`. */
export type ProviderUsage = Partial<MessageUsage> | MessageDeltaUsage | Partial<BetaUsage>;

type Json = Readonly<Record<string, unknown>>;

/** What was used of one model. */
export interface UsagePart {
  /** Undefined: the one that answered. */
  readonly model: string | undefined;
  readonly usage: Usage;
}

/** All that the provider has counted so far. */
export interface Reading {
  readonly usage: Usage;
  /** What comes on top: conversations that were compacted, and advice of another model. */
  readonly extras: readonly UsagePart[];
  readonly surcharges: readonly Surcharge[];
  /** Counts of kinds that nobody knows, by their field. */
  readonly unknown: ReadonlyMap<string, number>;
  /** Whether the input was counted at all: what is paid can only be told from it on. */
  readonly hasInput: boolean;
}

export const NOTHING_READ: Reading = {
  usage: NO_USAGE,
  extras: [],
  surcharges: [],
  unknown: new Map(),
  hasInput: false,
};

/** Whether a count tells how much was answered. */
export function countsOutput(told: ProviderUsage): boolean {
  return countOf(objectOf(told)['output_tokens']) !== undefined;
}

/** Fields that are read below, or only repeat in other words what others count (SDK 1.11.0). */
const KNOWN_FIELDS: ReadonlySet<string> = new Set([
  'cache_creation',
  'cache_creation_input_tokens',
  'cache_read_input_tokens',
  'fallback_credit',
  'inference_geo',
  'input_tokens',
  'iterations',
  'output_tokens',
  'output_tokens_details',
  'server_tool_use',
  'service_tier',
  'speed',
]);
/** The same of fields that have fields; fetches cost their tokens only. */
const KNOWN_WITHIN: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['cache_creation', new Set(['ephemeral_5m_input_tokens', 'ephemeral_1h_input_tokens'])],
  ['server_tool_use', new Set(['web_search_requests', 'web_fetch_requests'])],
]);
/** Entries whose tokens the fields at the top include, and those that come on top (SDK 1.11.0, `BetaUsage.iterations`). */
const INCLUDED: ReadonlySet<unknown> = new Set(['message', 'fallback_message']);
const ON_TOP: ReadonlySet<unknown> = new Set(['compaction', 'advisor_message']);
/** Anywhere the provider likes costs nothing more. */
const NO_GEO: ReadonlySet<unknown> = new Set([undefined, null, '', 'global', 'not_available']);

/** Reads further counts. One that an event leaves out keeps its earlier value, since counts are cumulative. */
export function readUsage(told: ProviderUsage, before: Reading): Reading {
  const json = objectOf(told);
  const found = unknownOf(json);
  const unknown = found.length === 0 ? before.unknown : new Map([...before.unknown, ...found]);
  const { iterations } = json;
  let unknownUnits = 0;
  for (const units of unknown.values()) unknownUnits += units;
  return {
    usage: usageOf(json, before.usage, unknownUnits),
    extras: Array.isArray(iterations) ? iterations.flatMap(extraOf) : before.extras,
    surcharges: surchargesOf(json, before.surcharges),
    unknown,
    hasInput: before.hasInput || countOf(json['input_tokens']) !== undefined,
  };
}

function surchargesOf(
  { speed, inference_geo: geo }: Json,
  before: readonly Surcharge[],
): readonly Surcharge[] {
  const told: Surcharge[] = [];
  if (speed === 'fast') told.push('fast');
  if (!NO_GEO.has(geo)) told.push('inference_geo');
  return told.length === 0 ? before : [...new Set([...before, ...told])];
}

/** Cache writes without a breakdown are counted as five-minute writes, the provider's default. */
function usageOf(told: Json, before: Usage, unknownUnits = 0): Usage {
  const breakdown = objectOf(told['cache_creation']);
  const writes = countOf(told['cache_creation_input_tokens']);
  const writes1h = countOf(breakdown['ephemeral_1h_input_tokens']) ?? before.cacheWrite1hTokens;
  return {
    inputTokens: countOf(told['input_tokens']) ?? before.inputTokens,
    outputTokens: countOf(told['output_tokens']) ?? before.outputTokens,
    cacheReadTokens: countOf(told['cache_read_input_tokens']) ?? before.cacheReadTokens,
    cacheWrite1hTokens: writes1h,
    cacheWrite5mTokens:
      countOf(breakdown['ephemeral_5m_input_tokens']) ??
      (writes === undefined ? before.cacheWrite5mTokens : Math.max(0, writes - writes1h)),
    webSearches: countOf(objectOf(told['server_tool_use'])['web_search_requests']) ?? before.webSearches,
    unknownUnits,
  };
}

function extraOf(entry: unknown): readonly UsagePart[] {
  const told = objectOf(entry);
  const { type, model } = told;
  if (!ON_TOP.has(type)) return [];
  return [{ model: typeof model === 'string' ? model : undefined, usage: usageOf(told, NO_USAGE) }];
}

/** What nobody knows and that counts something, by its field: nothing, of nearly every answer. */
function unknownOf(told: Json): readonly (readonly [string, number])[] {
  const found: (readonly [string, number])[] = [];
  const add = (name: string, value: unknown): void => {
    const units = unitsIn(value);
    if (units > 0) found.push([name, units]);
  };
  for (const name of Object.keys(told)) {
    const value = told[name];
    if (!KNOWN_FIELDS.has(name)) add(name, value);
    const known = KNOWN_WITHIN.get(name);
    if (known === undefined) continue;
    for (const [inner, units] of Object.entries(objectOf(value)))
      if (!known.has(inner)) add(`${name}.${inner}`, units);
  }
  const { iterations } = told;
  if (Array.isArray(iterations)) {
    const strange = iterations.filter((entry) => {
      const { type } = objectOf(entry);
      return !INCLUDED.has(type) && !ON_TOP.has(type);
    });
    add('iterations', strange);
  }
  return found;
}

/** The sum of all numbers in what nobody knows; deeper than any count lies nothing is looked for. */
function unitsIn(value: unknown, depth = 0): number {
  if (typeof value !== 'object' || value === null) return countOf(value) ?? 0;
  if (depth === DEEPEST) return 0;
  const inner: readonly unknown[] = Object.values(value);
  return inner.reduce<number>((sum, one) => sum + unitsIn(one, depth + 1), 0);
}

/** A number of something, a fraction as a whole one; undefined for what is none. */
function countOf(value: unknown): number | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) return undefined;
  return Math.min(Math.ceil(value), MOST_UNITS);
}

const DEEPEST = 10;

/** More than any call uses; beyond it sums would lose their last digit. */
const MOST_UNITS = 1e12;

function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}
