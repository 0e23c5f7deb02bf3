import { setTimeout as pause } from 'node:timers/promises';
import type { INestApplication, Type } from '@nestjs/common';
import { AuditTrail } from '../../src/audit';
import { RequestRecords } from '../../src/http';

/** Something that is written in batches, off the path of requests. */
interface LateWriter {
  flush(): Promise<unknown>;
}

/**
 * Who has to have written everything before the process is frozen, which may be for good. The ledger is not among them: its
 * rows are final before an answer ends.
 */
const LATE_WRITERS: readonly Type<LateWriter>[] = [AuditTrail];

/** A request is noted a moment after its answer has ended; of what is refused while it is parsed, nothing is. */
const NOTED_MS = 500;

/** Resolves when the next request is over and everybody has been told. */
export function nextRecord(app: INestApplication): Promise<void> {
  return new Promise((resolve) => {
    const stop = app.get(RequestRecords).onRecord(() => {
      stop();
      resolve();
    });
  });
}

/** Runs after each answer. A store that is away then costs what was not written, and not the answer. */
export async function afterResponse(app: INestApplication, recorded: Promise<void>): Promise<void> {
  const noted = new AbortController();
  const patience = pause(NOTED_MS, undefined, { signal: noted.signal }).catch(() => undefined);
  await Promise.race([recorded, patience]);
  noted.abort();
  await Promise.allSettled(LATE_WRITERS.map((writer) => app.get(writer, { strict: false }).flush()));
}
