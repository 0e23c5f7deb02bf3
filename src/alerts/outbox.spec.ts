import { Logger } from '@nestjs/common';
import { alertOf } from './alert.fixture';
import { DeliveryFailed, type AlertSink, type Delivery } from './alert-sink';
import { Outbox } from './outbox';
import type { Alert } from './alert';

const TIMES = { tryMs: 60_000, pausesMs: [1, 1] };

/** A sink whose tries end as a test says. */
class ScriptedSink implements AlertSink {
  readonly id = 'scripted';
  readonly tries: { alert: string; delivery: string }[] = [];
  most = 0;
  #underWay = 0;

  constructor(
    private readonly answer: (alert: Alert, delivery: Delivery, attempt: number) => Promise<void>,
  ) {}

  async send(alert: Alert, delivery: Delivery): Promise<void> {
    this.tries.push({ alert: alert.id, delivery: delivery.id });
    this.#underWay += 1;
    this.most = Math.max(this.most, this.#underWay);
    try {
      await this.answer(alert, delivery, this.tries.length);
    } finally {
      this.#underWay -= 1;
    }
  }
}

const failing = (isPassing = true): Promise<never> =>
  Promise.reject(new DeliveryFailed('it answered 500', isPassing));
const hanging = (_: Alert, { signal }: Delivery): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(new Error('left'));
    });
  });

const said: unknown[][] = [];

beforeEach(() => {
  said.length = 0;
  for (const level of ['log', 'error'] as const)
    jest
      .spyOn(Logger.prototype, level)
      .mockImplementation((...words: unknown[]) => void said.push([level, ...words]));
});
afterEach(() => jest.restoreAllMocks());

it('alerts arrive in their order, one at a time', async () => {
  const sink = new ScriptedSink(() => new Promise((resolve) => setImmediate(resolve)));
  const outbox = new Outbox(sink, TIMES);
  const ids = Array.from({ length: 20 }, (_, at) => String(at));
  for (const id of ids) outbox.post(alertOf({ id }));
  await outbox.emptied();
  expect(sink.tries.map(({ alert }) => alert)).toEqual(ids);
  expect([sink.most, outbox.lost, said]).toEqual([1, 0, []]);
});

it.each([
  ['that passes is tried three times', true, 3],
  ['that does not pass is tried once', false, 1],
])('a failure %s, as one delivery', async (_, isPassing, tries) => {
  const sink = new ScriptedSink(() => failing(isPassing));
  const outbox = new Outbox(sink, TIMES);
  outbox.post(alertOf());
  await outbox.emptied();
  expect(sink.tries).toHaveLength(tries);
  expect(new Set(sink.tries.map(({ delivery }) => delivery)).size).toBe(1);
  expect(outbox.lost).toBe(1);
});

it('what arrives at the second try is not lost', async () => {
  const sink = new ScriptedSink((_, __, attempt) => (attempt === 1 ? failing() : Promise.resolve()));
  const outbox = new Outbox(sink, TIMES);
  outbox.post(alertOf());
  await outbox.emptied();
  expect([sink.tries.length, outbox.lost, said]).toEqual([2, 0, []]);
});

it('an outage is one line in the log, and its end another', async () => {
  let isAway = true;
  const outbox = new Outbox(new ScriptedSink(() => (isAway ? failing() : Promise.resolve())), TIMES);
  for (let count = 0; count < 3; count += 1) outbox.post(alertOf());
  await outbox.emptied();
  isAway = false;
  for (let count = 0; count < 3; count += 1) outbox.post(alertOf());
  await outbox.emptied();
  expect(said).toEqual([
    ['error', { sink: 'scripted', reason: 'it answered 500' }, 'Alerts do not reach a sink'],
    ['log', { sink: 'scripted', lost: 3 }, 'Alerts reach a sink again'],
  ]);
});

it('of a sink that hangs, a hundred alerts wait at most, and the oldest are given up', async () => {
  const sink = new ScriptedSink(hanging);
  const outbox = new Outbox(sink, TIMES);
  for (let count = 0; count < 151; count += 1) outbox.post(alertOf());
  expect(outbox.lost).toBe(50);
  outbox.close();
  await outbox.emptied();
  expect([sink.tries.length, outbox.lost]).toEqual([1, 151]);
});

it.each([
  ['looks at its signal', hanging],
  ['does not', () => new Promise<never>(() => undefined)],
])('a sink that hangs and %s is given up when its time is over', async (_, answer) => {
  const outbox = new Outbox(new ScriptedSink(answer), { tryMs: 5, pausesMs: [] });
  await expect(outbox.deliver(alertOf())).rejects.toThrow('it did not answer in time');
});

it('a sink that throws is nothing but a sink that fails, and its words stay out of the log', async () => {
  const sink: AlertSink = {
    id: 'broken',
    send: () => {
      throw new Error('https://example.com/fixture-of-a-secret');
    },
  };
  const outbox = new Outbox(sink, { tryMs: 1000, pausesMs: [] });
  outbox.post(alertOf());
  await outbox.emptied();
  expect(said).toEqual([
    ['error', { sink: 'broken', reason: 'the sink has failed' }, 'Alerts do not reach a sink'],
  ]);
});

it('a trial is one try, and says what came of it', async () => {
  const sink = new ScriptedSink(() => failing());
  await expect(new Outbox(sink, TIMES).deliver(alertOf())).rejects.toThrow('it answered 500');
  expect(sink.tries).toHaveLength(1);
});
