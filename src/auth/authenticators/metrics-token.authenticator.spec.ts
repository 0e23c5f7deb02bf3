import { contextOf, executionOf } from '../../http/execution.fixture';
import type { Principal } from '../../kernel';
import { Secrets } from '../../secrets';
import { handlerWith } from '../access.fixture';
import { AuthenticationGuard } from '../guards/authentication.guard';
import { Identification } from '../identification';
import { AuthenticatorRegistry } from './authenticator';
import { MetricsTokenAuthenticator } from './metrics-token.authenticator';

const TOKEN = 'a-test-fixture-that-scrapes';

const authenticatorOf = (token = TOKEN): MetricsTokenAuthenticator =>
  new MetricsTokenAuthenticator(Secrets.of({ METRICS_TOKEN: token }));

describe('the token of /metrics', () => {
  it.each<[string, 'authorization' | 'x-api-key', string, boolean]>([
    ['as a bearer', 'authorization', `Bearer ${TOKEN}`, true],
    ['in any letter case of the scheme', 'authorization', `bEARER  ${TOKEN}`, true],
    ['as an API key', 'x-api-key', TOKEN, false],
    ['without its last letter', 'authorization', `Bearer ${TOKEN.slice(0, -1)}`, false],
    ['with a letter more', 'authorization', `Bearer ${TOKEN}x`, false],
    ['in another letter case', 'authorization', `Bearer ${TOKEN.toUpperCase()}`, false],
    ['with another scheme', 'authorization', `Basic ${TOKEN}`, false],
    ['that is empty', 'authorization', 'Bearer ', false],
  ])('%s, in %s, is judged rightly', async (_, header, value, isIt) => {
    const principal = await authenticatorOf().authenticate({ header, value });
    expect(principal?.id).toBe(isIt ? 'metrics' : undefined);
  });

  it('is nobody’s where none is set', async () => {
    const unset = authenticatorOf('');
    for (const value of ['Bearer ', 'Bearer undefined', 'Bearer x'])
      expect(await unset.authenticate({ header: 'authorization', value })).toBeUndefined();
  });

  it.each<[string, string, string]>([
    ['GET', '/metrics', 'metrics'],
    ['HEAD', '/metrics', 'credential_invalid'],
    ['POST', '/metrics', 'credential_invalid'],
    ['GET', '/admin/keys', 'credential_invalid'],
    ['GET', '/metrics/', 'credential_invalid'],
    ['POST', '/v1/messages', 'credential_invalid'],
  ])('on %s %s makes its bearer %s', async (method, path, verdict) => {
    const guard = new AuthenticationGuard(new Identification(new AuthenticatorRegistry([authenticatorOf()])));
    const context = contextOf({ credentials: [{ header: 'authorization', value: `Bearer ${TOKEN}` }] });
    const request = { method, route: { path } };
    const execution = executionOf(context, handlerWith({ atLeast: 'admin' }), request);
    const outcome = await Promise.resolve(guard.canActivate(execution)).then(
      () => (context.principal as Principal).id,
      (error: unknown) => (error as { code: string }).code,
    );
    expect(outcome).toBe(verdict);
  });
});
