import { microUsd, SURCHARGES, type MicroUsd, type Surcharge, type Usage } from '../../kernel';
import type { PriceDocument, PriceRow, TokenPrices } from './price-document';

/** What else than the model and the usage a price depends on. */
export interface PricingTerms {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly surcharges: readonly Surcharge[];
}

/** The most that a call may use. */
export interface UsageBound {
  /** Input, cache reads and cache writes, together. */
  readonly promptTokens: number;
  readonly outputTokens: number;
  /** The dearest kind of cache writes that the call may make; `1h` allows both. */
  readonly cacheWrites: 'none' | '5m' | '1h';
  readonly webSearches: number;
}

const TOKEN_KINDS = [
  'inputTokens',
  'outputTokens',
  'cacheWrite5mTokens',
  'cacheWrite1hTokens',
  'cacheReadTokens',
] as const satisfies readonly (keyof TokenPrices)[];

const PROMPT_KINDS = {
  none: ['inputTokens', 'cacheReadTokens'],
  '5m': ['inputTokens', 'cacheReadTokens', 'cacheWrite5mTokens'],
  '1h': ['inputTokens', 'cacheReadTokens', 'cacheWrite5mTokens', 'cacheWrite1hTokens'],
} as const satisfies Record<UsageBound['cacheWrites'], readonly (keyof TokenPrices)[]>;

/** Prices and factors are integers of millionths. */
const MILLION = 1_000_000n;
/** The product of as many factors as there are surcharges, where each is 1. */
const NO_SURCHARGE = MILLION ** BigInt(SURCHARGES.length);

/** List prices, and what calls cost by them. Never changes. */
export class PriceList {
  readonly #rows: readonly PriceRow[];
  /** By tier and then by time, each ascending. */
  readonly #byModel = new Map<string, PriceRow[]>();
  readonly #perWebSearch: bigint;
  readonly #surcharges: PriceDocument['surcharges'];

  constructor(document: PriceDocument) {
    const { rows, perWebSearch, surcharges } = structuredClone(document);
    this.#rows = rows.toSorted(
      (one, other) => one.promptTokensOver - other.promptTokensOver || one.validFrom - other.validFrom,
    );
    this.#perWebSearch = perWebSearch;
    this.#surcharges = surcharges;
    for (const row of this.#rows)
      for (const model of row.models) this.#byModel.set(model, [...(this.#byModel.get(model) ?? []), row]);
  }

  /** Whether a model is listed, or a dated snapshot of a listed one: `claude-haiku-4-5-20251001`. */
  knows(model: string): boolean {
    return this.#rowsOf(model) !== undefined;
  }

  /** In tokens; of an unknown model the largest there is. */
  contextWindow(model: string): number {
    const rows = this.#rowsOf(model) ?? this.#rows;
    return rows.reduce((largest, row) => Math.max(largest, row.contextWindow), 0);
  }

  /**
   * What a call cost, rounded up once to a whole micro-USD. The length of the whole prompt chooses the tier; a unit of an
   * unknown kind costs as much as the dearest token of the same call, an unknown model as much as the dearest row of any time.
   */
  cost(model: string, usage: Usage, terms: PricingTerms): MicroUsd {
    const rows = this.#rowsOf(model);
    const possible = rows === undefined ? this.#rows : [rowInForce(rows, promptOf(usage), terms.at)];
    const tokens = most(possible.map(({ perToken }) => tokenCost(perToken, usage)));
    return this.#total(tokens, usage.webSearches, terms);
  }

  /**
   * What no call within the bound costs more than, at the same terms and without units of unknown kinds: all of its prompt
   * is the dearest kind, in the dearest tier that it can reach.
   */
  ceiling(model: string, bound: UsageBound, terms: PricingTerms): MicroUsd {
    const rows = this.#rowsOf(model);
    const possible = rows === undefined ? this.#rows : rowsInReach(rows, bound.promptTokens, terms.at);
    const tokens = most(possible.map(({ perToken }) => highestTokenCost(perToken, bound)));
    return this.#total(tokens, bound.webSearches, terms);
  }

  #rowsOf(model: string): readonly PriceRow[] | undefined {
    return this.#byModel.get(model) ?? this.#byModel.get(model.replace(/-\d{8}$/, ''));
  }

  /** Surcharges are on tokens, not on searches. */
  #total(tokens: bigint, webSearches: number, { surcharges }: PricingTerms): MicroUsd {
    if (surcharges.length === 0)
      return microUsd(dividedUp(tokens + this.#perWebSearch * BigInt(webSearches), MILLION));
    const factor = SURCHARGES.reduce(
      (product, name) => product * (surcharges.includes(name) ? this.#surcharges[name] : MILLION),
      1n,
    );
    const searches = this.#perWebSearch * BigInt(webSearches);
    return microUsd(dividedUp(tokens * factor + searches * NO_SURCHARGE, MILLION * NO_SURCHARGE));
  }
}

/** Of the tiers that have begun the highest that the prompt reaches, and of its rows the last that has begun. */
function rowInForce(rows: readonly PriceRow[], promptTokens: number, at: number): PriceRow {
  if (rows.length === 1) return rows[0] as PriceRow;
  const reached = rows.filter(
    ({ promptTokensOver }) => promptTokensOver === 0 || promptTokens > promptTokensOver,
  );
  // Before the first row has begun, it is as if it had.
  const now = Math.max(at, Math.min(...reached.map(({ validFrom }) => validFrom)));
  // A document has a row for every prompt, PriceDocument sees to it.
  return reached.findLast(({ validFrom }) => validFrom <= now) as PriceRow;
}

/** What is in force for any prompt up to a length: for the shortest one, and for the shortest of each tier. */
function rowsInReach(rows: readonly PriceRow[], promptTokens: number, at: number): readonly PriceRow[] {
  // One tier, and no other price ever.
  if (rows.length === 1) return rows;
  const shortest = rows.map(({ promptTokensOver }) => promptTokensOver + 1);
  return [0, ...shortest.filter((length) => length <= promptTokens)].map((length) =>
    rowInForce(rows, length, at),
  );
}

function promptOf(usage: Usage): number {
  return PROMPT_KINDS['1h'].reduce((sum, kind) => sum + usage[kind], 0);
}

function tokenCost(perToken: TokenPrices, usage: Usage): bigint {
  const unknown = most(TOKEN_KINDS.map((kind) => perToken[kind])) * BigInt(usage.unknownUnits);
  return TOKEN_KINDS.reduce((sum, kind) => sum + perToken[kind] * BigInt(usage[kind]), unknown);
}

function highestTokenCost(perToken: TokenPrices, bound: UsageBound): bigint {
  const perPromptToken = most(PROMPT_KINDS[bound.cacheWrites].map((kind) => perToken[kind]));
  return perPromptToken * BigInt(bound.promptTokens) + perToken.outputTokens * BigInt(bound.outputTokens);
}

function most(amounts: readonly bigint[]): bigint {
  return amounts.reduce((highest, next) => (next > highest ? next : highest), 0n);
}

function dividedUp(amount: bigint, by: bigint): bigint {
  return (amount + by - 1n) / by;
}
