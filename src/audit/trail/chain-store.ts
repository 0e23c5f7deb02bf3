import {
  allOf,
  BulkInsert,
  type AuditCheckpointRow,
  type AuditRow,
  type Database,
  type Queries,
} from '../../storage';
import { signed } from '../chain/checkpoint';
import type { AuditEntry, Head } from '../chain/entry';
import type { AuditKeyring } from '../chain/keyring';
import { rowsAfter } from '../chain/row-hash';
import { anyActs, takeActs } from './outbox';

const INSERT = new BulkInsert<AuditRow>('audit_rows', {
  writer: 'text',
  seq: 'bigint',
  at: 'bigint',
  kind: 'text',
  actor: 'text',
  action: 'text',
  target: 'text',
  client: 'text',
  route: 'text',
  status: 'bigint',
  outcome: 'text',
  code: 'text',
  layer: 'text',
  request_id: 'text',
  record: 'text',
  hash: 'text',
});
const CHECKPOINT = new BulkInsert<AuditCheckpointRow>('audit_checkpoints', {
  writer: 'text',
  seq: 'bigint',
  kind: 'text',
  at: 'bigint',
  statement: 'text',
  kid: 'text',
  signature: 'text',
});
const ROWS_AT_ONCE = 250;

/** A batch on its way into the store: the head that the chain has with it, and what was signed of it. */
export interface Appended {
  readonly head: Head;
  readonly checkpoint: AuditCheckpointRow;
  /** How many acts are among its rows. */
  readonly acts: number;
}

/** Writes the chain of one writer. Each call raises `store_unavailable` when the database does not answer. */
export class ChainStore {
  /** The keys that are endorsed, and by which. */
  #endorsed: string | undefined;

  constructor(
    private readonly database: Database,
    private readonly keyring: AuditKeyring,
  ) {}

  /**
   * Writes entries after a head, then the acts that are waiting, and signs, all or nothing. Undefined: there was
   * nothing to write.
   * @param at epoch milliseconds
   * @param prepared hears of the batch before it is committed: whether it was may stay unknown
   */
  async append(
    head: Head,
    entries: readonly AuditEntry[],
    at: number,
    prepared: (batch: Appended) => void,
  ): Promise<Appended | undefined> {
    const kids = this.keyring.publicKeys.map(({ kid }) => kid).join(' ');
    const isUsual = entries.length > 0 && kids === this.#endorsed && !(await anyActs(this.database));
    if (isUsual) return this.#appendRequests(head, entries, at, prepared);
    const written = await this.database.transaction(async (db) => {
      const { engine } = this.database;
      const acts = await takeActs(db, engine);
      const rows = rowsAfter(head, [...entries, ...acts]);
      if (rows.length === 0) return undefined;
      const batch = { ...this.#batch(head, rows, at), acts: acts.length };
      for (let from = 0; from < rows.length; from += ROWS_AT_ONCE)
        await INSERT.run(db, engine, rows.slice(from, from + ROWS_AT_ONCE));
      await db.insertInto('audit_checkpoints').values(batch.checkpoint).execute();
      await this.#endorse(db, kids);
      prepared(batch);
      return batch;
    });
    if (written !== undefined) this.#endorsed = kids;
    return written;
  }

  /** Where nothing has to be read first: all at once. */
  async #appendRequests(
    head: Head,
    entries: readonly AuditEntry[],
    at: number,
    prepared: (batch: Appended) => void,
  ): Promise<Appended> {
    const { engine } = this.database;
    const rows = rowsAfter(head, entries);
    const batch = { ...this.#batch(head, rows, at), acts: 0 };
    prepared(batch);
    await this.database.run(allOf, [INSERT.step(engine, rows), CHECKPOINT.step(engine, [batch.checkpoint])]);
    return batch;
  }

  #batch({ writer, seq: before }: Head, rows: readonly AuditRow[], at: number): Omit<Appended, 'acts'> {
    const { seq, hash } = rows.at(-1) as AuditRow;
    const checkpoint = signed(
      { kind: 'batch', writer, from: before + 1, seq, hash, at: new Date(at).toISOString() },
      this.keyring.signing,
    );
    return { head: { writer, seq, hash }, checkpoint };
  }

  /** The last row of a writer; undefined: there is none. */
  async headOf(writer: string): Promise<Head | undefined> {
    return this.database.attempt((db) =>
      db
        .selectFrom('audit_rows')
        .select(['writer', 'seq', 'hash'])
        .where('writer', '=', writer)
        .orderBy('seq', 'desc')
        .limit(1)
        .executeTakeFirst(),
    );
  }

  /** What former keys signed stays good, also when nobody configures their secrets any more. */
  async #endorse(db: Queries, kids: string): Promise<void> {
    if (kids === this.#endorsed) return;
    const { endorsements } = this.keyring;
    if (endorsements.length === 0) return;
    await db
      .insertInto('audit_keys')
      .values([...endorsements])
      .onConflict((conflict) => conflict.columns(['kid', 'endorsed_by']).doNothing())
      .execute();
  }
}
