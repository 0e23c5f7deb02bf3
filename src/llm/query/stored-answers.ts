import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { QueryAnswer } from './query-answer';

const MOST_ANSWERS = 1000;
const MOST_CHARACTERS = 16_777_216;
const KEPT_MS = 24 * 3600 * 1000;

/**
 * The last answers of this process, for the time when there is no other: each for the same question of the same
 * principal only. Kept in memory, for a day at most.
 */
export class StoredAnswers {
  readonly #answers = new LRUCache<string, QueryAnswer>({
    max: MOST_ANSWERS,
    maxSize: MOST_CHARACTERS,
    sizeCalculation: ({ answer }) => answer.length + 1,
    ttl: KEPT_MS,
  });

  /** The key of a question: whose it is, and the request that the model gets. */
  static keyOf(principal: string, request: string): string {
    return hash('sha256', `${String(principal.length)}:${principal}${request}`, 'base64url');
  }

  keep(key: string, answer: QueryAnswer): void {
    this.#answers.set(key, answer);
  }

  /** Undefined when the question was not answered lately; otherwise marked as less than a fresh answer, and free. */
  find(key: string, requestId: string): QueryAnswer | undefined {
    const answer = this.#answers.get(key);
    return answer && { ...answer, cost_usd: 0, degraded: true, request_id: requestId };
  }
}
