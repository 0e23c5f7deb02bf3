import { isObject, type JsonObject, objectsOf } from './json-object';
import { DEFAULT_HOPS, LARGEST_OUTPUT } from './provider-limits';
import { wholeUpTo } from './whole';

/** The models that one request may be put to, one after the other. */
export interface Attempts {
  readonly number: number;
  /** The most that any of them may answer in one turn. */
  readonly outputTokens: number;
  readonly fast: boolean;
}

/**
 * The first attempt and one for each fallback. A hop that declined has used tokens too: it has its own entry in
 * `usage.iterations` (SDK 1.11.0, `BetaFallbackMessageIterationUsage`). What a fallback leaves out is as in the request.
 */
export function attemptsOf(body: JsonObject): Attempts {
  const fallbacks = body['fallbacks'] ?? [];
  const entries = objectsOf(fallbacks);
  const attempts = [body, ...entries];
  return {
    number: 1 + (Array.isArray(fallbacks) ? fallbacks.length : DEFAULT_HOPS),
    outputTokens: attempts.reduce((most, attempt) => Math.max(most, outputOf(attempt, body)), 0),
    fast: attempts.some(({ speed }) => (speed ?? 'standard') !== 'standard'),
  };
}

/**
 * A budget of thinking beyond `max_tokens`, which interleaved thinking allows, comes on top
 * (platform.claude.com/docs/en/build-with-claude/extended-thinking, 2026).
 */
function outputOf(attempt: JsonObject, body: JsonObject): number {
  const most = wholeUpTo(LARGEST_OUTPUT, attempt['max_tokens'] ?? body['max_tokens']);
  const thinking = attempt['thinking'] ?? body['thinking'];
  const budget = wholeUpTo(LARGEST_OUTPUT, isObject(thinking) ? (thinking['budget_tokens'] ?? 0) : 0);
  return budget > most ? most + budget : most;
}
