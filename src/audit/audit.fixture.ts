import { recordAct } from '../auth';
import { recordOf } from '../http/records.fixture';
import type { RequestRecord } from '../http';
import { FixedClock } from '../kernel/clock.fixture';
import { SecretKeys } from '../secrets';
import type { AuditRow, Database } from '../storage';
import { AuditKeyring } from './chain/keyring';
import { AuditTrail } from './trail/audit-trail';
import { ChainStore } from './trail/chain-store';
import { exportPieces } from './reading/audit-export';
import { verifyStore, type StoreVerdict } from './verification/store-verifier';
import type { AuditRange } from './reading/audit-list';

const SECRET = 'a test fixture, and nobody’s secret: one';

/** The trail of one gateway over a real store. Several on one store are replicas, or a process after another. */
export class TestTrail {
  readonly trail: AuditTrail;
  readonly keyring: AuditKeyring;

  constructor(
    readonly database: Database,
    { secret = SECRET, previous, mostWaiting }: TestTrailOptions = {},
    readonly clock = new FixedClock(),
  ) {
    this.keyring = new AuditKeyring(SecretKeys.of(secret, previous));
    const store = new ChainStore(database, this.keyring);
    this.trail = new AuditTrail(store, database, clock, mostWaiting);
  }

  get writer(): string {
    return this.trail.writer;
  }

  /** Notes requests that are answered, but for what is given, and writes them. */
  async write(count: number, given: Partial<RequestRecord> = {}): Promise<void> {
    for (let number = 1; number <= count; number += 1)
      this.note({ requestId: `req_${String(number)}`, ...given });
    await this.trail.flush();
  }

  note(given: Partial<RequestRecord> = {}): void {
    this.trail.note(recordOf({ startedAt: this.clock.now() - 7, endedAt: this.clock.now(), ...given }));
  }

  /** Leaves an act in the outbox, as whoever does something does. */
  act(target: string, action = 'key.created'): Promise<void> {
    const actor = { who: 'key:abcdefghijkl', requestId: 'req_act' };
    return this.database.transaction((db) =>
      recordAct(db, actor, { action, target, before: null, after: { name: 'x' } }, this.clock.now()),
    );
  }

  verify(): Promise<StoreVerdict> {
    return verifyStore(this.database, this.keyring, this.trail.head);
  }

  /** What is wrong with what is in the store; undefined: nothing. */
  async fault(): Promise<StoreVerdict['firstBad']> {
    return (await this.verify()).firstBad;
  }

  async export(range: AuditRange = { from: undefined, to: undefined }): Promise<string> {
    let text = '';
    for await (const piece of exportPieces(this.database, this.keyring, range, this.clock.now()))
      text += piece;
    return text;
  }
}

interface TestTrailOptions {
  readonly secret?: string;
  readonly previous?: string;
  readonly mostWaiting?: number;
}

/** All rows, of one writer or of all. */
export function rowsIn(database: Database, writer?: string): Promise<readonly AuditRow[]> {
  return database.attempt((db) => {
    const all = db.selectFrom('audit_rows').selectAll().orderBy('writer').orderBy('seq');
    return (writer === undefined ? all : all.where('writer', '=', writer)).execute();
  });
}

/** The records of these rows. */
export function recordsOf(rows: readonly AuditRow[]): readonly Readonly<Record<string, unknown>>[] {
  return rows.map(({ record }) => JSON.parse(record) as Record<string, unknown>);
}
