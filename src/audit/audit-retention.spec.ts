import { Logger } from '@nestjs/common';
import { configOf } from '../config/config.fixture';
import { FixedClock } from '../kernel/clock.fixture';
import { ENGINES, storeOfBlock } from '../storage/store.fixture';
import { AuditRetention } from './audit-retention';
import { rowsIn, TestTrail } from './audit.fixture';
import { ExportVerifier } from './verification/export-verifier';

const DAY_MS = 86_400_000;

describe.each(ENGINES)('the retention of the audit trail on %s', (engine) => {
  const place = storeOfBlock(engine);
  let clock: FixedClock;
  let gateway: TestTrail;
  beforeAll(() => {
    Logger.overrideLogger(false);
  });
  beforeEach(async () => {
    clock = new FixedClock();
    const gone = new TestTrail(place.database, {}, clock);
    await gone.write(3);
    await gone.trail.close();
    gateway = new TestTrail(place.database, {}, clock);
    await gateway.write(3);
    clock.advance(5 * DAY_MS);
    await gateway.write(3);
    clock.advance(5 * DAY_MS);
  });

  const look = (days: number, { database, keyring }: TestTrail = gateway): Promise<void> =>
    new AuditRetention(database, clock, configOf({ AUDIT_RETENTION_DAYS: String(days) }), keyring).look();

  it('removes what is older, seals it, and what is left verifies, also after the next time', async () => {
    await look(7);
    const rows = await rowsIn(place.database);
    expect(rows.map(({ writer, seq }) => [writer, seq])).toEqual(
      [5, 6, 7, 8].map((seq) => [gateway.writer, seq]),
    );
    const { chains, firstBad } = await gateway.verify();
    expect([firstBad, chains.map(({ seal }) => seal !== undefined)]).toEqual([undefined, [true, true]]);
    await gateway.write(2);
    clock.advance(5 * DAY_MS);
    await look(7);
    expect((await rowsIn(place.database)).map(({ seq }) => seq)).toEqual([9, 10, 11]);
    expect(await gateway.fault()).toBeUndefined();
    await gateway.write(2);
    const verifier = new ExportVerifier([gateway.keyring.signing.public_key]);
    for (const line of (await gateway.export()).trimEnd().split('\n')) verifier.push(line);
    expect(await verifier.end()).toMatchObject({ valid: true, writers: 2, first_bad: null });
  });

  it('is done once by two replicas at once', async () => {
    const replica = new TestTrail(await place.replica(), {}, clock);
    await Promise.all([look(7), look(7, replica)]);
    expect((await rowsIn(place.database)).map(({ seq }) => seq)).toEqual([5, 6, 7, 8]);
    expect(await gateway.fault()).toBeUndefined();
  });

  it('never removes what does not verify', async () => {
    await place.database.attempt((db) =>
      db.updateTable('audit_rows').set({ actor: 'nobody' }).where('seq', '=', 2).execute(),
    );
    const before = await rowsIn(place.database);
    await look(1);
    expect(await rowsIn(place.database)).toEqual(before);
  });

  it('leaves a seal that cannot be taken away or moved unseen', async () => {
    await look(7);
    await place.database.attempt((db) =>
      db
        .deleteFrom('audit_checkpoints')
        .where('writer', '=', gateway.writer)
        .where('kind', '=', 'seal')
        .execute(),
    );
    expect(await gateway.fault()).toMatchObject({ writer: gateway.writer, seq: 1 });
  });
});
