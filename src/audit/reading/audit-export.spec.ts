import { FixedClock } from '../../kernel/clock.fixture';
import { ENGINES, storeOfBlock } from '../../storage/store.fixture';
import { TestTrail } from '../audit.fixture';
import { ExportVerifier, type ExportVerdict } from '../verification/export-verifier';

const HOUR_MS = 3_600_000;

describe.each(ENGINES)('an export of the audit trail on %s', (engine) => {
  const place = storeOfBlock(engine);
  let clock: FixedClock;
  let gateway: TestTrail;
  let start: number;

  const verdictOf = (text: string): Promise<ExportVerdict> => {
    const verifier = new ExportVerifier([gateway.keyring.signing.public_key]);
    for (const line of text.trimEnd().split('\n')) verifier.push(line);
    return verifier.end();
  };

  /** Two writers that know of each other, a batch of three each in each of four hours. */
  beforeEach(async () => {
    clock = new FixedClock();
    start = clock.now();
    gateway = new TestTrail(place.database, {}, clock);
    const other = new TestTrail(place.database, {}, clock);
    for (let hour = 0; hour < 4; hour += 1) {
      await gateway.write(3);
      await other.write(3);
      clock.advance(HOUR_MS);
    }
  });

  it.each([
    ['all', undefined, undefined, 32],
    ['from the second hour on', 1, undefined, 24],
    ['until the third hour', undefined, 2, 24],
    ['an hour within', 1, 2, 16],
    ['nothing, of later', 9, undefined, 0],
  ])('has %s in whole batches, and is valid', async (_, from, to, rows) => {
    const at = (hours: number | undefined): number | undefined =>
      hours === undefined ? undefined : start + hours * HOUR_MS;
    const text = await gateway.export({ from: at(from), to: at(to) });
    expect(await verdictOf(text)).toMatchObject({ valid: true, first_bad: null, rows });
  });

  it('is as bad as the trail that it was made of', async () => {
    await place.database.attempt((db) =>
      db
        .updateTable('audit_rows')
        .set({ record: '{\n}' })
        .where('writer', '=', gateway.writer)
        .where('seq', '=', 6)
        .execute(),
    );
    const { valid, first_bad: bad } = await verdictOf(await gateway.export());
    expect([valid, bad?.writer, bad?.seq]).toEqual([false, gateway.writer, 6]);
  });
});
