import { parentPort, workerData } from 'node:worker_threads';
import Database from 'libsql';
import {
  CLOSE,
  type CloseRequest,
  type SqliteThreadOptions,
  type StatementReply,
  type StatementRequest,
} from './protocol';

/** Statements are compiled once; their texts are constants of the code, some for each number of rows. */
const STATEMENTS_KEPT = 1024;

const options = workerData as SqliteThreadOptions;
const db = new Database(options.file);
// FULL: a commit that was acknowledged is on the disk, whatever is killed.
db.exec(
  `pragma busy_timeout = ${String(options.busyTimeoutMs)}; pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on;`,
);

if (options.readOnly === true) db.exec('pragma query_only = on');

const statements = new Map<string, Database.Statement>();

function prepare(sql: string): Database.Statement {
  const known = statements.get(sql);
  if (known !== undefined) return known;
  if (statements.size >= STATEMENTS_KEPT) statements.clear();
  const statement = db.prepare(sql);
  statements.set(sql, statement);
  return statement;
}

function run({ id, sql, parameters }: StatementRequest): StatementReply {
  try {
    const statement = prepare(sql);
    if (statement.reader) return { id, rows: statement.all(...parameters), changes: 0 };
    return { id, rows: [], changes: statement.run(...parameters).changes };
  } catch (error) {
    const { message, code } = error as Error & { code?: string };
    return { id, error: { message, code: code ?? 'SQLITE_ERROR' } };
  }
}

parentPort?.on('message', (message: StatementRequest | CloseRequest) => {
  if (message === CLOSE) {
    db.close();
    parentPort?.close();
  } else parentPort?.postMessage(run(message));
});
