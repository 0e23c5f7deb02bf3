import type { AuditCheckpointRow } from '../../storage';
import { columnsOf, type AuditColumns, type Head } from '../chain/entry';
import { objectOf, statementOf, type Checkpoint, type Statement } from '../chain/checkpoint';
import { GENESIS, rowHash } from '../chain/row-hash';
import type { TrustedKeys } from '../chain/signatures';

/** The first row that is not as it was written, and how that shows. */
export interface BadRow {
  readonly writer: string;
  readonly seq: number;
  readonly reason: string;
}

/** A row as it was found; columns only where they are kept. */
export interface FoundRow {
  readonly seq: number;
  readonly record: string;
  readonly hash: string;
  readonly columns?: AuditColumns;
}

type CheckpointColumns = Pick<AuditCheckpointRow, 'writer' | 'seq' | 'kind' | 'at'>;

/** A head that somebody else saw of a writer. */
export interface Witnessed extends Head {
  readonly by: string;
}

/**
 * Follows the chain of one writer, row by row in their order, with the statements that were signed in between. The
 * first thing that does not fit is the fault; after it nothing is looked at any more.
 */
export class ChainVerifier {
  #seq = 0;
  #hash = GENESIS;
  /** The last row that something signed is about. */
  #signedTo = 0;
  #rows = 0;
  #firstAt: string | undefined;
  #lastAt: string | undefined;
  #isClosed = false;
  #fault: BadRow | undefined;
  readonly #witnessed: Witnessed[] = [];

  constructor(
    readonly writer: string,
    private readonly keys: TrustedKeys,
  ) {}

  get fault(): BadRow | undefined {
    return this.#fault;
  }

  /** The last row that fits. */
  get head(): Head {
    return { writer: this.writer, seq: this.#seq, hash: this.#hash };
  }

  get rows(): number {
    return this.#rows;
  }

  /** ISO 8601; undefined: there was no row. */
  get firstAt(): string | undefined {
    return this.#firstAt;
  }

  get lastAt(): string | undefined {
    return this.#lastAt;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** What it says of other writers. */
  get witnessed(): readonly Witnessed[] {
    return this.#witnessed;
  }

  /** Whether every row is under something signed. */
  get isSigned(): boolean {
    return this.#signedTo === this.#seq;
  }

  /** Begins after the row that a signed statement is about, instead of at the first. */
  startAfter(checkpoint: Checkpoint): void {
    const statement = this.#signedStatement(checkpoint, 'start');
    if (statement === undefined) return;
    this.#seq = statement.seq;
    this.#hash = statement.hash;
    this.#signedTo = statement.seq;
  }

  row({ seq, record, hash, columns }: FoundRow): void {
    if (this.#fault !== undefined) return;
    const next = this.#seq + 1;
    if (seq > next) this.#fail(next, `is missing: row ${String(seq)} stands in its place`);
    else if (seq !== next) this.#fail(next, `is not in its place: row ${String(seq)} stands there`);
    else if (this.#isClosed) this.#fail(next, 'follows the row that closed the chain');
    else if (rowHash(this.#hash, { writer: this.writer, seq, record }) !== hash)
      this.#fail(next, 'is not what was written: its hash does not follow from it and the row before it');
    else this.#read(seq, record, hash, columns);
  }

  /** @param columns what repeats the statement, where that is kept */
  checkpoint(checkpoint: Checkpoint, columns?: CheckpointColumns): void {
    if (this.#fault !== undefined) return;
    const statement = this.#signedStatement(checkpoint, 'here');
    if (statement === undefined) return;
    if (columns !== undefined && !isOf(statement, columns))
      this.#fail(
        Math.max(this.#seq, 1),
        'is followed by a signature whose columns say something else than it',
      );
    else if (statement.kind === 'seal')
      this.#fail(this.#seq + 1, 'stands before a seal, which only begins a chain');
    else if (statement.seq > this.#seq)
      this.#fail(this.#seq + 1, `is missing: row ${String(statement.seq)} was signed for`);
    else if (statement.from > this.#signedTo + 1)
      this.#fail(this.#signedTo + 1, 'and those after it have lost their signature');
    else if (statement.seq < this.#seq && statement.from === this.#signedTo + 1)
      this.#fail(statement.seq, `was signed for, and row ${String(this.#seq)} stands before that`);
    else if (statement.seq < this.#seq || statement.from !== this.#signedTo + 1)
      this.#fail(this.#seq + 1, `should follow, and not what was signed of row ${String(statement.seq)}`);
    else if (statement.hash !== this.#hash)
      this.#fail(
        statement.from,
        `or one after it, up to row ${String(statement.seq)}, was rewritten: they do not lead to what was signed`,
      );
    else this.#signedTo = statement.seq;
  }

  /** No row follows. @param last the row that should be the last, where that is known */
  end(last?: number): void {
    if (this.#fault !== undefined) return;
    if (last !== undefined && last > this.#seq) this.#fail(this.#seq + 1, 'is missing at the end');
    else if (!this.isSigned) this.#fail(this.#signedTo + 1, 'and those after it have no signature');
  }

  #read(seq: number, text: string, hash: string, columns: AuditColumns | undefined): void {
    const record = objectOf(text);
    if (record === undefined || JSON.stringify(record) !== text) {
      this.#fail(seq, 'has a record in another form than records are written in');
      return;
    }
    const own = columnsOf(record);
    const odd = columns && Object.entries(own).find(([name, value]) => Reflect.get(columns, name) !== value);
    if (odd !== undefined) {
      this.#fail(seq, `has another ${odd[0]} than its record`);
      return;
    }
    if ((own.kind === 'opened') !== (seq === 1)) {
      this.#fail(seq, seq === 1 ? 'does not open the chain, as the first row does' : 'opens the chain anew');
      return;
    }
    const at = (record as { readonly at?: string }).at ?? '';
    this.#firstAt ??= at;
    this.#lastAt = at;
    this.#seq = seq;
    this.#hash = hash;
    this.#rows += 1;
    this.#isClosed = own.kind === 'closed';
    if (own.kind === 'opened' || own.kind === 'witness') {
      const { heads = [] } = record as { readonly heads?: readonly Head[] };
      this.#witnessed.push(...heads.map((head) => ({ ...head, by: this.writer })));
    }
  }

  #signedStatement(
    { statement: text, kid, signature }: Checkpoint,
    where: 'start' | 'here',
  ): Statement | undefined {
    const statement = statementOf(text);
    const seq = where === 'start' ? (statement?.seq ?? 1) : Math.max(this.#seq, 1);
    if (statement?.writer !== this.writer)
      this.#fail(seq, 'is followed by something that its writer never signed');
    else if (!this.keys.has(kid)) this.#fail(seq, `was signed with the key ${kid}, which is not known here`);
    else if (!this.keys.check('checkpoint', text, kid, signature))
      this.#fail(seq, 'has a signature that does not fit what it signs');
    else return statement;
    return undefined;
  }

  #fail(seq: number, reason: string): void {
    this.#fault ??= { writer: this.writer, seq, reason: `row ${String(seq)} ${reason}` };
  }
}

function isOf(statement: Statement, { writer, seq, kind, at }: CheckpointColumns): boolean {
  const { writer: named, seq: last, kind: said } = statement;
  return named === writer && last === seq && said === kind && Date.parse(statement.at) === at;
}
