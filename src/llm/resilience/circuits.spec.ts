import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { stopTime } from '../llm.fixture';
import { Circuits } from './circuits';
import { explainRefusal } from './provider-refusal';
import { brokenOff, CircuitOpen, notUnderstood, tooSlow, UpstreamFailure } from './upstream-failure';

beforeEach(stopTime);
afterEach(() => {
  jest.useRealTimers();
});

const said = (status: number): Error => explainRefusal({ status, headers: {}, body: Buffer.alloc(0) });
const sick = said(500);
const left = new DOMException('x', 'AbortError');

const circuitsOf = (failureThreshold = 3, resetSeconds = 60): Circuits =>
  new Circuits({ failureThreshold, resetSeconds });

const failing = (error: Error) => (): Promise<never> => Promise.reject(error);

/** What a call comes to: `ok`, or what it raises. */
const calling = (
  circuits: Circuits,
  call: () => Promise<unknown> = () => Promise.resolve('ok'),
  model = 'm',
) => circuits.run(model, call).catch((error: unknown) => error);

/** A call that is answered well from its beginning to its end. */
async function answered(circuits: Circuits, model = 'm'): Promise<unknown> {
  const outcome = await calling(circuits, undefined, model);
  circuits.ended(model, undefined);
  return outcome;
}

async function fails(circuits: Circuits, times: number, error = sick, model = 'm'): Promise<void> {
  for (let each = 0; each < times; each += 1)
    expect(await calling(circuits, failing(error), model)).toBe(error);
}

/** A call that ends when the test says so. */
function slow(): { readonly call: () => Promise<string>; finish(): void; fail(error: Error): void } {
  let finish: () => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const end = new Promise<string>((resolve, reject) => {
    finish = () => {
      resolve('ok');
    };
    fail = reject;
  });
  return {
    call: () => end,
    finish: () => {
      finish();
    },
    fail: (error) => {
      fail(error);
    },
  };
}

it('tells how each circuit is, those that were asked last first', async () => {
  const circuits = circuitsOf(1, 10);
  await answered(circuits, 'well');
  await fails(circuits, 1, sick, 'sick');
  const states = (): unknown => circuits.states.map(({ model, state }) => `${model} ${state}`);
  expect(states()).toEqual(['sick open', 'well closed']);
  jest.advanceTimersByTime(10_001);
  let letGo: () => void = () => undefined;
  const probing = calling(circuits, () => new Promise<void>((resolve) => (letGo = resolve)), 'sick');
  expect(states()).toEqual(['sick half_open', 'well closed']);
  letGo();
  await probing;
  circuits.ended('sick', undefined);
  expect(states()).toEqual(['sick closed', 'well closed']);
});

describe('a circuit opens', () => {
  it.each([1, 3, 5])('after %i sick calls in a row, and answers at once', async (threshold) => {
    const circuits = circuitsOf(threshold);
    await fails(circuits, threshold - 1);
    expect(circuits.open).toEqual([]);
    await fails(circuits, 1);
    expect(circuits.open).toEqual(['m']);
    const call = jest.fn();
    expect(await calling(circuits, call)).toBeInstanceOf(CircuitOpen);
    expect(call).not.toHaveBeenCalled();
  });

  it.each<[string, Error]>([
    ...[500, 502, 503, 504, 529].map((status): [string, Error] => [String(status), said(status)]),
    ['a silent provider', tooSlow(1, true)],
    ['no connection', new UpstreamFailure('upstream_error', 'x', { again: true, sick: true })],
  ])('on %s', async (_, error) => {
    const circuits = circuitsOf();
    await fails(circuits, 3, error);
    expect(circuits.open).toEqual(['m']);
  });

  it.each<[string, Error]>([
    ...[400, 401, 403, 404, 408, 413, 422, 429].map((status): [string, Error] => [
      String(status),
      said(status),
    ]),
    ['a caller that would not wait', tooSlow(1, false)],
    ['a caller that left', left],
    ['an answer that broke off', brokenOff('x')],
    ['an answer that makes no sense', notUnderstood('x')],
    ['a mistake of ours', new TypeError('x')],
  ])('not on %s', async (_, error) => {
    const circuits = circuitsOf();
    await fails(circuits, 20, error);
    expect(await answered(circuits)).toBe('ok');
    expect(circuits.open).toEqual([]);
  });

  it('never where as many in a row never fail', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 40 }), async (isSick) => {
        const circuits = circuitsOf();
        let row = 0;
        for (const each of isSick) {
          if (row === 3) break;
          row = each ? row + 1 : 0;
          if (each) await fails(circuits, 1);
          else await answered(circuits);
        }
        expect(circuits.open).toEqual(row === 3 ? ['m'] : []);
      }),
    );
  });

  it('for one model alone', async () => {
    const circuits = circuitsOf();
    await fails(circuits, 3, sick, 'a');
    await fails(circuits, 2, sick, 'b');
    expect(circuits.open).toEqual(['a']);
    expect(await answered(circuits, 'b')).toBe('ok');
  });

  it('also on answers that begin well and then stall', async () => {
    const circuits = circuitsOf();
    for (let each = 0; each < 3; each += 1) {
      expect(circuits.open).toEqual([]);
      expect(await calling(circuits)).toBe('ok');
      circuits.ended('m', tooSlow(1, true));
      await turn();
    }
    expect(circuits.open).toEqual(['m']);
  });

  it.each([brokenOff('x'), left])('not on answers that end in %s', async (error) => {
    const circuits = circuitsOf();
    for (let each = 0; each < 10; each += 1) {
      await calling(circuits);
      circuits.ended('m', error);
      await turn();
    }
    expect(circuits.open).toEqual([]);
  });

  it('not through an answer of a model that nobody remembers', () => {
    const circuits = circuitsOf(1);
    circuits.ended('m', sick);
    expect(circuits.open).toEqual([]);
  });
});

describe('an open circuit', () => {
  it.each([
    [0, 60],
    [1, 60],
    [1000, 59],
    [58_001, 2],
    [59_999, 1],
  ])('after %i ms says to come again in %i seconds', async (ms, seconds) => {
    const circuits = circuitsOf();
    await fails(circuits, 3);
    await jest.advanceTimersByTimeAsync(ms);
    expect(await calling(circuits)).toMatchObject({
      code: 'upstream_unavailable',
      status: 503,
      extras: { retry_after: seconds },
    });
  });

  it('lets one call through when its time is up, and refuses the others meanwhile', async () => {
    const circuits = circuitsOf();
    await fails(circuits, 3);
    await jest.advanceTimersByTimeAsync(60_000);
    const probe = slow();
    const probing = calling(circuits, probe.call);
    const others = await Promise.all([calling(circuits), calling(circuits)]);
    for (const other of others) {
      expect(other).toBeInstanceOf(CircuitOpen);
      expect(other).toMatchObject({ extras: { retry_after: 1 } });
    }
    expect(circuits.open).toEqual(['m']);
    probe.finish();
    expect(await probing).toBe('ok');
    expect(circuits.open).toEqual([]);
  });

  it('closed by a good probe takes as many failures as before to open', async () => {
    const circuits = circuitsOf();
    await fails(circuits, 3);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(await calling(circuits)).toBe('ok');
    await fails(circuits, 2);
    expect(circuits.open).toEqual([]);
    await fails(circuits, 1);
    expect(circuits.open).toEqual(['m']);
  });

  it.each<[string, Error]>([
    ['fails', sick],
    ['is not waited for by its caller', tooSlow(1, false)],
    ['has a caller who leaves', left],
  ])('whose probe %s opens again for the whole time', async (_, error) => {
    const circuits = circuitsOf();
    await fails(circuits, 3);
    for (let round = 0; round < 3; round += 1) {
      await jest.advanceTimersByTimeAsync(60_000);
      await fails(circuits, 1, error);
      expect(circuits.open).toEqual(['m']);
      expect(await calling(circuits)).toMatchObject({ extras: { retry_after: 60 } });
      await jest.advanceTimersByTimeAsync(59_999);
      expect(await calling(circuits)).toBeInstanceOf(CircuitOpen);
    }
  });

  it('is closed by a probe that is refused for its own sake: somebody is there', async () => {
    const circuits = circuitsOf();
    await fails(circuits, 3);
    await jest.advanceTimersByTimeAsync(60_000);
    await fails(circuits, 1, said(400));
    expect(circuits.open).toEqual([]);
  });

  it('is not kept open by a caller from before who leaves during the probe', async () => {
    const circuits = circuitsOf();
    const before = slow();
    const waiting = calling(circuits, before.call);
    await fails(circuits, 3);
    await jest.advanceTimersByTimeAsync(60_000);
    const probe = slow();
    const probing = calling(circuits, probe.call);
    before.fail(left);
    await waiting;
    probe.finish();
    await probing;
    expect(circuits.open).toEqual([]);
  });
});

it('as many as 10,000 models are remembered, those that were asked last', async () => {
  const circuits = circuitsOf(1);
  for (let each = 0; each <= 10_000; each += 1) await fails(circuits, 1, sick, `m${String(each)}`);
  expect(circuits.open).toHaveLength(10_000);
  expect(circuits.open).not.toContain('m0');
  expect(circuits.open).toContain('m10000');
  expect(await calling(circuits, undefined, 'm0')).toBe('ok');
});
