import { NO_USAGE, type Usage } from '../../kernel';

/** The kinds that provider and ledger both count, in the order in which they are printed. */
export const KINDS = [
  'inputTokens',
  'cacheWrite5mTokens',
  'cacheWrite1hTokens',
  'cacheReadTokens',
  'outputTokens',
  'webSearches',
] as const;

export type Kind = (typeof KINDS)[number];

/** How a kind is called in tables and in JSON. */
export const KIND_NAMES: Readonly<Record<Kind, string>> = {
  inputTokens: 'input',
  cacheWrite5mTokens: 'cache_write_5m',
  cacheWrite1hTokens: 'cache_write_1h',
  cacheReadTokens: 'cache_read',
  outputTokens: 'output',
  webSearches: 'web_searches',
};

export type TokenCounts = Readonly<Record<Kind, number>>;

export const NO_TOKENS: TokenCounts = pick(NO_USAGE);

export function plus(a: TokenCounts, b: TokenCounts): TokenCounts {
  return eachKind((kind) => a[kind] + b[kind]);
}

export function minus(a: TokenCounts, b: TokenCounts): TokenCounts {
  return eachKind((kind) => a[kind] - b[kind]);
}

export function eachKind(count: (kind: Kind) => number): TokenCounts {
  return Object.fromEntries(KINDS.map((kind) => [kind, count(kind)])) as Record<Kind, number>;
}

function pick(usage: Usage): TokenCounts {
  return eachKind((kind) => usage[kind]);
}
