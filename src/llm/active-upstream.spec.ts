import { configOf } from '../config/config.fixture';
import { ActiveUpstream } from './active-upstream';
import { FakeUpstream, lost, refusal, WHOLE } from './fake-upstream.fixture';
import { keyThatStays } from './llm.fixture';
import type { ProviderKey } from './provider-key';
import { UpstreamRegistry, type UpstreamRequest } from './upstream';

const request: UpstreamRequest = {
  method: 'GET',
  target: '/v1/models',
  headers: {},
  body: undefined,
  signal: new AbortController().signal,
};

const key = { current: 'of-the-moment' } as ProviderKey;

describe('the active upstream', () => {
  const opened: string[] = [];
  const kindOf = (id: string): ConstructorParameters<typeof UpstreamRegistry>[0][number] => ({
    id,
    open: ({ model }, keyOf) => {
      opened.push(`${id} ${model} ${String(keyOf())}`);
      return Promise.resolve(new FakeUpstream([]));
    },
  });
  const registry = new UpstreamRegistry([kindOf('one'), kindOf('two')]);

  it('is the one that UPSTREAM names, and no other is opened', async () => {
    const { upstream } = configOf({ UPSTREAM: 'two', ANTHROPIC_MODEL: 'm' });
    expect((await ActiveUpstream.open(registry, upstream, key)).id).toBe('fake');
    expect(opened).toEqual(['two m of-the-moment']);
  });

  it('cannot be one that nobody registered', async () => {
    const opening = ActiveUpstream.open(registry, configOf({ UPSTREAM: 'canary42' }).upstream, key);
    await expect(opening).rejects.toThrow('UPSTREAM should be one of one, two');
    await expect(opening).rejects.not.toThrow('canary42');
  });

  it('sends as it is told, and gives what comes', async () => {
    const upstream = new FakeUpstream([WHOLE]);
    const { status, headers } = await new ActiveUpstream(upstream, keyThatStays).send(request);
    expect({ status, headers }).toEqual({ status: 200, headers: WHOLE.headers });
    expect(upstream.requests).toEqual([request]);
    expect(upstream.requests[0]).toBe(request);
  });

  it('fails as it fails', async () => {
    const error = lost();
    await expect(new ActiveUpstream(new FakeUpstream([error]), keyThatStays).send(request)).rejects.toBe(
      error,
    );
  });

  it('closes what it stands for at shutdown', async () => {
    const upstream = new FakeUpstream([]);
    await new ActiveUpstream(upstream, keyThatStays).onApplicationShutdown();
    expect(upstream.closed).toBe(true);
  });
});

describe('a request that the provider refuses for its key', () => {
  /** A key that can be replaced once, on the look that follows a refusal. */
  const replaceable = (next: string | undefined) => ({
    current: 'old',
    asked: [] as (string | undefined)[],
    isRenewed(refused: string | undefined): Promise<boolean> {
      this.asked.push(refused);
      this.current = next ?? this.current;
      return Promise.resolve(this.current !== refused);
    },
  });

  it('is sent again, once, when there is another key by then; nobody reads the refusal', async () => {
    const [upstream, keys] = [new FakeUpstream([refusal(401), WHOLE]), replaceable('new')];
    expect((await new ActiveUpstream(upstream, keys).send(request)).status).toBe(200);
    expect({ sent: upstream.requests.length, left: upstream.left }).toEqual({ sent: 2, left: 1 });
    expect(keys.asked).toEqual(['old']);
  });

  it('is refused when the other key is refused as well', async () => {
    const [upstream, keys] = [new FakeUpstream([refusal(401)]), replaceable('new')];
    expect((await new ActiveUpstream(upstream, keys).send(request)).status).toBe(401);
    expect(upstream.requests).toHaveLength(2);
  });

  it('is refused when there is no other key, with the whole answer', async () => {
    const [upstream, keys] = [new FakeUpstream([refusal(401)]), replaceable(undefined)];
    expect((await new ActiveUpstream(upstream, keys).send(request)).status).toBe(401);
    expect({ sent: upstream.requests.length, left: upstream.left }).toEqual({ sent: 1, left: 0 });
  });

  it.each([400, 402, 403, 404, 429, 500])(
    'and not for it, with %i, does not lead to another look',
    async (status) => {
      const [upstream, keys] = [new FakeUpstream([refusal(status), WHOLE]), replaceable('new')];
      expect((await new ActiveUpstream(upstream, keys).send(request)).status).toBe(status);
      expect(keys.asked).toEqual([]);
    },
  );
});
