import { Logger } from '@nestjs/common';
import { FixedClock } from '../kernel/clock.fixture';
import { failure, pass, warning, type Check, type Checks } from './check';
import { Posture, type PostureReport } from './posture';

beforeEach(() => jest.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined));
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

const line = (id: string, look: Check['look'], slow = false): Check => ({ id, title: id, look, slow });

function report(checks: readonly Check[], options = {}): Promise<PostureReport> {
  const group: Checks = { all: checks };
  return new Posture({ groups: [group] }, new FixedClock()).report(options);
}

describe('the posture of a gateway', () => {
  it.each([
    [[pass('a'), pass('b')], 'pass'],
    [[pass('a'), warning('b', 'c')], 'warning'],
    [[failure('a', 'b'), warning('c', 'd'), pass('e')], 'failure'],
  ])('is its worst line: %j', async (findings, status) => {
    const checks = findings.map((finding, at) => line(String(at), () => finding));
    expect((await report(checks)).status).toBe(status);
  });

  it('leaves the slow lines out where it is quick', async () => {
    const checks = [line('slow', () => failure('a', 'b'), true), line('quick', () => pass('c'))];
    expect((await report(checks, { quick: true })).checks.map(({ id }) => id)).toEqual(['quick']);
    expect((await report(checks)).checks.map(({ id }) => id)).toEqual(['slow', 'quick']);
  });

  it('counts what cannot be looked at as a failure, without the words of the fault', async () => {
    const fault = Object.assign(new Error('connect to 10.0.0.7 failed'), { code: 'ECONNREFUSED' });
    const { checks } = await report([
      line('thrown', () => {
        throw fault;
      }),
      line('rejected', () => Promise.reject(fault)),
    ]);
    for (const { status, why } of checks)
      expect({ status, why }).toEqual({
        status: 'failure',
        why: 'It could not be looked at (ECONNREFUSED)',
      });
  });

  it('does not wait for a line that hangs', async () => {
    jest.useFakeTimers();
    const looked = report([
      line('hangs', () => new Promise(() => undefined)),
      line('quick', () => pass('a')),
    ]);
    await jest.advanceTimersByTimeAsync(8000);
    expect((await looked).checks.map(({ status }) => status)).toEqual(['failure', 'pass']);
  });
});
