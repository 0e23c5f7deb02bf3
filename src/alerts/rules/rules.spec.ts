import { Logger } from '@nestjs/common';
import { configOf } from '../../config/config.fixture';
import { RequestRecords, type RequestRecord } from '../../http';
import { recordOf } from '../../http/records.fixture';
import { ERRORS, GatewayError, microUsd, type ErrorCode, type ModelCall } from '../../kernel';
import type { UpstreamCaller } from '../../llm';
import type { Secrets } from '../../secrets';
import { BudgetEvents, Prices, UnknownPrices, type GatewaySpend } from '../../usage';
import type { AlertRule, Reading } from '../alert-rule';
import { Traffic } from '../traffic';
import type { AuditTrail } from '../../audit';
import { AuditRule } from './audit.rule';
import { AuthFailuresRule } from './auth-failures.rule';
import { ErrorRateRule } from './error-rate.rule';
import { GatewayBudgetRule } from './gateway-budget.rule';
import { LatencyRule } from './latency.rule';
import { OpenCircuitsRule } from './open-circuits.rule';
import { ProviderKeyRule } from './provider-key.rule';
import { SoftLimitsRule } from './soft-limits.rule';
import { SpendRule } from './spend.rule';
import { StaleSecretsRule } from './stale-secrets.rule';
import { UnknownPricesRule } from './unknown-prices.rule';

beforeAll(() => {
  Logger.overrideLogger(false);
});

const NOW = Date.UTC(2026, 10, 21, 12);
const DAY_MS = 86_400_000;
const CONFIG = configOf({ ALERT_SPEND_USD: '5,10', DAILY_BUDGET_USD: '20' });

function failing(code: ErrorCode, given: Partial<RequestRecord> = {}): Partial<RequestRecord> {
  return {
    status: ERRORS[code].status,
    outcome: 'refused',
    failure: new GatewayError(code, 'Words of a fixture'),
    ...given,
  };
}

function trafficOf(...records: readonly Partial<RequestRecord>[]): Traffic {
  const traffic = new Traffic(new RequestRecords(), CONFIG);
  for (const record of records) traffic.note(recordOf({ startedAt: NOW, endedAt: NOW, ...record }));
  return traffic;
}

const times = <T>(count: number, one: T): T[] => Array<T>(count).fill(one);
const valueOf = async (rule: AlertRule, now = NOW): Promise<number | undefined> =>
  (await rule.look(now))[0]?.value;

describe('the error rate', () => {
  const good = {};
  const bad = failing('upstream_error');

  it.each<[string, number | undefined, Partial<RequestRecord>[]]>([
    ['nothing of one failure among two', undefined, [good, bad]],
    ['nothing of nine requests', undefined, times(9, bad)],
    ['all of ten', 100, times(10, bad)],
    ['some', 20, [...times(8, good), bad, failing('internal_error')]],
    ['streams that broke off after they began', 10, [...times(9, good), { ...bad, status: 200 }]],
    [
      'none of those that clients did wrong',
      50,
      [...times(5, good), ...times(5, bad), ...times(99, failing('rate_limited'))],
    ],
    ['clients that left as no failure', 0, times(10, { status: 499, outcome: 'client_left' })],
    ['nothing of feeds', undefined, times(50, failing('store_unavailable', { isFeed: true }))],
    ['nothing of probes', undefined, times(50, failing('store_unavailable', { route: '/health/ready' }))],
    ['nothing of the end of a gateway', undefined, times(50, failing('shutting_down'))],
  ])('counts %s', async (_, value, records) => {
    expect(await valueOf(new ErrorRateRule(trafficOf(...records), CONFIG))).toBe(value);
  });

  it('forgets what is older than the window', async () => {
    const rule = new ErrorRateRule(trafficOf(...times(10, bad)), CONFIG);
    expect(await valueOf(rule, NOW + 280_000)).toBe(100);
    expect(await valueOf(rule, NOW + 310_000)).toBeUndefined();
  });
});

describe('the latency', () => {
  const took = (ms: number): Partial<RequestRecord> => ({ startedAt: NOW - ms });

  it.each<[number | undefined, Partial<RequestRecord>[]]>([
    [undefined, times(9, took(60_000))],
    [0, times(20, took(1))],
    [0, [...times(19, took(1)), took(60_000)]],
    [60_000, [...times(18, took(1)), took(60_000), took(60_000)]],
    [0, [...times(10, took(1)), ...times(30, failing('rate_limited', took(60_000)))]],
  ])('is %d', async (value, records) => {
    expect(await valueOf(new LatencyRule(trafficOf(...records), CONFIG))).toBe(value);
  });
});

it('refused credentials are counted, with where they come from, and harmless ones are not', () => {
  const refused = (
    count: number,
    clientAddress: string,
    code: ErrorCode = 'credential_invalid',
  ): Partial<RequestRecord>[] => times(count, failing(code, { clientAddress }));
  const traffic = trafficOf(
    ...refused(9, '198.51.100.9'),
    ...refused(5, '2001:db8::1', 'signature_replayed'),
    ...refused(5, '2001:db8::2', 'signature_invalid'),
    ...refused(2, 'junk, as a client wrote it'),
    ...refused(1, '198.51.100.1'),
    ...refused(50, '198.51.100.2', 'credential_missing'),
    ...refused(50, '198.51.100.3', 'credential_expired'),
    ...refused(50, '198.51.100.4', 'role_denied'),
    ...refused(50, '198.51.100.5', 'credential_ambiguous'),
  );
  const [reading] = new AuthFailuresRule(traffic, CONFIG).look(NOW);
  const clients = '2001:db8:0:0::/64 (10), 198.51.100.9 (9), unreadable (2)';
  expect(reading).toMatchObject({ value: 22, threshold: 50, labels: { clients } });
  expect(reading?.summary).toContain(clients);
});

describe('the provider key', () => {
  const call = (providerStatus?: number): Partial<RequestRecord> => ({
    calls: [{ outcome: providerStatus === undefined ? 'answered' : 'failed', providerStatus } as ModelCall],
  });

  it.each<[string, Partial<RequestRecord>[], number[]]>([
    ['is good where calls are answered', [call(), call(400), call(429), call(500)], [0, 0]],
    ['is refused by 401', times(20, call(401)), [20, 1]],
    ['is refused by 402 or 403', [call(402), call(403)], [2, 1]],
    ['stays refused while the provider only fails', [call(401), call(500)], [1, 1]],
    ['is good again once a call is answered', [call(401), call()], [1, 0]],
  ])('%s', async (_, records, values) => {
    const rule = new ProviderKeyRule(trafficOf(...records));
    expect([(await valueOf(rule)) ?? 0, (await valueOf(rule)) ?? 0]).toEqual(values);
  });
});

describe('the budget of the gateway', () => {
  const exhausted = (scope: string, resets_at: string | null): Partial<RequestRecord> => ({
    failure: new GatewayError('budget_exhausted', 'Words', { extras: { budget: { scope }, resets_at } }),
  });

  it('is used up until the day is over', async () => {
    const at = '2026-11-22T00:00:00.000Z';
    const traffic = trafficOf(exhausted('key', at), exhausted('gateway', null));
    const rule = new GatewayBudgetRule(traffic, CONFIG);
    expect(rule.look(NOW)).toEqual([]);
    traffic.note(recordOf(exhausted('gateway', at)));
    expect(await valueOf(rule)).toBe(1);
    expect(await valueOf(rule, NOW + 60_000)).toBe(1);
    expect(rule.look(NOW + DAY_MS)).toEqual([]);
    traffic.note(recordOf(exhausted('gateway', at)));
    expect(await valueOf(rule, NOW + DAY_MS)).toBe(1);
  });
});

describe('open circuits', () => {
  const prices = new Prices(CONFIG);
  const look = (...openCircuits: readonly string[]): readonly Reading[] =>
    new OpenCircuitsRule({ openCircuits } as unknown as UpstreamCaller, prices).look();

  it('are told of by the names that we know, and no others', () => {
    expect(look()).toEqual([]);
    const [reading] = look('claude-sonnet-5-5', '<!channel> sk-ant-FIXTURE', 'claude-haiku-4-5-20251001');
    expect(reading).toMatchObject({
      value: 3,
      threshold: 1,
      labels: { models: 'claude-sonnet-5-5, claude-haiku-4-5-20251001, 1 more' },
    });
    expect(JSON.stringify(reading)).not.toContain('FIXTURE');
  });
});

it('unknown prices are told of where there are new ones, by kind', () => {
  const prices = new UnknownPrices();
  const rule = new UnknownPricesRule(prices);
  const values = (): readonly number[] => rule.look().map(({ value }) => value);
  expect(values()).toEqual([0, 0]);
  prices.model('fixture-of-a-model');
  prices.model('fixture-of-a-model');
  expect(values()).toEqual([2, 0]);
  prices.usageField('fixture_of_a_field');
  expect(values()).toEqual([0, 1]);
});

describe('the spend of the day', () => {
  const spendOf = (claims: boolean[], ...spent: number[]): GatewaySpend =>
    ({
      today: () => Promise.resolve({ day: '2026-11-21', spent: microUsd(BigInt(spent.shift() ?? 0)) }),
      claim: () => Promise.resolve(claims.shift()),
    }) as unknown as GatewaySpend;

  it('is told of at each threshold that nobody else has told of', async () => {
    const rule = new SpendRule(spendOf([true, false], 4_999_999, 5_000_000, 9e6, 12e6, 99e6), CONFIG);
    const seen: (readonly Reading[])[] = [];
    for (let round = 0; round < 5; round += 1) seen.push(await rule.look());
    expect(seen.map((readings) => readings.map(({ threshold }) => threshold))).toEqual([[], [5], [], [], []]);
    expect(seen[1]?.[0]).toMatchObject({ value: 5, once: true, labels: { day: '2026-11-21' } });
  });

  it('is told of at all thresholds that are passed at once', async () => {
    const rule = new SpendRule(spendOf([true, true], 12e6), CONFIG);
    expect((await rule.look()).map(({ threshold }) => threshold)).toEqual([5, 10]);
  });

  it('is not looked at without thresholds', async () => {
    expect(await new SpendRule(spendOf([], 12e6), configOf()).look()).toEqual([]);
  });
});

it('soft limits are told of as they come, each once', () => {
  const events = new BudgetEvents();
  const rule = new SoftLimitsRule(events);
  rule.onApplicationBootstrap();
  const [limit, soft, spent] = [microUsd(10_000_000n), microUsd(8_000_000n), microUsd(8_500_000n)];
  events.tell({ counter: { scope: 'key:fixture', period: '2026-11' }, period: 'month', limit, soft, spent });
  expect(rule.look()).toEqual([
    expect.objectContaining({
      value: 8.5,
      threshold: 8,
      once: true,
      labels: { scope: 'key:fixture', period: '2026-11' },
    }),
  ]);
  expect(rule.look()).toEqual([]);
  rule.beforeApplicationShutdown();
});

it.each([
  [{ waiting: 5, lost: 0, failing: false }, [0, 0]],
  [{ waiting: 5, lost: 0, failing: true }, [1, 1]],
  [{ waiting: 0, lost: 3, failing: false }, [3, 0]],
])('an audit trail with %j is told of', async (state, values) => {
  const rule = new AuditRule({ state } as unknown as AuditTrail);
  expect([(await valueOf(rule)) ?? 0, (await valueOf(rule)) ?? 0]).toEqual(values);
});

it('secrets that cannot be refreshed are told of, without their values', () => {
  const state = [
    { name: 'ANTHROPIC_API_KEY', scheme: 'file', refreshedAt: NOW, failing: true, fault: 'missing' },
    { name: 'SECRET_KEY', scheme: 'file', refreshedAt: NOW, failing: false, fault: undefined },
  ];
  expect(new StaleSecretsRule({ state } as unknown as Secrets).look()).toEqual([
    expect.objectContaining({ thing: 'ANTHROPIC_API_KEY', value: 1, threshold: 1 }),
  ]);
});
