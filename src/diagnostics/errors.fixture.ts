import { recordOf as requestRecordOf } from '../http/records.fixture';
import { RequestRecords, type RequestRecord } from '../http';
import { GatewayError, type Clock, type ErrorCode } from '../kernel';
import type { Database, ErrorCountRow } from '../storage';
import { ErrorLog } from './error-log';

/** An hour of the tests' clock. */
export const HOUR = 3_600_000;
/** When it begins. */
export const TODAY = Date.UTC(2026, 10, 21);

/** A request that was refused, unless the test says otherwise. */
export function recordOf(
  part: Partial<RequestRecord> & { code?: ErrorCode; said?: string } = {},
): RequestRecord {
  const { code = 'rate_limited', said = 'Too many', ...record } = part;
  return requestRecordOf({
    status: 429,
    outcome: 'refused',
    failure: new GatewayError(code, said),
    endedAt: TODAY,
    ...record,
  });
}

export interface TestErrors {
  readonly errors: ErrorLog;
  readonly records: RequestRecords;
}

/** One replica's. */
export function errorsOn(database: Database, clock: Clock): TestErrors {
  const records = new RequestRecords();
  return { errors: new ErrorLog(database, records, clock), records };
}

export function countsIn(database: Database): Promise<readonly ErrorCountRow[]> {
  return database.attempt((db) =>
    db.selectFrom('error_counts').selectAll().orderBy('hour').orderBy('code').orderBy('route').execute(),
  );
}

/** A row of one error at the beginning of the day, unless the test says otherwise. */
export function countOf(part: Partial<ErrorCountRow> = {}): ErrorCountRow {
  return {
    hour: TODAY,
    code: 'rate_limited',
    route: '/api/query',
    layer: 'throttling',
    status: 429,
    count: 1,
    first_seen: TODAY,
    last_seen: TODAY,
    sample: 'Too many',
    ...part,
  };
}
