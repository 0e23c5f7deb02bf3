import { ledgerOf } from '../support/ledger';
import { Fleet, SteadyLoad } from '../support/rolling';
import { print, PROOF_MS } from './print';

const RESTARTS = Number(process.env['RESTARTS'] ?? 20);
const PER_SECOND = Number(process.env['PER_SECOND'] ?? 200);

it(
  `${String(RESTARTS)} rolling restarts behind nginx at ${String(PER_SECOND)} requests a second cost no client an answer`,
  async () => {
    const fleet = await Fleet.start();
    const load = new SteadyLoad(fleet.url, fleet.first.key, PER_SECOND);
    const begun = performance.now();
    const codes: unknown[] = [];
    for (let restart = 0; restart < RESTARTS; restart += 1) codes.push(await fleet.restart(restart % 2));
    await load.stop();
    const seconds = (performance.now() - begun) / 1000;
    const { outcomes } = load;
    const calls = (await ledgerOf(fleet.first)).map(({ request_id: id }) => id);
    await fleet.stop();
    const times = outcomes.map(({ ms }) => ms).sort((one, other) => one - other);
    const quantile = (share: number): string =>
      `${(times[Math.floor(times.length * share)] ?? 0).toFixed(0)} ms`;
    const spoilt = outcomes.filter(({ isWhole }) => !isWhole);
    print('rolling restarts of two replicas behind nginx', {
      restarts: RESTARTS,
      seconds: seconds.toFixed(1),
      requests: outcomes.length,
      'a second': (outcomes.length / seconds).toFixed(0),
      '5xx': outcomes.filter(({ status }) => status >= 500).length,
      'broken connections': outcomes.filter(({ status }) => status === 0).length,
      'other answers than a whole 200': spoilt.length,
      'calls in the ledger': calls.length,
      'of these made twice': calls.length - new Set(calls).size,
      'half of them within': quantile(0.5),
      '99 % within': quantile(0.99),
      'the longest': quantile(1 - Number.EPSILON),
    });
    expect(spoilt).toEqual([]);
    expect(codes).toEqual(codes.map(() => 0));
    expect(new Set(calls).size).toBe(calls.length);
  },
  PROOF_MS,
);
