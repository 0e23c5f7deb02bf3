import { ledgerOf } from '../support/ledger';
import { Fleet, SteadyLoad } from '../support/rolling';

const PER_SECOND = 100;
const RESTARTS = 2;

describe('two replicas behind nginx', () => {
  it('are restarted one after the other, and no client notices', async () => {
    const fleet = await Fleet.start();
    try {
      const load = new SteadyLoad(fleet.url, fleet.first.key, PER_SECOND);
      const codes: unknown[] = [];
      for (let restart = 0; restart < RESTARTS; restart += 1) codes.push(await fleet.restart(restart % 2));
      await load.stop();
      expect(codes).toEqual(codes.map(() => 0));
      expect(load.outcomes.length).toBeGreaterThan(PER_SECOND);
      expect(load.outcomes.filter(({ isWhole }) => !isWhole)).toEqual([]);
      // What one gateway refused and the other answered was carried out once.
      const calls = (await ledgerOf(fleet.first)).map(({ request_id: id }) => id);
      expect(new Set(calls).size).toBe(calls.length);
    } finally {
      await fleet.stop();
    }
  });
});
