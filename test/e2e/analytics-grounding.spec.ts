import { until } from '../support/admin';
import {
  holdRun,
  letIn,
  ownFunnel,
  rowsOfKey,
  run,
  says,
  sentWith,
  startGuardedSimulator,
  type GuardedSimulator,
} from '../support/analytics';
import { startGateway, type TestGateway } from '../support/gateway';
import { moneyFaults, usd } from '../support/money';
import type { Arrival } from '../support/native-upstream';

const COST = 'x-sallyport-cost-usd';
const AT_ONCE = 8;
const FORM = { verdict: 'no_comparison', findings: [], recommendations: [] };

let simulator: GuardedSimulator;
let gateway: TestGateway;
/** A caller of its own for each test: what is kept for others is not theirs. */
let caller: { readonly url: string; readonly key: string };

beforeAll(async () => {
  simulator = await startGuardedSimulator();
  gateway = await startGateway({
    settings: { ...simulator.settings, ANALYTICS_KEEP_SECONDS: '0' },
  });
});

beforeEach(async () => {
  caller = { url: gateway.url, key: await gateway.createKey() };
});

afterEach(async () => {
  expect(await moneyFaults(gateway.database)).toEqual([]);
});

afterAll(async () => {
  await gateway.stop();
  await simulator.close();
});

const arrivedWith = (mark: string): readonly Arrival[] =>
  simulator.arrivals.filter(({ body }) => body.includes(mark));

async function arrived(mark: string, many: number): Promise<void> {
  await until(
    () => Promise.resolve(arrivedWith(mark).length),
    (now) => now === many,
  );
}

async function costOfRows(): Promise<number> {
  return usd((await rowsOfKey(gateway, caller.key)).reduce((sum, { cost_micro_usd: cost }) => sum + cost, 0));
}

describe('an explanation', () => {
  it.each([
    ['the data', 'Of 4,000 visits 3000 went on.'],
    ['a metric, rounded and as a percentage', 'That is 75 %, and 25.0% left.'],
    ['a count of a list', 'There are two steps.'],
    ['none', 'Most of them went on.'],
  ])('with numbers of %s is grounded at once', async (_, said) => {
    const { asked, mark } = ownFunnel();
    await says(simulator, mark, said);
    const { body } = await run(caller, asked);
    expect(body).toMatchObject({ answer: said, grounded: true, ungrounded_numbers: [] });
    expect(arrivedWith(mark)).toHaveLength(1);
  });

  it('with an invented number is asked for again, with what is wrong; both are paid for', async () => {
    const { asked, mark } = ownFunnel();
    await says(simulator, mark, 'Sales rose by 73.2 % to $4.2m.', 'Three quarters of 4000 went on.');
    const { body, headers } = await run(caller, asked);
    expect(body).toMatchObject({
      answer: 'Three quarters of 4000 went on.',
      grounded: true,
      ungrounded_numbers: [],
      degraded: false,
      cached: false,
    });
    const [first, second, ...more] = await sentWith(simulator, mark);
    expect(more).toEqual([]);
    expect(second).toEqual({
      ...first,
      messages: [...(first?.messages ?? []), ...new Array<unknown>(2).fill(expect.anything())],
    });
    const [asking, answered, finding] = second?.messages ?? [];
    expect([asking?.role, answered?.role, finding?.role]).toEqual(['user', 'assistant', 'user']);
    expect(JSON.parse(answered?.content[0]?.text ?? '')).toMatchObject({
      summary: 'Sales rose by 73.2 % to $4.2m.',
    });
    expect(finding?.content.map(({ text }) => text).join()).toContain('["73.2 %","$4.2m"]');
    const rows = await rowsOfKey(gateway, caller.key);
    expect(rows.map(({ query_type: type, state, request_id: id }) => [type, state, id])).toEqual(
      Array(2).fill([asked.query_type, 'settled', body.request_id]),
    );
    expect([body.cost_usd, headers.get(COST)]).toEqual([await costOfRows(), String(await costOfRows())]);
    const tokens = (name: 'input_tokens' | 'output_tokens') => rows.reduce((sum, row) => sum + row[name], 0);
    expect(body.usage).toMatchObject({
      input_tokens: tokens('input_tokens'),
      output_tokens: tokens('output_tokens'),
    });
  });

  it('that invents again is given with its inventions as they are written', async () => {
    const { asked, mark } = ownFunnel();
    const worse = { ...FORM, summary: 'Of 9,001 and 9,002 customers 9,003 left.' };
    const better = {
      ...FORM,
      summary: 'Of １２３４ customers 12.5 % left.',
      findings: ['4000 came', 'it was $1.3m'],
      recommendations: ['ask seventeen of them'],
    };
    await says(simulator, mark, worse, { ...better, findings: [], recommendations: [] });
    const first = await run(caller, asked);
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({
      answer: better.summary,
      grounded: false,
      ungrounded_numbers: ['１２３４', '12.5 %'],
      degraded: false,
      reason: null,
    });
    const other = ownFunnel();
    await says(simulator, other.mark, better, { ...better, summary: `${better.summary} And 77 came.` });
    const { body } = await run(caller, other.asked);
    expect(body.explanation).toEqual(better);
    expect(body.ungrounded_numbers).toEqual(['１２３４', '12.5 %', '$1.3m', 'seventeen']);
    for (const { mark: one } of [{ mark }, other]) expect(arrivedWith(one)).toHaveLength(2);
    expect(first.body.cost_usd + body.cost_usd).toBeCloseTo(await costOfRows(), 9);
  });

  it.each([
    ['is JSON of another form', () => says(simulator, 'step-', { ...FORM, summary: 5 })],
    ['has a field too many', () => says(simulator, 'step-', { ...FORM, summary: 'Yes.', more: 1 })],
    ['has an unknown verdict', () => says(simulator, 'step-', { ...FORM, summary: 'Yes.', verdict: 'good' })],
    ['is cut short', () => says(simulator, 'step-', 'word '.repeat(3000))],
    ['is no JSON', () => simulator.trouble('big:100', { match: 'step-' })],
  ])('that %s is asked for again; after the second such there is none', async (_, trouble) => {
    const [once, twice] = [ownFunnel(), ownFunnel()];
    await trouble();
    const good = await run(caller, once.asked);
    expect(good.body).toMatchObject({ grounded: true, degraded: false, reason: null });
    expect(good.body.cost_usd).toBe(await costOfRows());
    const [, second] = await sentWith(simulator, once.mark);
    expect(second?.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
    await trouble();
    await trouble();
    const bad = await run(caller, twice.asked);
    expect(bad.status).toBe(200);
    expect(bad.body).toMatchObject({
      metrics: { overall: { rate: 0.75 } },
      answer: null,
      explanation: null,
      grounded: null,
      degraded: true,
      reason: 'upstream_error',
    });
    for (const { mark } of [once, twice]) expect(arrivedWith(mark)).toHaveLength(2);
    expect(await rowsOfKey(gateway, caller.key)).toHaveLength(4);
    expect(good.body.cost_usd + bad.body.cost_usd).toBeCloseTo(await costOfRows(), 9);
  });
});

describe('the same question at the same time', () => {
  it('is asked and paid for once, and all of one caller get the answer', async () => {
    const { asked, mark } = ownFunnel();
    const open = simulator.shut();
    const all = Array.from({ length: AT_ONCE }, () => run(caller, asked));
    await letIn(caller, AT_ONCE);
    open();
    const replies = await Promise.all(all);
    expect(arrivedWith(mark)).toHaveLength(1);
    const [row, ...more] = await rowsOfKey(gateway, caller.key);
    expect(more).toEqual([]);
    const [payer, ...others] = replies.sort((one, other) => other.body.cost_usd - one.body.cost_usd);
    expect(payer?.body).toMatchObject({ cached: false, degraded: false, cost_usd: await costOfRows() });
    expect(row?.request_id).toBe(payer?.body.request_id);
    for (const { status, headers, body } of others) {
      expect([status, headers.get(COST), body.request_id]).toEqual([200, '0', headers.get('x-request-id')]);
      expect(body).toEqual({
        ...payer?.body,
        request_id: body.request_id,
        cached: true,
        cost_usd: 0,
        usage: {
          input_tokens: 0,
          output_tokens: 0,
          cache_creation_input_tokens: 0,
          cache_read_input_tokens: 0,
        },
      });
    }
    expect(new Set(replies.map(({ body }) => body.request_id)).size).toBe(AT_ONCE);
  });

  it('is not shared with another key', async () => {
    const { asked, mark } = ownFunnel();
    const other = { ...caller, key: await gateway.createKey() };
    const open = simulator.shut();
    const all = [caller, other].map((one) => run(one, asked));
    await arrived(mark, 2);
    open();
    for (const { body } of await Promise.all(all)) expect(body.cached).toBe(false);
  });

  it('goes on for those who stay when the first to ask leaves', async () => {
    const { asked, mark } = ownFunnel();
    const open = simulator.shut();
    const first = holdRun(caller, asked, mark);
    await arrived(mark, 1);
    const others = [run(caller, asked), run(caller, asked)];
    await letIn(caller, 3);
    first.leave();
    await gateway.logged(({ request_id: id, outcome }) => id === mark && outcome === 'client_left');
    open();
    for (const { status, body } of await Promise.all(others)) {
      expect(status).toBe(200);
      expect(body).toMatchObject({ grounded: true, degraded: false, cached: true, cost_usd: 0 });
    }
    expect(arrivedWith(mark)).toHaveLength(1);
    expect(await rowsOfKey(gateway, caller.key)).toMatchObject([
      { request_id: mark, outcome: 'answered', state: 'settled' },
    ]);
  });

  it('is called off when all have left, and asked anew by who comes then', async () => {
    const { asked, mark } = ownFunnel();
    const open = simulator.shut();
    const all = [holdRun(caller, asked, `${mark}-0`), holdRun(caller, asked, `${mark}-1`)];
    await letIn(caller, 2);
    await arrived(mark, 1);
    for (const one of all) one.leave();
    expect(await arrivedWith(mark)[0]?.over).toBe('closed');
    await until(
      () => rowsOfKey(gateway, caller.key),
      ([row]) => row?.outcome === 'client_left',
    );
    open();
    const { status, body } = await run(caller, asked);
    expect([status, body.cached, body.degraded]).toEqual([200, false, false]);
    expect(arrivedWith(mark)).toHaveLength(2);
    expect(await rowsOfKey(gateway, caller.key)).toHaveLength(2);
  });
});
