import type { PresentedCredential } from '../../http';
import { storeOfBlock } from '../../storage/store.fixture';
import { newApiKey } from '../keys/api-key-format';
import { keysOf } from '../keys/keys.fixture';
import { ApiKeyAuthenticator } from './api-key.authenticator';
import { BearerKeyStrategy, HeaderKeyStrategy } from './api-key.strategies';

const place = storeOfBlock('sqlite');
let key: string;
let authenticator: ApiKeyAuthenticator;
beforeEach(async () => {
  const { keys, verifier } = keysOf(place.database);
  ({ key } = await keys.create({ name: 'mine', role: 'analyst' }));
  authenticator = new ApiKeyAuthenticator(
    new HeaderKeyStrategy(verifier),
    new BearerKeyStrategy(verifier),
    verifier,
  );
});

type Header = PresentedCredential['header'];

const ask = (header: Header, value: string): Promise<unknown> =>
  authenticator
    .authenticate({ header, value })
    .catch((error: unknown) => (error as { code?: string }).code ?? error);

describe('an API key', () => {
  it.each<[Header, string]>([
    ['x-api-key', ''],
    ['authorization', 'Bearer '],
    ['authorization', 'bearer '],
    ['authorization', 'BEARER   '],
  ])('in %s as %jkey is whose it is', async (header, prefix) => {
    expect(await ask(header, prefix + key)).toMatchObject({ name: 'mine', role: 'analyst' });
  });

  it.each<[Header, string]>([
    ['authorization', ''],
    ['authorization', 'Basic '],
    ['authorization', 'Bearer'],
  ])('in %s as %jkey is not mine', async (header, prefix) => {
    expect(await ask(header, prefix + key)).toBeUndefined();
  });

  it.each<[Header, string]>([
    ['x-api-key', 'Bearer '],
    ['x-api-key', ' '],
    ['authorization', 'Bearer x'],
  ])('in %s as %jkey is mine and bad', async (header, prefix) => {
    expect(await ask(header, prefix + key)).toBe('credential_invalid');
  });

  it('that nobody gave out is mine and bad, in either header', async () => {
    const other = newApiKey().key;
    expect(await ask('x-api-key', other)).toBe('credential_invalid');
    expect(await ask('authorization', `Bearer ${other}`)).toBe('credential_invalid');
  });

  it('of many at once is each its own', async () => {
    const asked = Array.from({ length: 20 }, (_, at) =>
      ask('x-api-key', at % 2 === 0 ? key : newApiKey().key),
    );
    const answers = await Promise.all(asked);
    answers.forEach((answer, at) => {
      if (at % 2 === 0) expect(answer).toMatchObject({ name: 'mine' });
      else expect(answer).toBe('credential_invalid');
    });
  });
});
