import { configOf } from '../config/config.fixture';
import { ActiveUpstream } from './active-upstream';
import { FakeUpstream, lost, WHOLE } from './fake-upstream.fixture';
import { UpstreamRegistry, type UpstreamRequest } from './upstream';

const request: UpstreamRequest = {
  method: 'GET',
  target: '/v1/models',
  headers: {},
  body: undefined,
  signal: new AbortController().signal,
};

describe('the active upstream', () => {
  const opened: string[] = [];
  const kindOf = (id: string): ConstructorParameters<typeof UpstreamRegistry>[0][number] => ({
    id,
    open: ({ model }) => {
      opened.push(`${id} ${model}`);
      return Promise.resolve(new FakeUpstream([]));
    },
  });
  const registry = new UpstreamRegistry([kindOf('one'), kindOf('two')]);

  it('is the one that UPSTREAM names, and no other is opened', async () => {
    const { upstream } = configOf({ UPSTREAM: 'two', ANTHROPIC_MODEL: 'm' });
    expect((await ActiveUpstream.open(registry, upstream)).id).toBe('fake');
    expect(opened).toEqual(['two m']);
  });

  it('cannot be one that nobody registered', async () => {
    const opening = ActiveUpstream.open(registry, configOf({ UPSTREAM: 'canary42' }).upstream);
    await expect(opening).rejects.toThrow('UPSTREAM should be one of one, two');
    await expect(opening).rejects.not.toThrow('canary42');
  });

  it('sends as it is told, and gives what comes', async () => {
    const upstream = new FakeUpstream([WHOLE]);
    const { status, headers } = await new ActiveUpstream(upstream).send(request);
    expect({ status, headers }).toEqual({ status: 200, headers: WHOLE.headers });
    expect(upstream.requests).toEqual([request]);
    expect(upstream.requests[0]).toBe(request);
  });

  it('fails as it fails', async () => {
    const error = lost();
    await expect(new ActiveUpstream(new FakeUpstream([error])).send(request)).rejects.toBe(error);
  });

  it('closes what it stands for at shutdown', async () => {
    const upstream = new FakeUpstream([]);
    await new ActiveUpstream(upstream).onApplicationShutdown();
    expect(upstream.closed).toBe(true);
  });
});
