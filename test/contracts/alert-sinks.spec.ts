import { Logger } from '@nestjs/common';
import { alertOf, deliveryOf } from '../../src/alerts/alert.fixture';
import { DeliveryFailed, type AlertSink, type AlertSinkKind } from '../../src/alerts/alert-sink';
import { answering, receiver, type Receiver } from '../../src/alerts/sinks/receiver.fixture';
import { alertSinks } from '../../src/extensions';

/* What every entry of `alertSinks` must keep. A sink that reaches out finds its receiver at ALERT_WEBHOOK_URL. */

const ALERTS = [
  alertOf(),
  alertOf({ state: 'recovered', value: 0 }),
  alertOf({ state: 'reminder', severity: 'warning' }),
  alertOf({ labels: {}, summary: 'Lines\nand\r\n"marks" \u2028 <b> & \u{1f525}' }),
  alertOf({ summary: 'x'.repeat(20_000), labels: { models: 'y'.repeat(20_000) } }),
  alertOf({ value: Number.MAX_SAFE_INTEGER, threshold: 0.1, rule: 'r'.repeat(1000) }),
];

describe.each(alertSinks.map((kind) => [kind.id, kind] as const))('%s', (id, kind: AlertSinkKind) => {
  let there: Receiver;
  let printed: string[];

  beforeEach(async () => {
    there = await receiver(answering(200));
    printed = [];
    for (const level of ['warn', 'error'] as const)
      jest.spyOn(Logger.prototype, level).mockReturnValue(undefined);
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await there.close();
  });

  const open = (port = there.port): AlertSink =>
    kind.open({
      mode: 'test',
      webhook: () => ({ url: `http://127.0.0.1:${String(port)}/`, secret: undefined }),
    });

  it('has the id that it is asked for by', () => {
    expect(open().id).toBe(id);
    expect(id).toMatch(/^[a-z][a-z0-9-]*$/);
  });

  it('asks nobody before there is an alert', () => {
    open();
    expect([there.connections, printed]).toEqual([0, []]);
  });

  it('takes whatever alert there is, once, and leaves nothing open', async () => {
    const sink = open();
    for (const alert of ALERTS) await sink.send(alert, deliveryOf());
    await there.left();
    expect([0, ALERTS.length]).toContain(there.connections);
    for (const line of printed) expect(line).toMatch(/^[^\n]*\n$/);
  });

  it('ends, well or in words of its own, when the time is up before it begins', async () => {
    const late = AbortSignal.abort(new DOMException('Late', 'TimeoutError'));
    const failure: unknown = await open()
      .send(alertOf(), deliveryOf(late))
      .catch((error: unknown) => error);
    expect(failure === undefined || failure instanceof DeliveryFailed).toBe(true);
  });

  it('fails, if it does, without a word of where it sends', async () => {
    const { port } = there;
    await there.close();
    const failure: unknown = await open(port)
      .send(alertOf(), deliveryOf())
      .catch((error: unknown) => error);
    there = await receiver(answering(200));
    if (failure === undefined) return;
    expect(failure).toBeInstanceOf(DeliveryFailed);
    expect((failure as DeliveryFailed).message).not.toContain(String(port));
  });
});

describe('cloudwatch', () => {
  it.each([
    ['raised', 1],
    ['reminder', 1],
    ['recovered', 0],
  ] as const)('prints %s as a line of Embedded Metric Format', async (state, metric) => {
    const lines: string[] = [];
    const write = jest
      .spyOn(process.stdout, 'write')
      .mockImplementation((text) => lines.push(String(text)) > 0);
    const kind = alertSinks.find(({ id }) => id === 'cloudwatch') as AlertSinkKind;
    const alert = alertOf({ state });
    await kind
      .open({ mode: 'test', webhook: () => ({ url: undefined, secret: undefined }) })
      .send(alert, deliveryOf());
    write.mockRestore();
    const [line = '', ...more] = lines;
    expect([more, line.endsWith('}\n')]).toEqual([[], true]);
    const document = JSON.parse(line) as Record<string, unknown>;
    expect(document).toMatchObject({ rule: 'error_rate', Alert: metric, AlertValue: 12.5, alert: { state } });
    expect(document['_aws']).toEqual({
      Timestamp: alert.at,
      CloudWatchMetrics: [
        {
          Namespace: 'Sallyport',
          Dimensions: [['rule']],
          Metrics: [{ Name: 'Alert', Unit: 'Count' }, { Name: 'AlertValue' }],
        },
      ],
    });
  });
});
