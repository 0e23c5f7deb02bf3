import { microUsd, type MicroUsd, type Usage } from '../kernel';
import data from './prices.json';

/** One row of the price list; prices in USD per million tokens, which is micro-USD per token. */
interface PriceRow {
  readonly models: readonly string[];
  readonly prompt_tokens_over: number;
  /** ISO date, from midnight UTC. */
  readonly valid_from: string;
  readonly input: number;
  readonly output: number;
  readonly cache_write_5m: number;
  readonly cache_write_1h: number;
  readonly cache_read: number;
}

/** Parts of a micro-USD that prices are counted in, so that 0.125 micro-USD a token is an integer. */
const PARTS = 1_000_000;

/** A price row by model and tier, in parts of a micro-USD per token. */
interface Rate {
  readonly tier: number;
  readonly validFrom: number;
  readonly perToken: Readonly<Record<keyof Usage, bigint>>;
}

/** List prices and what a call costs by them. The data and their source are in prices.json. */
export class Prices {
  readonly #byModel = new Map<string, Rate[]>();
  readonly #all: readonly Rate[];

  constructor(rows: readonly PriceRow[] = data.rows) {
    for (const row of rows) {
      for (const model of row.models) {
        const rates = this.#byModel.get(model) ?? [];
        rates.push(rateOf(row));
        this.#byModel.set(model, rates);
      }
    }
    this.#all = rows.map(rateOf);
  }

  /** The cost of a call at a time (epoch ms), rounded up to a whole micro-USD. The prompt's length chooses the tier. */
  cost(model: string, usage: Usage, at: number): MicroUsd {
    const prompt =
      usage.inputTokens + usage.cacheReadTokens + usage.cacheWrite5mTokens + usage.cacheWrite1hTokens;
    const listed = this.#byModel.get(modelFamily(model, this.#byModel));
    const parts =
      listed === undefined
        ? this.#all.map((rate) => price(rate, usage)).reduce((most, next) => (next > most ? next : most), 0n)
        : price(inForce(listed, prompt, at), usage);
    return microUsd((parts + BigInt(PARTS) - 1n) / BigInt(PARTS));
  }
}

/** `claude-haiku-4-5-20251001` is priced as `claude-haiku-4-5`: a dated snapshot of a listed model. */
function modelFamily(model: string, known: ReadonlyMap<string, unknown>): string {
  return known.has(model) ? model : model.replace(/-\d{8}$/, '');
}

/** The row of the highest tier that the prompt reaches, and of those the latest that has begun. */
function inForce(rates: readonly Rate[], prompt: number, at: number): Rate {
  const reached = rates.filter(({ tier }) => tier === 0 || prompt > tier);
  const tier = Math.max(...reached.map((rate) => rate.tier));
  const ofTier = reached.filter((rate) => rate.tier === tier).sort((a, b) => a.validFrom - b.validFrom);
  const begun = ofTier.filter(({ validFrom }) => validFrom <= at);
  return (begun.at(-1) ?? ofTier[0]) as Rate;
}

function price({ perToken }: Rate, usage: Usage): bigint {
  let sum = 0n;
  for (const kind of Object.keys(perToken) as (keyof Usage)[]) sum += perToken[kind] * BigInt(usage[kind]);
  return sum;
}

function rateOf(row: PriceRow): Rate {
  const parts = (usdPerMillion: number): bigint => BigInt(Math.round(usdPerMillion * PARTS));
  return {
    tier: row.prompt_tokens_over,
    validFrom: Date.parse(row.valid_from),
    perToken: {
      inputTokens: parts(row.input),
      outputTokens: parts(row.output),
      cacheWrite5mTokens: parts(row.cache_write_5m),
      cacheWrite1hTokens: parts(row.cache_write_1h),
      cacheReadTokens: parts(row.cache_read),
    },
  };
}
