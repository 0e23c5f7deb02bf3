import {
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { tidyFiles } from './tidy-files';

const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_RDWR } = constants;
/** So much is written at once, when it comes that fast. */
const BATCH_CHARACTERS = 262_144;
const NEW_LINE = 0x0a;

interface Limits {
  /** All of them, with the one that is written to. */
  readonly files: number;
  /** Of each. */
  readonly bytes: number;
  /** How long nothing is tried after something could not be written, as on a full disk. */
  readonly retryMs: number;
}

/** 10 MB x 5; of the two meanings of MB the smaller. */
const LIMITS: Limits = { files: 5, bytes: 10_000_000, retryMs: 1000 };

/**
 * Lines in a file that never outgrows its limits: `log`, and older ones in `log.1` to `log.4`. Lines are kept for the rest
 * of the turn of the event loop, then written together and in order; none is split over two files. What cannot be written
 * is dropped, counted and told of: a full disk is no reason to stop or to wait.
 */
export class RotatedFile {
  #fd: number | undefined;
  #size = 0;
  #pending: string[] = [];
  #pendingCharacters = 0;
  #lost = 0;
  #retryAt = 0;

  /**
   * @param complain is told once when lines begin to be lost
   * @throws Error of the file system when the file cannot be opened
   */
  constructor(
    private readonly path: string,
    private readonly complain: (reason: string) => void,
    private readonly limits: Limits = LIMITS,
  ) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    tidyFiles(path, limits);
    this.#open();
  }

  /** @param line with its line break */
  write(line: string): void {
    if (this.#pending.length === 0) setImmediate(this.flush);
    this.#pending.push(line);
    this.#pendingCharacters += line.length;
    if (this.#pendingCharacters > BATCH_CHARACTERS) this.flush();
  }

  /** Writes what is pending before it returns. A function of its own, to be handed on. */
  readonly flush = (): void => {
    const lines = this.#pending;
    if (lines.length === 0) return;
    this.#pending = [];
    this.#pendingCharacters = 0;
    if (Date.now() < this.#retryAt) this.#lost += lines.length;
    else this.#attempt(lines);
  };

  close(): void {
    this.flush();
    this.#close();
  }

  #attempt(lines: readonly string[]): void {
    const before = this.#lost;
    const said = before === 0 ? lines : [remark(`${String(before)} records were lost`), ...lines];
    let written = 0;
    try {
      this.#follow();
      for (const batch of this.#batches(said)) {
        this.#append(batch.join(''));
        written += batch.length;
      }
      this.#lost = 0;
    } catch (error) {
      // Once the remark is in the file, only what came after it is still to be told of.
      this.#lost = written > 0 ? said.length - written : before + lines.length;
      this.#retryAt = Date.now() + this.limits.retryMs;
      if (before === 0) this.complain((error as NodeJS.ErrnoException).code ?? String(error));
    }
  }

  /** As many lines as fit into the file; the next file for the next ones. */
  *#batches(lines: readonly string[]): Generator<readonly string[]> {
    let batch: string[] = [];
    let bytes = 0;
    for (const whole of lines) {
      const length = Buffer.byteLength(whole);
      const isTooLong = length > this.limits.bytes;
      const line = isTooLong ? remark(`A record of ${String(length)} bytes was left out`) : whole;
      const size = isTooLong ? line.length : length;
      if (this.#size + bytes + size > this.limits.bytes) {
        if (batch.length > 0) yield batch;
        this.#rotate();
        batch = [];
        bytes = 0;
      }
      batch.push(line);
      bytes += size;
    }
    if (batch.length > 0) yield batch;
  }

  #append(text: string): void {
    const bytes = Buffer.from(text);
    const fd = this.#fd ?? this.#open();
    let at = 0;
    try {
      while (at < bytes.length) at += writeSync(fd, bytes, at);
    } catch (error) {
      // A line that has only begun would spoil the next one.
      ftruncateSync(fd, this.#size);
      throw error;
    }
    this.#size += bytes.length;
  }

  /** Whoever moves or removes the file, or writes to it as well, is made out by its state on the disk. */
  #follow(): void {
    const there = statSync(this.path, { throwIfNoEntry: false });
    if (this.#fd !== undefined && there?.ino === fstatSync(this.#fd).ino) this.#size = there.size;
    else this.#open();
  }

  #rotate(): void {
    this.#close();
    for (let number = this.limits.files - 1; number > 0; number -= 1) {
      const newer = number === 1 ? this.path : `${this.path}.${String(number - 1)}`;
      if (existsSync(newer)) renameSync(newer, `${this.path}.${String(number)}`);
    }
    this.#open();
  }

  #open(): number {
    this.#close();
    // Neither a link to something else, nor what would wait for a reader.
    const fd = openSync(this.path, O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_RDWR, 0o600);
    this.#fd = fd;
    const stat = fstatSync(fd);
    if (!stat.isFile()) throw Object.assign(new Error('It is no file'), { code: 'no file' });
    fchmodSync(fd, 0o600);
    this.#size = stat.size;
    const last = Buffer.alloc(1);
    // Of a process that was ended while it wrote.
    const isOpen = stat.size > 0 && stat.size < this.limits.bytes;
    if (isOpen && readSync(fd, last, 0, 1, stat.size - 1) === 1 && last[0] !== NEW_LINE) this.#append('\n');
    return fd;
  }

  #close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }
}

/** A record of our own, of level `warn`. */
function remark(msg: string): string {
  return `${JSON.stringify({ level: 40, time: Date.now(), context: 'Log', msg })}\n`;
}
