import { adminOf, callerWith, type Admin, type Call } from '../support/admin';
import type { Reply } from '../support/ask';
import { pageWith, tokenFrom } from '../support/browser-tokens';
import { startGateway, type TestGateway } from '../support/gateway';
import {
  answering,
  budgetOf,
  ceilingOf,
  counterOf,
  detailOf,
  endOf,
  moneyFaults,
  PRICED,
  refusalOf,
  send,
  usd,
} from '../support/money';
import { startNativeUpstream, type NativeUpstream } from '../support/native-upstream';

const MANY = 60;
/** For some requests and a bit. */
const LIMIT = 31_000;
const OUTPUT = 64;

let upstream: NativeUpstream;
let gateway: TestGateway;
let admin: Admin;
/** Who shares the money of the gateway, and may not know how much it is. */
let callers: Readonly<Record<string, Call>>;
let ceiling: number;
let admitted: number;
/** What became of a crowd of them. */
let crowd: readonly Reply[];

beforeAll(async () => {
  upstream = await startNativeUpstream();
  const settings = { ...upstream.settings, DAILY_BUDGET_USD: String(usd(LIMIT)), BUDGET_SOFT_PERCENT: '10' };
  gateway = await startGateway({ settings });
  admin = await adminOf(gateway);
  const rich = await gateway.createKey({ budget: budgetOf(10 * LIMIT) });
  callers = {
    'a key': callerWith(gateway, gateway.key),
    'a key with a budget': callerWith(gateway, rich),
    'a page of a member': pageWith(gateway, await tokenFrom(gateway, rich)),
    'a page of an administrator': pageWith(gateway, await tokenFrom(gateway, admin.key, { role: 'admin' })),
  };
  ceiling = await ceilingOf(
    callerWith(gateway, await gateway.createKey({ budget: budgetOf(0) })),
    PRICED.message,
  );
  admitted = Math.floor(LIMIT / ceiling);
  // As much as it can, by a count that says so too.
  upstream.follow(answering({ input: ceiling / 2 - 5 * OUTPUT, output: OUTPUT }));
  const each = Object.values(callers);
  crowd = await Promise.all(
    Array.from({ length: MANY }, (_, at) => send(each[at % each.length] as Call, PRICED.message)),
  );
});

afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});

describe('the money of the whole gateway', () => {
  it('is enough for so many of a crowd and no more', async () => {
    expect(admitted).toBeGreaterThan(1);
    const statuses = crowd.map(({ status }) => status).sort();
    expect(statuses).toEqual([
      ...Array<number>(admitted).fill(200),
      ...Array<number>(MANY - admitted).fill(402),
    ]);
    const spent = admitted * ceiling;
    expect(await counterOf(gateway.database, 'gateway', 'day')).toEqual({ spent, reserved: 0 });
    expect(await moneyFaults(gateway.database)).toEqual([]);
  });

  it('is told of once when it comes to its end', async () => {
    await gateway.logged(({ scope }) => scope === 'gateway');
    const told = gateway.logs.filter(({ scope }) => scope === 'gateway');
    expect(told).toEqual([expect.objectContaining({ level: 40, limit_usd: usd(LIMIT) })]);
  });

  it.each(Object.keys(PRICED) as (keyof typeof PRICED)[])(
    'has run out for everybody by %s, who learn nothing of the amounts',
    async (what) => {
      upstream.follow(answering({ input: 1_000_000, output: OUTPUT }));
      for (const [who, call] of Object.entries(callers)) {
        const reply = await send(call, PRICED[what]);
        expect([who, reply.status]).toEqual([who, 402]);
        const { layer, budget, resets_at: resets } = refusalOf(reply);
        const needed = expect.any(Number) as number;
        expect([layer, budget]).toEqual(['budget', { scope: 'gateway', period: 'day', needed_usd: needed }]);
        expect([resets, detailOf(reply)]).toEqual([
          endOf('day'),
          expect.not.stringMatching(/left\)|a day|0\.031/),
        ]);
        const status = await call('GET', '/api/rate-limit-status');
        expect(status.text).not.toContain('gateway');
      }
      expect(upstream.arrivals.filter(({ target }) => target === '/v1/messages')).toEqual([]);
    },
  );

  it('is shown to administrators', async () => {
    const amounts = { limit_usd: usd(LIMIT), spent_usd: usd(admitted * ceiling), reserved_usd: 0 };
    const refused = await send(admin.call, PRICED.message);
    expect(refused.status).toBe(402);
    expect(refusalOf(refused)['budget']).toEqual({
      scope: 'gateway',
      period: 'day',
      ...amounts,
      needed_usd: usd(ceiling),
    });
    const { body } = await admin.call('GET', '/api/rate-limit-status');
    const state = {
      ...amounts,
      scope: 'gateway',
      remaining_usd: usd(LIMIT - admitted * ceiling),
      resets_at: endOf('day'),
    };
    expect(body).toMatchObject({ budget: state, budgets: [state] });
  });
});
