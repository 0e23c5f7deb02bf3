import { stopTime } from '../llm.fixture';
import { Circuits } from './circuits';
import { CircuitOpen, tooSlow } from './upstream-failure';

beforeEach(stopTime);
afterEach(() => {
  jest.useRealTimers();
});

const SICK = tooSlow(1, true);

/** A circuit of `m` that opens with the first failure, for a minute. */
const circuitsOf = (): Circuits => new Circuits({ failureThreshold: 1, resetSeconds: 60 });
const fail = (circuits: Circuits): Promise<unknown> =>
  circuits.run('m', () => Promise.reject(SICK)).catch((error: unknown) => error);
const refusalOf = (circuits: Circuits, model = 'm'): unknown => {
  try {
    circuits.requireClosed(model);
    return undefined;
  } catch (error) {
    return error;
  }
};

describe('a model whose circuit has to be closed', () => {
  it('is one that nobody has asked, and is not remembered for that', () => {
    const circuits = circuitsOf();
    expect(refusalOf(circuits)).toBeUndefined();
    expect(circuits.open).toEqual([]);
  });

  it.each([
    [0, 60],
    [1000, 59],
    [59_999, 1],
  ])('is refused while it is open, as a call would be: after %i ms for %i seconds', async (ms, seconds) => {
    const circuits = circuitsOf();
    await fail(circuits);
    await jest.advanceTimersByTimeAsync(ms);
    const refused = refusalOf(circuits);
    expect(refused).toBeInstanceOf(CircuitOpen);
    expect(refused).toMatchObject({ code: 'upstream_unavailable', extras: { retry_after: seconds } });
    expect(refusalOf(circuits, 'other')).toBeUndefined();
    await expect(circuits.run('m', () => Promise.resolve('ok'))).rejects.toEqual(refused);
  });

  it('may be probed after that, and being looked at uses up no probe', async () => {
    const circuits = circuitsOf();
    await fail(circuits);
    await jest.advanceTimersByTimeAsync(60_000);
    for (let each = 0; each < 3; each += 1) expect(refusalOf(circuits)).toBeUndefined();
    expect(circuits.open).toEqual(['m']);
    expect(await circuits.run('m', () => Promise.resolve('probed'))).toBe('probed');
    expect(circuits.open).toEqual([]);
  });

  it('is refused while it is being probed, and again for the whole time once that fails', async () => {
    const circuits = circuitsOf();
    await fail(circuits);
    await jest.advanceTimersByTimeAsync(60_000);
    let end: (error: Error) => void = () => undefined;
    const probe = circuits.run('m', () => new Promise((_, reject) => (end = reject)));
    probe.catch(() => undefined);
    expect(refusalOf(circuits)).toMatchObject({ extras: { retry_after: 1 } });
    end(SICK);
    await expect(probe).rejects.toBe(SICK);
    expect(refusalOf(circuits)).toMatchObject({ extras: { retry_after: 60 } });
  });

  it('is one whose probe went well', async () => {
    const circuits = circuitsOf();
    await fail(circuits);
    await jest.advanceTimersByTimeAsync(60_000);
    await circuits.run('m', () => Promise.resolve());
    expect(refusalOf(circuits)).toBeUndefined();
  });
});
