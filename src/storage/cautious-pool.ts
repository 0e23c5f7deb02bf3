import type { PostgresPool, PostgresPoolClient } from 'kysely';
import { DatabaseError, type Pool } from 'pg';

/**
 * A pool that takes no connection back of which nobody knows what it is doing. A statement that was given up may still
 * be carried out, inside a transaction that nobody ends, and the next one's work would be lost with it.
 */
export class CautiousPool implements PostgresPool {
  constructor(private readonly pool: Pool) {}

  async connect(): Promise<PostgresPoolClient> {
    const client = await this.pool.connect();
    let isLost = false;
    const lose = (): void => {
      isLost = true;
    };
    // The pool hears idle connections only; one that breaks in between must not end the process.
    client.on('error', lose);
    const query = async (statement: string, parameters: readonly unknown[]): Promise<unknown> => {
      if (isLost) throw new Error('The connection is in an unknown state');
      try {
        return await client.query(statement, [...parameters]);
      } catch (error) {
        if (!isRefusal(error)) lose();
        throw error;
      }
    };
    return {
      query: query as PostgresPoolClient['query'],
      release: () => {
        client.off('error', lose);
        client.release(isLost);
      },
    };
  }

  end(): Promise<void> {
    return this.pool.end();
  }
}

/** Operator intervention (57P01 to 57P05) and the end of idle transactions (PostgreSQL 17, appendix A). */
const LAST_WORDS = /^(?:57P|25P03$)/;

/** What the server says of a statement leaves the connection as it should be; its last words end it, a moment later. */
function isRefusal(error: unknown): boolean {
  return error instanceof DatabaseError && !LAST_WORDS.test(error.code ?? '');
}
