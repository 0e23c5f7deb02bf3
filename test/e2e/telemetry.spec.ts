import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { VERSION } from '../../src/kernel';
import { ask, QUESTION, reply } from '../support/ask';
import { attributesOf, startCollector, type OtlpSpan, type TestCollector } from '../support/collector';
import { PROJECT, startGateway, type TestGateway } from '../support/gateway';
import { message, MODEL, native } from '../support/native';
import { startTestSimulator, type TestSimulator } from '../support/simulator';

const TOKEN = 'a-test-fixture-that-scrapes';
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';
const CANARY = 'canary-of-a-prompt';
/** `SpanKind` and `Status.StatusCode` of opentelemetry/proto/trace/v1/trace.proto. */
const [SERVER, CLIENT] = [2, 3];
const FAILED = 2;

let simulator: TestSimulator;
let collector: TestCollector;
let gateway: TestGateway;

beforeAll(async () => {
  [simulator, collector] = await Promise.all([startTestSimulator(), startCollector()]);
  gateway = await startGateway({ settings: settingsFor(collector) });
});

afterAll(async () => {
  await gateway.stop();
  await Promise.all([collector.close(), simulator.close()]);
});

function settingsFor({ url }: TestCollector): Readonly<Record<string, string>> {
  return {
    ...simulator.settings,
    METRICS_TOKEN: TOKEN,
    DAILY_BUDGET_USD: '10',
    UPSTREAM_MAX_RETRIES: '0',
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=mine',
    // OpenTelemetry's own variable: batches leave at once.
    OTEL_BSP_SCHEDULE_DELAY: '20',
  };
}

const scrape = (headers: Readonly<Record<string, string>>, path = '/metrics', method = 'GET') =>
  fetch(gateway.url + path, { method, headers }).then((response) => reply(response));

const bearer = { authorization: `Bearer ${TOKEN}` };

const spanOf = (requestId: string): Promise<OtlpSpan> =>
  collector.until(() =>
    collector.spans.find((span) => attributesOf(span)['sallyport.request_id'] === requestId),
  );
const below = (parent: OtlpSpan): readonly OtlpSpan[] =>
  collector.spans.filter(({ parentSpanId }) => parentSpanId === parent.spanId);

describe('the numbers of a gateway', () => {
  it('are given to the token and to administrators, as Prometheus reads them', async () => {
    const admin = { 'x-api-key': await gateway.createKey({ role: 'admin' }) };
    for (const headers of [bearer, admin]) {
      const { status, headers: given, text } = await scrape(headers);
      expect(status).toBe(200);
      expect(given.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
      expect(given.get('cache-control')).toBe('no-store');
      expect(text).toMatch(/^# HELP sallyport_build_info .*\n# TYPE sallyport_build_info gauge$/m);
    }
  });

  it.each<[string, Record<string, string>, string, string, number, string]>([
    ['nobody', {}, 'GET', '/metrics', 401, 'credential_missing'],
    ['another token', { authorization: `Bearer ${TOKEN}x` }, 'GET', '/metrics', 401, 'credential_invalid'],
    ['the token as a key', { 'x-api-key': TOKEN }, 'GET', '/metrics', 401, 'credential_invalid'],
    ['the token', bearer, 'GET', '/admin/keys', 401, 'credential_invalid'],
    ['the token', bearer, 'GET', '/v1/models', 401, 'credential_invalid'],
    ['the token', bearer, 'POST', '/api/query', 401, 'credential_invalid'],
    [
      'the token in a page',
      { ...bearer, origin: 'https://x.example' },
      'GET',
      '/metrics',
      403,
      'origin_denied',
    ],
  ])('are not given to %s (%j, %s %s)', async (_, headers, method, path, status, code) => {
    const answer = await scrape(headers, path, method);
    expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(`"${code}"`)]);
  });

  it('are not given to members', async () => {
    expect((await scrape({ 'x-api-key': gateway.key })).status).toBe(403);
  });

  it('tell of requests, calls, money and stores', async () => {
    const { id } = await native(gateway, message(CANARY));
    await gateway.logged(({ request_id: logged }) => logged === id);
    const { text } = await scrape(bearer);
    for (const line of [
      /^sallyport_requests_total\{route="\/v1\/messages",method="POST",status="200",code="none",layer="none"\} \d+$/m,
      /^sallyport_upstream_calls_total\{model="claude-[\w-]+",outcome="answered",provider_status="none"\} \d+$/m,
      /^sallyport_cost_usd_total\{model="claude-[\w-]+"\} 0\.0\d+$/m,
      /^sallyport_budget_limit_usd\{scope="gateway",key_id="",period="day"\} 10$/m,
      /^sallyport_budget_remaining_usd\{scope="gateway",key_id="",period="day"\} 9\.9\d+$/m,
      /^sallyport_audit_failing 0$/m,
      /^sallyport_store_up\{store="database"\} 1$/m,
      // The scrape itself.
      /^sallyport_work_under_way [1-9]\d*$/m,
    ])
      expect(text).toMatch(line);
    expect(text).not.toContain(CANARY);
  });
});

describe('the trace of a request', () => {
  it('has a span for it and one for its call, below what its caller has begun', async () => {
    const headers = { traceparent: `00-${TRACE}-${SPAN}-01`, tracestate: 'vendor=x' };
    const { id } = await native(gateway, message(CANARY, { stream: true }), headers);
    const server = await spanOf(id);
    expect(server).toMatchObject({
      traceId: TRACE,
      parentSpanId: SPAN,
      kind: SERVER,
      name: 'POST /v1/messages',
    });
    expect(attributesOf(server)).toEqual({
      'http.request.method': 'POST',
      'http.route': '/v1/messages',
      'http.response.status_code': 200,
      'url.scheme': 'http',
      'client.address': '127.0.0.1',
      'sallyport.outcome': 'answered',
      'sallyport.request_id': id,
      'sallyport.key_id': gateway.key.slice(3, 15),
    });
    const [call, ...others] = below(server);
    expect(others).toEqual([]);
    expect(call).toMatchObject({ traceId: TRACE, kind: CLIENT, name: `chat ${MODEL}` });
    expect(attributesOf(call as OtlpSpan)).toMatchObject({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'anthropic',
      'gen_ai.request.model': MODEL,
      'gen_ai.request.stream': true,
      'gen_ai.response.model': expect.stringContaining('claude'),
      'gen_ai.response.finish_reasons': ['end_turn'],
      'gen_ai.response.time_to_first_chunk': expect.any(Number),
      'gen_ai.usage.input_tokens': expect.any(Number),
      'gen_ai.usage.output_tokens': expect.any(Number),
      'gen_ai.usage.cache_read.input_tokens': 0,
      'gen_ai.usage.cache_creation.input_tokens': 0,
      'sallyport.attempts': 1,
    });
    const [sent] = await simulator.requests(CANARY);
    expect(JSON.stringify(sent?.headers)).not.toMatch(/trace|baggage/i);
    expect(collector.headers['x-tenant']).toBe('mine');
    expect(collector.faults).toEqual([]);
    for (const secret of [CANARY, gateway.key, TOKEN]) expect(collector.text).not.toContain(secret);
  });

  it('says what it failed with, and whose fault that was', async () => {
    await simulator.trouble('status:500', { times: 1, match: 'sick' });
    const sick = await ask(gateway, { ...QUESTION, question: 'sick?' });
    const failed = await spanOf(sick.headers.get('x-request-id') ?? '');
    expect(attributesOf(failed)).toMatchObject({
      'error.type': 'upstream_error',
      'sallyport.layer': 'upstream',
    });
    expect(failed.status.code).toBe(FAILED);
    const [call] = below(failed);
    expect(call?.status.code).toBe(FAILED);
    expect(attributesOf(call as OtlpSpan)).toMatchObject({
      'error.type': 'upstream_error',
      'sallyport.provider_status': 500,
    });
    const refused = await ask({ ...gateway, key: 'sp_nobody' });
    const span = await spanOf(refused.headers.get('x-request-id') ?? '');
    expect(attributesOf(span)['error.type']).toBe('credential_invalid');
    expect(span.status.code).not.toBe(FAILED);
    expect(span.parentSpanId ?? '').toBe('');
  });

  it('tells nothing that a path could tell', async () => {
    const path = '/somewhere-unknown-4711';
    const { headers } = await scrape({ 'x-api-key': gateway.key }, path);
    const span = await spanOf(headers.get('x-request-id') ?? '');
    expect(span.name).toBe('GET');
    expect(attributesOf(span)['http.route']).toBeUndefined();
  });
});

it('a collector that refuses or hangs costs nothing but a line in the log, and gets what is left at the end', async () => {
  const moody = await startCollector('refuses');
  const other = await startGateway({ settings: settingsFor(moody) });
  const away = (): number => other.logs.filter(({ event }) => event === 'collector_away').length;
  try {
    for (let each = 0; each < 3; each += 1) {
      const before = moody.asked;
      expect((await ask(other)).status).toBe(200);
      await moody.until(() => moody.asked > before || undefined);
    }
    const { reason } = await other.logged(({ event }) => event === 'collector_away');
    expect(reason).toBe('status 400');

    moody.mood = 'takes';
    await ask(other);
    await other.logged(({ event }) => event === 'collector_back');
    expect(away()).toBe(1);

    moody.mood = 'hangs';
    const before = moody.asked;
    await ask(other, { ...QUESTION, question: CANARY });
    await moody.until(() => moody.asked > before || undefined);
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(other)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));

    // One export still hangs.
    moody.mood = 'takes';
    const ended = once(other.process, 'exit');
    const start = Date.now();
    other.process.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(Date.now() - start).toBeLessThan(4000);
    const named = new Map(moody.metrics.map((metric) => [metric.name, metric]));
    expect([...named.keys()].sort()).toEqual([
      'gen_ai.client.operation.duration',
      'gen_ai.client.token.usage',
      'http.server.request.duration',
    ]);
    const [point] = named.get('gen_ai.client.token.usage')?.histogram?.dataPoints ?? [];
    expect(point?.explicitBounds).toEqual(Array.from({ length: 14 }, (_, power) => 4 ** power));
    expect(attributesOf(point as NonNullable<typeof point>)).toMatchObject({
      'gen_ai.operation.name': 'chat',
      'gen_ai.token.type': 'input',
    });
    expect(moody.resources[0]).toMatchObject({ 'service.name': 'sallyport', 'service.version': VERSION });
    expect(moody.faults).toEqual([]);
    expect(moody.text).not.toContain(CANARY);
  } finally {
    await other.stop();
    await moody.close();
  }
});

it('without a collector nothing of OpenTelemetry is loaded', async () => {
  const program = `
    const { Tracing } = require(${JSON.stringify(join(PROJECT, 'dist/src/tracing/tracing.js'))});
    const of = (otlp) => new Tracing({ telemetry: { otlp } }, { onRecord: () => undefined });
    const loaded = () => Object.keys(require.cache).filter((file) => file.includes('@opentelemetry')).length;
    of(undefined);
    const none = loaded();
    of({ endpoint: 'http://127.0.0.1:9', headers: {}, serviceName: 'x' });
    process.stdout.write(JSON.stringify([none, loaded() > 10]));
    process.exit(0);`;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', program]);
  expect(JSON.parse(stdout)).toEqual([0, true]);
});
