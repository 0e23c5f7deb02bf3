/** What one upstream call used, by the kinds that have prices of their own. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheWrite5mTokens: number;
  readonly cacheWrite1hTokens: number;
  readonly cacheReadTokens: number;
  /** Searches of the web by the provider. */
  readonly webSearches: number;
  /** Counts of kinds that nobody knows, which cost what is dearest. */
  readonly unknownUnits: number;
}

export const NO_USAGE: Usage = {
  inputTokens: 0,
  outputTokens: 0,
  cacheWrite5mTokens: 0,
  cacheWrite1hTokens: 0,
  cacheReadTokens: 0,
  webSearches: 0,
  unknownUnits: 0,
};

export function addUsage(one: Usage, other: Usage): Usage {
  return {
    inputTokens: one.inputTokens + other.inputTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    cacheWrite5mTokens: one.cacheWrite5mTokens + other.cacheWrite5mTokens,
    cacheWrite1hTokens: one.cacheWrite1hTokens + other.cacheWrite1hTokens,
    cacheReadTokens: one.cacheReadTokens + other.cacheReadTokens,
    webSearches: one.webSearches + other.webSearches,
    unknownUnits: one.unknownUnits + other.unknownUnits,
  };
}

/** What makes all tokens of a call dearer: faster answers, and a region of one's choice. */
export const SURCHARGES = ['fast', 'inference_geo'] as const;

export type Surcharge = (typeof SURCHARGES)[number];
