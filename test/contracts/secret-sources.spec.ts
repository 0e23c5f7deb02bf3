import { secretSources } from '../../src/extensions';
import { SecretFault, SecretSourceRegistry } from '../../src/secrets';

/* What every entry of `secretSources` must keep: it opens nothing unasked, fails in words of ours, and ends. */

const FORM = /^[a-z][a-z0-9-]*$/;
/** Schemes that values of settings begin with anyway. */
const TAKEN = ['http', 'https', 'postgres', 'postgresql', 'redis', 'rediss'];
const SDKS = /node_modules\/(@aws-sdk|@google-cloud)\//;

/** What being listed has loaded, before any source is asked. */
const loaded = Object.keys(require.cache).filter((file) => SDKS.test(file));

it('no SDK is loaded because a source is listed', () => {
  expect(loaded).toEqual([]);
});

describe.each(secretSources.map((Source) => [Source.name, Source] as const))('%s', (_, Source) => {
  it('has a scheme of its own', () => {
    const { id } = new Source();
    expect(id).toMatch(FORM);
    expect(TAKEN).not.toContain(id);
    const others = secretSources.filter((other) => other !== Source).map((Other) => new Other().id);
    expect(others).not.toContain(id);
    expect(new SecretSourceRegistry([new Source()]).ids).toEqual([id]);
  });

  it.each(['', ' ', '?', 'a\u0000b', '?stage=x'])(
    'refuses %j, which is no place of anything, as a fault without its words',
    async (place) => {
      const failure: unknown = await new Source()
        .read(place, AbortSignal.timeout(1000))
        .catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(SecretFault);
    },
  );

  it('closes without having been asked, and twice', async () => {
    const source = new Source();
    await source.close?.();
    await source.close?.();
  });

  it('ends a watch that had nothing to watch', () => {
    new Source().watch?.('/nowhere/at/all', () => undefined)();
  });
});
