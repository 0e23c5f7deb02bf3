import { NO_USAGE } from '../../kernel';
import type { PriceList } from '../prices/price-list';
import { startOfDay } from './days';
import { PROMPTS } from './ledger-days';
import { eachKind, KINDS, minus, NO_TOKENS, plus, type TokenCounts } from './token-counts';

/** Micro-USD of one call, at a time. */
export type CallPrice = (model: string, tokens: TokenCounts, at: number) => bigint;

/** What a price list says of calls without surcharges: a report does not tell which calls had some. */
export function callPrice(list: PriceList): CallPrice {
  return (model, tokens, at) => list.cost(model, { ...NO_USAGE, ...tokens }, { at, surcharges: [] });
}

/** How many of a kind are priced at once, so that a rate of a fraction of a micro-USD is a whole number. */
const PROBE = 50_000;

/**
 * What all tokens of a day cost by the list. A report does not tell how long the prompts were, on which prices may
 * depend: so of each kind the share that our ledger has seen with long prompts is taken to be theirs as well, and prompts
 * of models that only they have seen are taken to be short.
 * @param seen what our ledger has of that model and day, by the length of prompts
 * @returns micro-USD, rounded up
 */
export function dayCost(
  price: CallPrice,
  model: string,
  day: string,
  tokens: TokenCounts,
  seen: readonly TokenCounts[] = [],
): bigint {
  const at = startOfDay(day) as number;
  const [, ...longer] = shares(tokens, seen);
  const short = longer.reduce(minus, tokens);
  let sum = 0n;
  for (const [prompt, part] of [short, ...longer].entries())
    for (const kind of KINDS)
      if (part[kind] !== 0) sum += BigInt(part[kind]) * rate(price, model, at, kind, prompt);
  return (sum + BigInt(PROBE) - 1n) / BigInt(PROBE);
}

function shares(tokens: TokenCounts, seen: readonly TokenCounts[]): readonly TokenCounts[] {
  const all = seen.reduce(plus, NO_TOKENS);
  return seen.map((part) =>
    eachKind((kind) =>
      all[kind] === 0 ? 0 : Number((BigInt(tokens[kind]) * BigInt(part[kind])) / BigInt(all[kind])),
    ),
  );
}

/** Micro-USD of `PROBE` of a kind beside a prompt of the class; prompts and probe together stay in it. */
function rate(
  price: CallPrice,
  model: string,
  at: number,
  kind: (typeof KINDS)[number],
  prompt: number,
): bigint {
  const beside = { ...NO_TOKENS, cacheReadTokens: PROMPTS[prompt]?.probe ?? 0 };
  return price(model, { ...beside, [kind]: beside[kind] + PROBE }, at) - price(model, beside, at);
}
