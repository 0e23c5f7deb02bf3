import { configOf } from '../config/config.fixture';
import { ActiveUpstream } from './active-upstream';
import { ENDED, FakeUpstream, STARTED, text, type Act } from './fake-upstream.fixture';
import { UpstreamRegistry, type UpstreamEvent } from './upstream';

async function play(active: ActiveUpstream, signal = new AbortController().signal): Promise<UpstreamEvent[]> {
  const request = { model: 'm', max_tokens: 1, messages: [] };
  const events: UpstreamEvent[] = [];
  for await (const event of active.call({ request, stream: false, signal })) events.push(event);
  return events;
}

const activeOf = (...acts: readonly Act[]): ActiveUpstream => new ActiveUpstream(new FakeUpstream(acts));

describe('the active upstream', () => {
  const registry = new UpstreamRegistry([
    { id: 'one', open: () => Promise.resolve(new FakeUpstream([])) },
    { id: 'two', open: () => Promise.resolve(new FakeUpstream([])) },
  ]);

  it('is the one that UPSTREAM names', async () => {
    expect((await ActiveUpstream.open(registry, configOf({ UPSTREAM: 'two' }).upstream)).id).toBe('fake');
  });

  it('cannot be one that nobody registered', async () => {
    const opening = ActiveUpstream.open(registry, configOf({ UPSTREAM: 'canary42' }).upstream);
    await expect(opening).rejects.toThrow('UPSTREAM should be one of one, two');
    await expect(opening).rejects.not.toThrow('canary42');
  });

  it('passes events on as they are', async () => {
    expect(await play(activeOf(STARTED, text('a'), ENDED))).toEqual([STARTED, text('a'), ENDED]);
  });

  it('remembers how the last call went', async () => {
    const answering = activeOf(STARTED, ENDED);
    expect(answering.lastCall).toBe('none');
    await play(answering);
    expect(answering.lastCall).toBe('answered');
    const failing = activeOf(STARTED, new Error('broken'));
    await expect(play(failing)).rejects.toThrow('broken');
    expect(failing.lastCall).toBe('failed');
  });

  it('does not call a call failed that its client broke off', async () => {
    const active = activeOf(STARTED, 'hang');
    await expect(play(active, AbortSignal.abort())).rejects.toThrow();
    expect(active.lastCall).toBe('none');
  });

  it('calls a call failed that ran out of time', async () => {
    const active = activeOf(STARTED, 'hang');
    await expect(play(active, AbortSignal.timeout(1))).rejects.toThrow();
    expect(active.lastCall).toBe('failed');
  });

  it('closes what it stands for at shutdown', async () => {
    const upstream = new FakeUpstream([]);
    await new ActiveUpstream(upstream).onApplicationShutdown();
    expect(upstream.closed).toBe(true);
  });
});
