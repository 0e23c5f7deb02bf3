import { refusalOf } from '../kernel/refusal.fixture';
import { WaitLimit } from './wait-limit';

const NEVER = new Promise<never>(() => undefined);

describe('limit', () => {
  let client: AbortController;
  let limit: WaitLimit;
  beforeEach(() => {
    jest.useFakeTimers();
    client = new AbortController();
    limit = new WaitLimit(client.signal, 1000);
  });
  afterEach(() => {
    limit.end();
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  it('gives what the event brings, or how it fails', async () => {
    expect(await limit.until(Promise.resolve(7))).toBe(7);
    await expect(limit.until(Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(limit.over).toBe(false);
  });

  it('ends at once when the client leaves, with its reason, and stays ended', async () => {
    const waits = [limit.until(NEVER), limit.pause(500)];
    const reason = new Error('The client left');
    client.abort(reason);
    for (const wait of waits) await expect(wait).rejects.toBe(reason);
    await expect(limit.until(Promise.resolve(7))).rejects.toBe(reason);
    expect(limit.over).toBe(true);
  });

  it('has ended for a client that left before', async () => {
    const reason = new Error('The client left');
    const late = new WaitLimit(AbortSignal.abort(reason), 1000);
    await expect(late.pause(1)).rejects.toBe(reason);
    late.end();
  });

  it('pauses as long as it is told', async () => {
    const pause = limit.pause(500);
    jest.advanceTimersByTime(499);
    expect(jest.getTimerCount()).toBe(2);
    jest.advanceTimersByTime(1);
    await pause;
  });

  it('ends after its longest time as an overload that asks for another try', async () => {
    const wait = refusalOf(() => limit.until(NEVER));
    jest.advanceTimersByTime(1000);
    expect(await wait).toMatchObject({ code: 'overloaded', extras: { retry_after: 1 } });
    await expect(limit.until(Promise.resolve(7))).rejects.toMatchObject({ code: 'overloaded' });
  });
});
