import { SURCHARGES, type Surcharge } from '../../kernel';
import { DocumentRow } from './document-row';
import shipped from './prices.json';
import { scaled } from './scaled';

/** The tokens that have prices of their own, by the names of their columns. */
const PRICE_COLUMNS = {
  inputTokens: 'input',
  outputTokens: 'output',
  cacheWrite5mTokens: 'cache_write_5m',
  cacheWrite1hTokens: 'cache_write_1h',
  cacheReadTokens: 'cache_read',
} as const;

const REQUIRED = ['models', 'prompt_tokens_over', 'valid_from', ...Object.values(PRICE_COLUMNS)];

const USD_HIGHEST = 100_000;
const FACTOR_HIGHEST = 1000;
/** Of models whose row tells none: the largest that Claude has (2026-11-21), as a bound errs on that side. */
const CONTEXT_WINDOW = 1_000_000;

/** How much a token costs by its kind, in millionths of a micro-USD: USD per million tokens with six decimals. */
export type TokenPrices = Readonly<Record<keyof typeof PRICE_COLUMNS, bigint>>;

/** What models cost from a time on, for prompts of one tier. */
export interface PriceRow {
  readonly models: readonly string[];
  /** The tier: prompts of more tokens than that, or any prompt for 0. */
  readonly promptTokensOver: number;
  /** Epoch milliseconds. */
  readonly validFrom: number;
  readonly perToken: TokenPrices;
  /** Tokens. */
  readonly contextWindow: number;
}

/** A price list as it was written, checked. */
export interface PriceDocument {
  readonly rows: readonly PriceRow[];
  /** Millionths of a micro-USD. */
  readonly perWebSearch: bigint;
  /** Factors on all token prices, in millionths: 1100000n is 1.1. */
  readonly surcharges: Readonly<Record<Surcharge, bigint>>;
}

/**
 * Reads a price list in the format of prices.json; what it does not name besides is ignored.
 * @throws Error naming the first row and column, or the part, that is not what it should be
 */
export function parsePriceDocument(text: string): PriceDocument {
  const document = objectOf(jsonOf(text), 'the price list');
  const columns = columnsOf(document['columns']);
  const { rows } = document;
  if (!Array.isArray(rows) || rows.length === 0) throw new Error('rows should be a list of at least one row');
  const parsed = rows.map((cells: unknown, at) => rowOf(new DocumentRow(at + 1, columns, cells)));
  requireOnePriceEach(parsed);
  requireFirstTier(parsed);
  return {
    rows: parsed,
    perWebSearch: decimal(document['web_search'] ?? shipped.web_search, 'web_search', [0, USD_HIGHEST], 12),
    surcharges: surchargesOf(document['surcharges'] ?? {}),
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // The rest of the message may quote a file that is no price list at all.
    const where = / at position \d+/.exec((error as Error).message)?.[0] ?? '';
    throw new Error(`the price list is not valid JSON${where}`, { cause: error });
  }
}

function objectOf(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new Error(`${name} should be an object`);
}

function columnsOf(value: unknown): readonly string[] {
  const isNames = Array.isArray(value) && value.every((name) => typeof name === 'string');
  if (!isNames || new Set(value).size < value.length)
    throw new Error('columns should be a list of names, each once');
  const missing = REQUIRED.filter((name) => !value.includes(name));
  if (missing.length > 0) throw new Error(`columns should have ${missing.join(', ')}`);
  return value;
}

function rowOf(row: DocumentRow): PriceRow {
  const prices = Object.entries(PRICE_COLUMNS).map(
    ([kind, column]) => [kind, decimal(row.cell(column), row.name(column), [0, USD_HIGHEST], 6)] as const,
  );
  return {
    models: row.models('models'),
    promptTokensOver: row.integer('prompt_tokens_over', 0),
    validFrom: row.date('valid_from'),
    perToken: Object.fromEntries(prices) as TokenPrices,
    contextWindow: row.has('context_window') ? row.integer('context_window', 1) : CONTEXT_WINDOW,
  };
}

function surchargesOf(value: unknown): PriceDocument['surcharges'] {
  const factors = { ...shipped.surcharges, ...objectOf(value, 'surcharges') };
  const entries = SURCHARGES.map(
    (name) => [name, decimal(factors[name], `surcharges.${name}`, [1, FACTOR_HIGHEST], 6)] as const,
  );
  return Object.fromEntries(entries) as PriceDocument['surcharges'];
}

function decimal(
  value: unknown,
  name: string,
  [min, max]: readonly [number, number],
  places: number,
): bigint {
  const isWithin = typeof value === 'number' && value >= min && value <= max;
  const exact = isWithin ? scaled(value, places) : undefined;
  if (exact !== undefined) return exact;
  const range = `from ${String(min)} to ${String(max)} with at most ${String(places)} decimals`;
  throw new Error(`${name} should be a number ${range}`);
}

/** Of two prices for the same thing at the same time, nobody knows which holds. */
function requireOnePriceEach(rows: readonly PriceRow[]): void {
  const first = new Map<string, number>();
  for (const [at, { models, promptTokensOver, validFrom }] of rows.entries()) {
    for (const model of models) {
      const key = JSON.stringify([model, promptTokensOver, validFrom]);
      const other = first.get(key);
      if (other !== undefined)
        throw new Error(
          `row ${String(at + 1)}, column models: ${model} has the same prompt_tokens_over and valid_from in row ${String(other)}`,
        );
      first.set(key, at + 1);
    }
  }
}

/** A model that has prices for long prompts has one for short ones. */
function requireFirstTier(rows: readonly PriceRow[]): void {
  const priced = new Set(
    rows.flatMap(({ models, promptTokensOver }) => (promptTokensOver === 0 ? models : [])),
  );
  for (const [at, { models }] of rows.entries()) {
    const missing = models.find((model) => !priced.has(model));
    if (missing !== undefined)
      throw new Error(
        `row ${String(at + 1)}, column prompt_tokens_over: ${missing} should have a row of 0 as well`,
      );
  }
}
