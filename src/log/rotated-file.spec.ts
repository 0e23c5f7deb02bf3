import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { keptLines, sizesIn } from './log-folder.fixture';
import { RotatedFile } from './rotated-file';

const LIMITS = { files: 3, bytes: 1000, retryMs: 0 };

let folder: string;
let path: string;
let complaints: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-log-'));
  path = join(folder, 'gateway.log');
  complaints = [];
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const open = (limits = LIMITS): RotatedFile =>
  new RotatedFile(path, (reason) => complaints.push(reason), limits);
const kept = (): readonly string[] => keptLines(path);
const sizes = (): readonly number[] => sizesIn(folder);

describe('a log file', () => {
  it('holds at most 5 files of 10 MB, however much is written to it, and however often it is opened', () => {
    const line = (number: number): string => `${String(number).padStart(7, '0')} ${'x'.repeat(4000)}\n`;
    let file = new RotatedFile(path, (reason) => complaints.push(reason));
    let highest = 0;
    for (let number = 0; number < 16_000; number += 1) {
      if (number % 3000 === 2999) {
        file.close();
        file = new RotatedFile(path, (reason) => complaints.push(reason));
      }
      file.write(line(number));
      if (number % 1000 === 0) highest = Math.max(highest, ...sizes());
    }
    file.close();
    const lines = kept();
    expect(Math.max(highest, ...sizes())).toBeLessThanOrEqual(10_000_000);
    expect(readdirSync(folder).sort()).toEqual(
      [0, 1, 2, 3, 4].map((number) => `gateway.log${number === 0 ? '' : `.${String(number)}`}`),
    );
    expect(lines.length * 4009).toBeGreaterThan(40_000_000);
    const first = 16_000 - lines.length;
    lines.forEach((text, at) => {
      if (text !== line(first + at).trimEnd()) throw new Error(`Line ${String(first + at)} is lost or torn`);
    });
    expect(complaints).toEqual([]);
  });

  it('keeps the newest lines whole and in order, within its limits, however they come', () => {
    const steps = fc.array(fc.oneof(fc.integer({ min: 1, max: 990 }), fc.constantFrom('flush', 'reopen')), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(steps, (all) => {
        for (const name of readdirSync(folder)) rmSync(join(folder, name));
        const written: string[] = [];
        let file = open();
        for (const step of all) {
          if (typeof step === 'number') {
            const text = `${String(written.length)} ${'é'.repeat(step / 2)}`.slice(0, step);
            written.push(text);
            file.write(`${text}\n`);
          } else if (step === 'flush') file.flush();
          else {
            file.close();
            file = open();
          }
        }
        file.close();
        const lines = kept();
        expect(lines).toEqual(lines.length === 0 ? [] : written.slice(-lines.length));
        expect(sizes().length).toBeLessThanOrEqual(LIMITS.files);
        expect(Math.max(0, ...sizes())).toBeLessThanOrEqual(LIMITS.bytes);
        // Two files back, no line is gone before there is no room for it.
        const room = written
          .slice(-lines.length - 1)
          .reduce((sum, text) => sum + Buffer.byteLength(text) + 1, 0);
        expect(lines.length === written.length || room > LIMITS.bytes).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('is for its owner alone, in a folder that is made for it', () => {
    path = join(folder, 'logs', 'deep', 'gateway.log');
    open().close();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'logs')).mode & 0o777).toBe(0o700);
    chmodSync(path, 0o644);
    open().close();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('writes what came in one turn of the event loop together, soon', async () => {
    const file = open();
    file.write('one\n');
    file.write('two\n');
    expect(kept()).toEqual([]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(kept()).toEqual(['one', 'two']);
    file.close();
  });

  it('leaves out a line that no file has room for, and says so', () => {
    const file = open();
    file.write('before\n');
    file.write(`${'x'.repeat(LIMITS.bytes)}\n`);
    file.write('after\n');
    file.close();
    expect(kept()).toEqual([
      'before',
      expect.stringContaining('"A record of 1001 bytes was left out"'),
      'after',
    ]);
  });
});

describe('what is there already', () => {
  it('goes on, after a line that was not ended', () => {
    writeFileSync(path, 'old\ntorn');
    const file = open();
    file.write('new\n');
    file.close();
    expect(kept()).toEqual(['old', 'torn', 'new']);
  });

  it('is shortened to its newest lines where it is too long, and numbers over the limit go', () => {
    const lines = Array.from({ length: 300 }, (_, number) => `line ${String(number)}`);
    writeFileSync(path, `${lines.join('\n')}\n`);
    for (const name of ['1', '3', '42']) writeFileSync(`${path}.${name}`, 'x'.repeat(5000));
    for (const name of ['20261121', 'txt', '1.gz']) writeFileSync(`${path}.${name}`, 'of others');
    open().close();
    expect(readdirSync(folder).sort()).toEqual(
      ['', '.1', '.1.gz', '.20261121', '.txt'].map((rest) => `gateway.log${rest}`),
    );
    expect(readFileSync(`${path}.1`, 'utf8')).toBe('');
    const left = readFileSync(path, 'utf8').split('\n').slice(0, -1);
    expect(left).toEqual(lines.slice(-left.length));
    expect(statSync(path).size).toBeGreaterThan(LIMITS.bytes - 20);
  });

  it.each<[string, () => void]>([
    [
      'a folder',
      () => {
        mkdirSync(path);
      },
    ],
    [
      'a link',
      () => {
        symlinkSync(join(folder, 'elsewhere'), path);
      },
    ],
    [
      'below a file',
      () => {
        writeFileSync(path, '');
        path = join(path, 'x');
      },
    ],
    [
      'a device',
      () => {
        path = '/dev/null';
      },
    ],
  ])('is not written to when it is %s', (_, make) => {
    make();
    expect(open).toThrow();
  });
});

describe('while it is written', () => {
  it('a file that somebody moves or removes is made anew', () => {
    const file = open();
    for (const end of [
      () => {
        renameSync(path, `${path}.moved`);
      },
      () => {
        rmSync(path);
      },
    ]) {
      file.write('one\n');
      file.flush();
      end();
      file.write('two\n');
      file.flush();
      expect(readFileSync(path, 'utf8')).toBe('two\n');
    }
    file.close();
  });

  it('another process that writes to it too does not take it over its limits', () => {
    const [one, other] = [open(), open()];
    for (let number = 0; number < 100; number += 1) {
      one.write(`one ${String(number)}\n`);
      one.flush();
      other.write(`other ${String(number)}\n`);
      other.flush();
    }
    one.close();
    other.close();
    expect(Math.max(...sizes())).toBeLessThanOrEqual(LIMITS.bytes);
    expect(kept().at(-1)).toBe('other 99');
    expect(kept().filter((line) => !/^(one|other) \d+$/.test(line))).toEqual([]);
  });

  it('a disk that takes nothing is told of once; what is lost is counted, and told of when it takes something', () => {
    const file = open();
    file.write('before\n');
    file.flush();
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'in the way');
    for (const line of ['one\n', 'two\n', 'three\n']) {
      file.write(line);
      file.flush();
    }
    expect(complaints).toEqual(['ENOTDIR']);
    rmSync(folder);
    mkdirSync(folder);
    file.write('after\n');
    file.write('more\n');
    file.flush();
    expect(kept()).toEqual([expect.stringContaining('"3 records were lost"'), 'after', 'more']);
    file.close();
  });

  it('nothing is tried for a while after that', () => {
    const file = open({ ...LIMITS, retryMs: 60_000 });
    rmSync(folder, { recursive: true });
    file.write('one\n');
    file.flush();
    mkdirSync(folder);
    file.write('two\n');
    file.flush();
    expect(kept()).toEqual([]);
    expect(complaints).toEqual(['ENOENT']);
    file.close();
  });
});
