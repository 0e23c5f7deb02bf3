import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inWords } from './command-line';
import { optionsOf, USAGE } from './reconcile-options';

const DAY = ['--from', '2026-11-20', '--to', '2026-11-20'];
const PERIOD = { from: '2026-11-20', to: '2026-11-20' };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-reconcile-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function written(name: string, content: string | Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

/** What the person at the command line is told. */
function refusal(args: string[]): string {
  try {
    optionsOf(args);
  } catch (error) {
    return inWords(error, { usage: USAGE });
  }
  throw new Error('Nothing was refused');
}

describe('the options of reconcile', () => {
  it.each<[string[], object]>([
    [DAY, { period: PERIOD, report: undefined, tolerance: 1, json: false }],
    [
      [...DAY, '--tolerance', '4.8', '--json'],
      { period: PERIOD, report: undefined, tolerance: 4.8, json: true },
    ],
    [['--from', '2023-11-18', '--to', '2026-11-21'], { period: { from: '2023-11-18', to: '2026-11-21' } }],
  ])('are read from %j', (args, expected) => {
    expect(optionsOf(args)).toMatchObject(expected);
  });

  it('have the report that a file holds', () => {
    const file = written('page', JSON.stringify({ data: [], has_more: true }));
    expect(optionsOf([...DAY, '--report', file])).toMatchObject({ report: { whole: false, rows: [] } });
  });

  it('are none where help is asked for, whatever stands beside it', () => {
    expect([optionsOf(['--help']), optionsOf(['--from', 'x', '--help'])]).toEqual([undefined, undefined]);
    expect(USAGE).toMatch(/^Usage: npm run reconcile/);
  });

  it.each<[string, string[], RegExp]>([
    ['no days', [], /^--from is missing: a day such as 2026-11-21\n[^]*Usage/],
    ['no last day', ['--from', '2026-11-20'], /^--to is missing: a day such as 2026-11-21\n[^]*Usage/],
    ['no such day', ['--from', '2026-02-30', '--to', '2026-11-20'], /^--from should be a day such as/],
    [
      'days the wrong way round',
      ['--from', '2026-11-21', '--to', '2026-11-20'],
      /^--from should not be after --to/,
    ],
    [
      'too many days',
      ['--from', '0001-01-01', '--to', '2026-11-20'],
      /^--from and --to should be at most 1100/,
    ],
    [
      'a day too many',
      ['--from', '2023-11-17', '--to', '2026-11-21'],
      /^--from and --to should be at most 1100/,
    ],
    ['a tolerance that is no number', [...DAY, '--tolerance', 'much'], /^--tolerance should be a number/],
    ['another option', [...DAY, '--colour'], /--colour[^]*Usage/],
    ['no file', [...DAY, '--report', 'nowhere.csv'], /^nowhere\.csv: cannot be read \(ENOENT\)$/],
  ])('are refused, and it is said why: %s', (_, args, explanation) => {
    expect(refusal(args)).toMatch(explanation);
    expect(refusal(args)).not.toMatch(/\n\s+at /);
  });

  it('are refused with a file that is no report, which is named', () => {
    const file = written('sallyport.db', Buffer.from('SQLite format 3\0\xff', 'latin1'));
    expect(refusal([...DAY, '--report', file])).toBe(`${file}: the file is not text in UTF-8`);
  });
});
