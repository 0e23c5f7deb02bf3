import { CredentialInvalidError, type Tokens } from '../../clients/typescript';
import { client } from '../support/client/client';
import type { TestGateway } from '../support/gateway';
import { sharedWithSimulator } from '../support/shared-gateway';
import { createUser } from '../support/users';

let gateway: TestGateway;
beforeAll(async () => {
  ({ gateway } = await sharedWithSimulator());
});

/** Counts what goes to each path. */
function counting(): { readonly paths: string[]; readonly fetch: typeof fetch } {
  const paths: string[] = [];
  return {
    paths,
    fetch: (address, init) => {
      paths.push(new URL(address).pathname);
      return fetch(address, init);
    },
  };
}

describe('a log-in with the client', () => {
  it('is renewed once for twenty parallel calls, and ended for good', async () => {
    const { username, password } = await createUser(gateway);
    const told: (Tokens | undefined)[] = [];
    const wire = counting();
    const one = client(gateway, { fetch: wire.fetch, onTokens: (tokens) => told.push(tokens) });
    const { refresh_token: kept } = await one.login({ username, password });
    expect(await one.whoAmI()).toMatchObject({ user: username, credential: 'user_token' });

    // Goes on elsewhere, as a page that is loaded again: without an access token.
    const again = client(gateway, { fetch: wire.fetch, onTokens: (tokens) => told.push(tokens) });
    again.resume(kept);
    const users = await Promise.all(Array.from({ length: 20 }, () => again.whoAmI()));
    expect(users.map(({ user }) => user)).toEqual(Array(20).fill(username));
    expect(wire.paths.filter((path) => path === '/token/refresh')).toHaveLength(1);
    expect(told).toHaveLength(2);

    await again.logout();
    expect(told.at(-1)).toBeUndefined();
    // The log-in is over for the other one, too, and that is found out once.
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => one.whoAmI()));
    const reasons = outcomes.map((outcome) =>
      outcome.status === 'rejected' ? (outcome.reason as unknown) : outcome,
    );
    expect(new Set(reasons).size).toBe(1);
    expect(reasons[0]).toBeInstanceOf(CredentialInvalidError);
    expect(wire.paths.filter((path) => path === '/token/refresh')).toHaveLength(2);
  });

  it('that is revoked is renewed after the 401, once for twenty parallel calls', async () => {
    const { username, password } = await createUser(gateway);
    const wire = counting();
    const one = client(gateway, { fetch: wire.fetch });
    const { access_token: token } = await one.login({ username, password });
    let isStale = true;
    const refusing = client(gateway, {
      getToken: async () => {
        if (isStale) {
          isStale = false;
          return token.slice(0, -3);
        }
        return (await one.refresh()).access_token;
      },
    });
    const users = await Promise.all(Array.from({ length: 20 }, () => refusing.whoAmI()));
    expect(users.map(({ user }) => user)).toEqual(Array(20).fill(username));
    expect(wire.paths.filter((path) => path === '/token/refresh')).toHaveLength(1);
  });

  it('with a wrong password is refused', async () => {
    const { username } = await createUser(gateway);
    const login = client(gateway, {}).login({ username, password: 'not the one' });
    await expect(login).rejects.toBeInstanceOf(CredentialInvalidError);
  });
});
