import { CompiledQuery } from 'kysely';
import type { Procedure, Step, StepResult, Steps } from './procedure';

/** What carries out statements: a connection, or Kysely in a transaction. */
interface Connection {
  executeQuery(query: CompiledQuery): Promise<{ readonly rows: readonly unknown[] }>;
}

/** Runs a procedure on a connection of PostgreSQL, all or nothing. */
export async function runOnPostgresql<Input, Output>(
  connection: Connection,
  procedure: Procedure<Input, Output>,
  input: Input,
): Promise<Output> {
  await connection.executeQuery(CompiledQuery.raw('begin'));
  try {
    const output = await perform(procedure.run('postgresql', input), connection);
    await connection.executeQuery(CompiledQuery.raw('commit'));
    return output;
  } catch (error) {
    // Where that fails the connection is in an unknown state, and not used again (CautiousPool).
    await connection.executeQuery(CompiledQuery.raw('rollback')).catch(() => undefined);
    throw error;
  }
}

/** Carries out steps one after the other; the transaction around them is the caller's. */
export async function perform<Output>(steps: Steps<Output>, connection: Connection): Promise<Output> {
  let next = steps.next();
  while (next.done !== true) next = steps.next(await answer(next.value, connection));
  return next.value;
}

async function answer(step: Step, connection: Connection): Promise<StepResult> {
  const values = 'rows' in step ? [JSON.stringify(step.rows)] : [...step.values];
  const { rows } = await connection.executeQuery(CompiledQuery.raw(step.sql, values));
  return { rows, changes: [] };
}
