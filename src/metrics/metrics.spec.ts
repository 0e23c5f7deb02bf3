import { alertOf } from '../alerts/alert.fixture';
import type { Alert } from '../alerts/alert';
import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import { freePort } from '../../test/support/servers/free-port';
import { recordOf } from '../http/records.fixture';
import { ERRORS, GatewayError, microUsd, NO_USAGE, VERSION, type ErrorCode } from '../kernel';
import { FakeUpstream, lost } from '../llm/fake-upstream.fixture';
import { callOf, FakeLedger, llmOf } from '../llm/llm.fixture';
import { RedisConnection } from '../storage';
import { storeOfBlock } from '../storage/store.fixture';
import { modelCall } from './call.fixture';
import { metricsOf } from './metrics.fixture';

const place = storeOfBlock('sqlite');
beforeAll(() => {
  Logger.overrideLogger(false);
});

describe('of requests that are over', () => {
  it('tells how many came to what, and how long they took', async () => {
    const { records, lines } = metricsOf(place.database);
    records.tell(recordOf({ startedAt: 0, endedAt: 40 }));
    records.tell(recordOf({ startedAt: 0, endedAt: 4000 }));
    const failure = new GatewayError('rate_limited', 'Too many');
    records.tell(recordOf({ status: 429, outcome: 'refused', failure, route: undefined, method: 'BREW' }));
    const all = await lines();
    expect(all).toEqual(
      expect.arrayContaining([
        'sallyport_requests_total{route="/api/query",method="POST",status="200",code="none",layer="none"} 2',
        'sallyport_requests_total{route="unknown",method="other",status="429",code="rate_limited",layer="throttling"} 1',
        'sallyport_request_duration_seconds_bucket{le="0.05",route="/api/query",outcome="answered"} 1',
        'sallyport_request_duration_seconds_sum{route="/api/query",outcome="answered"} 4.04',
      ]),
    );
  });

  it('counts a feed, and not for how long somebody watched', async () => {
    const { records, lines } = metricsOf(place.database);
    records.tell(recordOf({ route: '/api/live', method: 'GET', isFeed: true, endedAt: 600_000 }));
    const told = (await lines()).filter((line) => line.includes('/api/live'));
    expect(told).toEqual([
      'sallyport_requests_total{route="/api/live",method="GET",status="200",code="none",layer="none"} 1',
    ]);
  });

  it('tells what their calls to models used, cost and came to', async () => {
    const { records, lines } = metricsOf(place.database);
    const usage = { ...NO_USAGE, inputTokens: 7, cacheReadTokens: 1000 };
    const calls = [
      modelCall({ streamed: true, usage, cost: microUsd(123_457n) }),
      modelCall({ attempts: 3, cost: microUsd(1n) }),
      modelCall({ outcome: 'failed', providerStatus: 529, cost: microUsd(0n), usage: NO_USAGE }),
      modelCall({ outcome: 'failed', providerStatus: 599, cost: microUsd(0n), usage: NO_USAGE }),
    ];
    records.tell(recordOf({ calls }));
    const of = 'model="claude-haiku-4-5"';
    expect(await lines()).toEqual(
      expect.arrayContaining([
        `sallyport_upstream_calls_total{${of},outcome="answered",provider_status="none"} 2`,
        `sallyport_upstream_calls_total{${of},outcome="failed",provider_status="529"} 1`,
        `sallyport_upstream_calls_total{${of},outcome="failed",provider_status="5xx"} 1`,
        `sallyport_upstream_retries_total{${of}} 2`,
        `sallyport_tokens_total{${of},kind="input"} 107`,
        `sallyport_tokens_total{${of},kind="cache_read"} 1000`,
        `sallyport_tokens_total{${of},kind="output"} 20`,
        `sallyport_cost_usd_total{${of}} 0.123458`,
        `sallyport_time_to_first_token_seconds_count{${of}} 1`,
        `sallyport_time_to_first_token_seconds_sum{${of}} 0.5`,
        `sallyport_circuit_open{${of}} 0`,
      ]),
    );
  });

  it('never has more series than there are routes, codes and listed models, whatever clients send', async () => {
    const { records, lines } = metricsOf(place.database);
    const codes = Object.keys(ERRORS) as ErrorCode[];
    const any = fc.record({
      method: fc.string(),
      failure: fc.constantFrom(...codes.map((code) => new GatewayError(code, 'x'))),
      name: fc.oneof(
        fc.string(),
        fc.nat(99_999_999).map((date) => `claude-haiku-4-5-${String(date).padStart(8, '0')}`),
      ),
      status: fc.integer({ min: 100, max: 999 }),
    });
    for (const { method, failure, name, status } of fc.sample(any, 10_000)) {
      const calls = [modelCall({ model: name, asked: name, outcome: 'failed', providerStatus: status })];
      records.tell(recordOf({ method, route: undefined, status: failure.status, failure, calls }));
    }
    const all = await lines();
    const models = new Set(all.flatMap((line) => /model="([^"]*)"/.exec(line)?.[1] ?? []));
    expect([...models].sort()).toEqual(['claude-haiku-4-5', 'other']);
    // A method that chance made `GET` or such is one too.
    const seriesOf = (name: string): number => all.filter((line) => line.startsWith(`${name}{`)).length;
    expect(seriesOf('sallyport_requests_total')).toBeLessThanOrEqual(codes.length * 2);
    expect(seriesOf('sallyport_upstream_calls_total')).toBeLessThanOrEqual(2 * (14 + 9));
    expect(all.length).toBeLessThan(400);
  });

  it('counts in microseconds', () => {
    const { records } = metricsOf(place.database);
    const record = recordOf({ calls: [modelCall({ streamed: true })] });
    const run = (): number => {
      const start = process.hrtime.bigint();
      for (let each = 0; each < 500; each += 1) records.tell(record);
      return Number(process.hrtime.bigint() - start) / 500 / 1000;
    };
    run();
    // A tenth of that on an idle machine.
    expect(Math.min(run(), run(), run())).toBeLessThan(100);
  });

  it('are not listened to any more when the gateway ends', async () => {
    const { records, metrics, lines } = metricsOf(place.database);
    metrics.onApplicationShutdown();
    records.tell(recordOf());
    expect((await lines()).join()).not.toContain('sallyport_requests_total{');
  });
});

describe('of the gateway', () => {
  it('tells its version, what is under way, and what was charged without a price', async () => {
    const { drain, unknownPrices, lines } = metricsOf(place.database);
    drain.enter();
    unknownPrices.model('a');
    unknownPrices.model('a');
    unknownPrices.usageField('b');
    expect(await lines()).toEqual(
      expect.arrayContaining([
        `sallyport_build_info{version="${VERSION}"} 1`,
        'sallyport_work_under_way 1',
        'sallyport_ledger_waiting 0',
        'sallyport_unknown_price_total{kind="model"} 2',
        'sallyport_unknown_price_total{kind="usage_field"} 1',
      ]),
    );
  });

  it('tells of open circuits, those of unknown models together', async () => {
    const env = { UPSTREAM_MAX_RETRIES: '0', CIRCUIT_FAILURE_THRESHOLD: '1' };
    const { llm, caller } = llmOf(new FakeUpstream([lost()]), new FakeLedger(), env);
    for (const model of ['claude-haiku-4-5', 'mine', 'yours'])
      await expect(llm.ask(callOf({ model }))).rejects.toThrow();
    expect(await metricsOf(place.database, { caller }).lines()).toEqual(
      expect.arrayContaining([
        'sallyport_circuit_open{model="claude-haiku-4-5"} 1',
        'sallyport_circuit_open{model="other"} 2',
      ]),
    );
  });

  it('tells of the audit trail', async () => {
    const audit = { waiting: 3, lost: 2, lastWrittenAt: 1_500, failing: true };
    expect(await metricsOf(place.database, { audit }).lines()).toEqual(
      expect.arrayContaining([
        'sallyport_audit_waiting 3',
        'sallyport_audit_lost_total 2',
        'sallyport_audit_failing 1',
        'sallyport_audit_last_written_timestamp_seconds 1.5',
      ]),
    );
  });

  it('tells of alerts', async () => {
    const raised = (given: Partial<Alert>): Alert => alertOf({ severity: 'critical', ...given });
    const alerts = {
      active: [raised({ rule: 'latency' }), raised({ rule: 'spend' }), raised({ rule: 'spend' })],
      lost: { webhook: 2 },
    };
    expect(await metricsOf(place.database, { alerts }).lines()).toEqual(
      expect.arrayContaining([
        'sallyport_alerts_active{rule="latency",severity="critical"} 1',
        'sallyport_alerts_active{rule="spend",severity="critical"} 2',
        'sallyport_alerts_lost_total{sink="webhook"} 2',
      ]),
    );
  });

  it('tells of the event loop and the process', async () => {
    const text = await metricsOf(place.database).metrics.text();
    for (const name of ['nodejs_eventloop_lag_p99_seconds', 'process_resident_memory_bytes'])
      expect(text).toContain(`\n${name} `);
  });
});

describe('of the stores', () => {
  it('tells that they answer', async () => {
    expect(await metricsOf(place.database).lines()).toEqual(
      expect.arrayContaining([
        'sallyport_store_up{store="database"} 1',
        'sallyport_limits_counted_in_process 1',
      ]),
    );
  });

  it('tells that they are away, and of everything else nonetheless', async () => {
    const redis = new RedisConnection(`redis://127.0.0.1:${String(await freePort())}`);
    await redis.settled();
    const env = { DAILY_BUDGET_USD: '1' };
    const { records, lines } = metricsOf(await place.gone(), { redis, env });
    records.tell(recordOf());
    const all = await lines();
    redis.close();
    expect(all).toEqual(
      expect.arrayContaining([
        'sallyport_store_up{store="database"} 0',
        'sallyport_store_up{store="redis"} 0',
        'sallyport_limits_counted_in_process 1',
        expect.stringMatching(/^sallyport_requests_total\{.*\} 1$/),
      ]),
    );
    expect(all.join()).not.toContain('sallyport_budget');
  });
});
