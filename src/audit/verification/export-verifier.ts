import { createHash } from 'node:crypto';
import type { ExportedWriter, ExportHeader } from '../chain/export-lines';
import { statementOf, type Checkpoint } from '../chain/checkpoint';
import { isPublicKey, TrustedKeys } from '../chain/signatures';
import { ChainVerifier, type BadRow, type Witnessed } from './chain-verifier';
import { readLine, type ExportLine } from './read-line';
import { contradicted } from './witnesses';

/** Where an export is not as it was written. */
export interface BadLine {
  /** From 1 on; null: no one line shows it. */
  readonly line: number | null;
  /** Null, as the row: it is none of a writer. */
  readonly writer: string | null;
  readonly seq: number | null;
  readonly reason: string;
}

export interface ExportVerdict {
  readonly valid: boolean;
  readonly rows: number;
  readonly writers: number;
  readonly first_bad: BadLine | null;
  /** What the header names itself: whoever makes an export up can name any. */
  readonly public_keys: ExportHeader['public_keys'];
}

/** Verifies an export line by line, from nothing but itself and the public keys that are trusted. */
export class ExportVerifier {
  readonly #hash = createHash('sha256');
  #keys = new TrustedKeys([]);
  #header: ExportHeader | undefined;
  /** Those whose rows are still to come. */
  #plan: readonly ExportedWriter[] = [];
  #chain: ChainVerifier | undefined;
  #last = 0;
  #lines = 0;
  #rows = 0;
  #isOver = false;
  #bad: BadLine | undefined;
  readonly #extents = new Map<string, { readonly first: number; readonly last: number }>();
  readonly #hashes = new Map<string, string>();
  readonly #witnessed: Witnessed[] = [];

  /** @param trusted public keys in hexadecimal; undefined: those that the header names, which proves only that it is whole */
  constructor(private readonly trusted: readonly string[] | undefined) {}

  /** @param line without its line break */
  push(line: string): void {
    this.#lines += 1;
    if (this.#bad !== undefined) return;
    const read = readLine(line);
    if (read === undefined)
      this.#failHere('is not a line of an export, byte for byte', line.startsWith('{"checkpoint"'));
    else if (this.#isOver) this.#failHere('follows the end');
    else this.#take(read);
    if (!this.#isOver) this.#hash.update(`${line}\n`);
  }

  /** @param rest what stands behind the last line break */
  async end(rest = ''): Promise<ExportVerdict> {
    if (this.#bad === undefined && rest !== '') {
      this.#lines += 1;
      this.#failHere('is cut');
    }
    if (this.#bad === undefined && !this.#isOver) {
      this.#lines += 1;
      this.#failHere('is missing: the export ends before its end');
    }
    this.#bad ??= await this.#contradiction();
    return {
      valid: this.#bad === undefined,
      rows: this.#rows,
      writers: this.#header?.writers.length ?? 0,
      first_bad: this.#bad ?? null,
      public_keys: this.#header?.public_keys ?? [],
    };
  }

  #take(read: ExportLine): void {
    if ((read.kind === 'header') !== (this.#lines === 1)) this.#failHere('is not where it belongs');
    else if (read.kind === 'header') this.#begin(read);
    else if (read.kind === 'start') this.#start(read.writer, read.after);
    else if (read.kind === 'row') this.#row(read);
    else if (read.kind === 'checkpoint') this.#checkpoint(read.checkpoint);
    else this.#finish(read);
  }

  #begin({ header, text, by }: Extract<ExportLine, { kind: 'header' }>): void {
    const named = header.public_keys.map(({ public_key }) => public_key).filter(isPublicKey);
    this.#keys = new TrustedKeys(this.trusted ?? named).believing(header.former_keys);
    if (!this.#keys.check('export header', text, by.kid, by.signature))
      this.#failHere(
        this.#keys.has(by.kid)
          ? 'is not what was signed'
          : `was signed with the key ${by.kid}, which is not trusted`,
      );
    this.#header = header;
    this.#plan = header.writers;
    for (const { writer, first, last } of header.writers)
      this.#extents.set(writer, { first: first - 1, last });
  }

  #start(writer: string, after: Checkpoint | undefined): void {
    const [next, ...others] = this.#plan;
    if (!this.#isWhole() || next?.writer !== writer) {
      this.#failHere('begins another chain than the one that should go on or begin here');
      return;
    }
    this.#plan = others;
    this.#last = next.last;
    this.#chain = new ChainVerifier(writer, this.#keys);
    if (after !== undefined) this.#chain.startAfter(after);
    this.#hashes.set(nameOf(writer, this.#chain.head.seq), this.#chain.head.hash);
    this.#hear(this.#chain);
    if (this.#bad === undefined && this.#chain.head.seq !== next.first - 1)
      this.#failHere('begins at another row than the first line says');
  }

  #row({ writer, row }: Extract<ExportLine, { kind: 'row' }>): void {
    const chain = this.#chain;
    if (chain?.writer !== writer || row.seq > this.#last || this.#isDone()) {
      this.#failHere('is a row that does not belong here');
      return;
    }
    chain.row(row);
    this.#hear(chain);
    if (this.#bad === undefined) this.#rows += 1;
  }

  #checkpoint(checkpoint: Checkpoint): void {
    const chain = this.#chain;
    if (chain === undefined || this.#isDone() || statementOf(checkpoint.statement)?.writer !== chain.writer) {
      this.#failHere('is a signature that does not belong here');
      return;
    }
    chain.checkpoint(checkpoint);
    this.#hear(chain);
    this.#hashes.set(nameOf(chain.writer, chain.head.seq), chain.head.hash);
  }

  #finish({ end, text, by }: Extract<ExportLine, { kind: 'end' }>): void {
    if (!this.#isWhole() || this.#plan.length > 0) this.#failHere('ends the export too early');
    else if (end.rows !== this.#rows || end.sha256 !== this.#hash.digest('hex'))
      this.#bad ??= {
        line: null,
        writer: null,
        seq: null,
        reason: 'the bytes are others than those that were exported',
      };
    else if (!this.#keys.check('export', text, by.kid, by.signature))
      this.#failHere('is not what was signed');
    this.#isOver = true;
  }

  /** Whether the chain under way has come to the row that it should go to. */
  #isWhole(): boolean {
    const chain = this.#chain;
    if (chain === undefined) return true;
    if (chain.head.seq === this.#last) chain.end();
    this.#witnessed.push(...chain.witnessed);
    this.#hear(chain);
    return chain.head.seq === this.#last;
  }

  #hear({ fault }: ChainVerifier): void {
    if (fault !== undefined) this.#bad ??= { line: this.#lines, ...fault };
  }

  /** Of writers that are cut off by time nobody can tell how they went on. */
  async #contradiction(): Promise<BadLine | undefined> {
    const isCut = this.#header?.to !== null;
    const isPart = isCut || this.#header?.from !== null;
    const found: BadRow | undefined = await contradicted(
      this.#witnessed.filter(
        ({ writer, seq }) =>
          !(isCut && seq > (this.#extents.get(writer)?.last ?? 0)) && !(isPart && !this.#extents.has(writer)),
      ),
      (writer) => this.#extents.get(writer),
      (writer, seq) => this.#hashes.get(nameOf(writer, seq)),
    );
    return found && { line: null, ...found };
  }

  /** Whether nothing of the chain under way is still to come. */
  #isDone(): boolean {
    const chain = this.#chain;
    return chain === undefined || (chain.head.seq === this.#last && chain.isSigned);
  }

  /** Names the row that should stand in this line. */
  #failHere(reason: string, isSignature = false): void {
    const chain = this.#chain;
    const [next] = this.#plan;
    const line = this.#lines;
    const said = `line ${String(line)} ${reason}`;
    // A broken signature stands where one was due, unless the rows before it have theirs.
    const seq = (chain?.head.seq ?? 0) + (isSignature && chain?.isSigned === false ? 0 : 1);
    if (chain !== undefined && !this.#isDone())
      this.#bad ??= { line, writer: chain.writer, seq, reason: said };
    else if (next !== undefined) this.#bad ??= { line, writer: next.writer, seq: next.first, reason: said };
    else this.#bad ??= { line, writer: null, seq: null, reason: said };
  }
}

function nameOf(writer: string, seq: number): string {
  return `${writer} ${String(seq)}`;
}
