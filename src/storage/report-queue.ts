import { bulkhead, BulkheadRejectedError } from 'cockatiel';
import { GatewayError } from '../kernel';

/** As many connections to PostgreSQL; they take CPU from everybody else, here or on its server. */
export const REPORTS_AT_ONCE = 2;
/** Most take milliseconds: a hundred people may open their dashboards. */
const WAITING = 126;
/** Whoever asked has left by then, or is about to. */
const LONGEST_WAIT_MS = 10_000;

/** Work over many rows, a little of it at a time. */
export class ReportQueue {
  readonly #queue = bulkhead(REPORTS_AT_ONCE, WAITING);

  /** @param longestWaitMs work that waits longer is not begun any more */
  constructor(private readonly longestWaitMs = LONGEST_WAIT_MS) {}

  /**
   * Does work when its turn has come.
   * @throws GatewayError `overloaded` when too much waits, or waits too long, and what the work throws
   */
  async inTurn<T>(work: () => Promise<T>): Promise<T> {
    const asked = performance.now();
    try {
      return await this.#queue.execute(() => {
        if (performance.now() - asked > this.longestWaitMs) throw overloaded();
        return work();
      });
    } catch (error) {
      throw error instanceof BulkheadRejectedError ? overloaded(error) : error;
    }
  }
}

function overloaded(cause?: Error): GatewayError {
  return new GatewayError('overloaded', 'Too many reports wait to be made; try again in a moment', {
    cause,
    extras: { retry_after: 1 },
  });
}
