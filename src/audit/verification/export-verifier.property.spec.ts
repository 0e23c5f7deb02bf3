import fc from 'fast-check';
import { principalOf } from '../../auth/principal.fixture';
import { storeOfBlock } from '../../storage/store.fixture';
import { TestTrail } from '../audit.fixture';
import { rowLine } from '../chain/export-lines';
import { rowHash } from '../chain/row-hash';
import { ExportVerifier, type ExportVerdict } from './export-verifier';

/** A row, or what was signed of rows, as one line of an export says it. */
interface Place {
  readonly writer: string;
  /** The rows that may be named when this line is not as it was. */
  readonly seqs: readonly number[];
}

interface RowLine {
  readonly row: {
    readonly writer: string;
    readonly seq: number;
    readonly hash: string;
    readonly record: object;
  };
}

const place = storeOfBlock('sqlite');
let lines: readonly string[];
let keys: readonly string[];

/** Two writers, some batches and eighty rows, one after another and mixed. */
beforeAll(async () => {
  const [one, other] = [new TestTrail(place.database), new TestTrail(place.database)];
  const principal = principalOf({ id: 'key:abcdefghijkl', keyId: 'abcdefghijkl' });
  for (let batch = 0; batch < 4; batch += 1) {
    await one.write(10 + batch, { principal, requestId: `req_${String(batch)}` });
    await one.act(`key:${String(batch)}`);
    await other.write(6, { principal });
  }
  await one.trail.close();
  lines = (await one.export()).trimEnd().split('\n');
  keys = [one.keyring.signing.public_key];
});

async function verdictOf(changed: readonly string[]): Promise<ExportVerdict> {
  const verifier = new ExportVerifier(keys);
  for (const line of changed) verifier.push(line);
  return verifier.end();
}

function placesOf(of: readonly string[]): readonly (Place | undefined)[] {
  let writer = '';
  return of.map((line) => {
    const { start, row, checkpoint } = JSON.parse(line) as {
      readonly start?: { readonly writer: string };
      readonly row?: { readonly seq: number };
      readonly checkpoint?: { readonly statement: { readonly from: number; readonly seq: number } };
    };
    if (start !== undefined) ({ writer } = start);
    if (row !== undefined) return { writer, seqs: [row.seq] };
    if (start !== undefined) return { writer, seqs: [1] };
    if (checkpoint === undefined) return undefined;
    const { from, seq } = checkpoint.statement;
    return { writer, seqs: [from, seq, seq + 1] };
  });
}

/** What may be done to an export, by positions and a number that decide where. */
const TAMPERINGS: Readonly<
  Record<string, (all: readonly string[], at: number, other: number, seed: number) => readonly string[]>
> = {
  edit: (all, at, _, seed) => all.map((line, index) => (index === at ? edited(line, seed) : line)),
  delete: (all, at) => all.filter((_, index) => index !== at),
  swap: (all, at, other) =>
    all.map((line, index) => (index === at ? all[other] : index === other ? all[at] : line) ?? ''),
  duplicate: (all, at, other) => [...all.slice(0, other), all[at] ?? '', ...all.slice(other)],
  truncate: (all, at) => all.slice(0, at),
  behead: (all, at) => all.slice(at + 1),
};

/** Another character in the place of one. */
function edited(line: string, seed: number): string {
  const at = seed % line.length;
  const others = '0123456789abcdefXYZ" ,:{}'.split('').filter((one) => one !== line[at]);
  return line.slice(0, at) + (others[seed % others.length] ?? 'x') + line.slice(at + 1);
}

it('an export is valid as it is, by its keys and by no others', async () => {
  expect(await verdictOf(lines)).toMatchObject({ valid: true, rows: 77, writers: 2, first_bad: null });
  const verifier = new ExportVerifier(['0'.repeat(64)]);
  for (const line of lines) verifier.push(line);
  expect(await verifier.end()).toMatchObject({ valid: false, first_bad: { line: 1 } });
});

it('every one of a thousand edits, deletions, swaps, duplications and truncations is found, and its first row named', async () => {
  const places = placesOf(lines);
  const last = lines.length - 1;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...Object.keys(TAMPERINGS)),
      fc.nat(last),
      fc.nat(last),
      fc.nat(100_000),
      async (name, at, other, seed) => {
        const changed = TAMPERINGS[name]?.(lines, at, other, seed) ?? lines;
        const differs = lines.findIndex((line, index) => changed[index] !== line);
        const first = differs === -1 ? lines.length : differs;
        fc.pre(first < lines.length || changed.length > lines.length);
        const { valid, first_bad: bad } = await verdictOf(changed);
        expect([name, valid]).toEqual([name, false]);
        const expected = places[first];
        if (expected === undefined) expect(bad?.line).toBe(first === lines.length ? first + 1 : bad?.line);
        else {
          expect([name, bad?.writer]).toEqual([name, expected.writer]);
          expect(expected.seqs).toContain(bad?.seq);
        }
      },
    ),
    { numRuns: 1000 },
  );
});

it('a row that was rewritten, with all hashes after it, does not lead to what was signed', async () => {
  const at = lines.findIndex((line) => line.includes('"seq":30,'));
  let previous = (JSON.parse(lines[at - 1] ?? '') as RowLine).row.hash;
  const changed = lines.map((line, index) => {
    const { row } = JSON.parse(line) as Partial<RowLine>;
    if (index < at || row?.writer !== (JSON.parse(lines[at] ?? '') as RowLine).row.writer) return line;
    const record = JSON.stringify(index === at ? { ...row.record, actor: 'user:nobody' } : row.record);
    previous = rowHash(previous, { ...row, record });
    return rowLine({ ...row, record, hash: previous });
  });
  const { first_bad: bad } = await verdictOf(changed);
  expect(bad?.reason).toMatch(/^row \d+ or one after it, up to row \d+, was rewritten/);
  expect(bad?.seq).toBeLessThanOrEqual(30);
});

it.each([
  ['no line break at its end', (text: string) => [text, text]],
  ['a carriage return', (text: string) => [`${text}\r`, '']],
])('an end with %s is none', async (_, ended) => {
  const verifier = new ExportVerifier(keys);
  for (const line of lines.slice(0, -1)) verifier.push(line);
  const [line = '', rest = ''] = ended(lines.at(-1) ?? '');
  if (rest === '') verifier.push(line);
  expect(await verifier.end(rest)).toMatchObject({ valid: false, first_bad: { line: lines.length } });
});
