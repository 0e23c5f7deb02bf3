import {
  ConnectionError,
  CredentialExpiredError,
  CredentialInvalidError,
  CredentialMissingError,
  Sallyport,
  type SallyportOptions,
  type Tokens,
} from '../src/index.js';
import {
  cut,
  errorOf,
  json,
  QUICK,
  refusal,
  startDouble,
  type GatewayDouble,
  type Received,
} from './support/gateway-double.js';

let gateway: GatewayDouble;
beforeAll(async () => {
  gateway = await startDouble();
});
afterAll(() => {
  gateway.close();
});

const client = (options: SallyportOptions = {}): Sallyport =>
  new Sallyport({ baseURL: gateway.url, ...QUICK, ...options });

const times = <T>(count: number, act: () => Promise<T>): Promise<PromiseSettledResult<T>[]> =>
  Promise.allSettled(Array.from({ length: count }, act));

const sentWith = (request: Received | undefined): string | undefined => request?.headers.authorization;
const targets = (): readonly string[] => gateway.received.map(({ target }) => target);

type Script = Parameters<GatewayDouble['script']>[0];

/** Takes one token only. */
const only =
  (token: string, otherwise = refusal(401, 'credential_expired')): Script =>
  (response, request) =>
    (sentWith(request) === `Bearer ${token}` ? json({ user: token }) : otherwise)(response, request);

describe('a token', () => {
  it('is sent, and stays what it is', async () => {
    gateway.script(refusal(401, 'credential_expired'));
    expect(await errorOf(client({ token: 'eyJ1' }).whoAmI())).toBeInstanceOf(CredentialExpiredError);
    expect(gateway.received.map(sentWith)).toEqual(['Bearer eyJ1']);
  });
});

describe('getToken', () => {
  it('is asked once for parallel calls, and again when the token has ended', async () => {
    let current = 'eyJ1';
    const getToken = jest.fn(() => Promise.resolve(current));
    const one = client({ getToken });
    gateway.script(only('eyJ1'));
    await times(20, () => one.whoAmI());
    expect(getToken).toHaveBeenCalledTimes(1);

    current = 'eyJ2';
    gateway.script(only('eyJ2'));
    const outcomes = await times(20, () => one.whoAmI());
    expect(outcomes.map(({ status }) => status)).toEqual(Array(20).fill('fulfilled'));
    expect(getToken).toHaveBeenCalledTimes(2);
  });

  it.each(['credential_invalid', 'credential_expired'])(
    'is asked once more after %s, and then no more',
    async (code) => {
      gateway.script(refusal(401, code));
      const getToken = jest.fn(() => 'eyJ1');
      const error = await errorOf(client({ getToken }).whoAmI());
      expect(error).toMatchObject({ code });
      expect([getToken.mock.calls.length, gateway.received.length]).toEqual([2, 2]);
    },
  );

  it('is not asked again after another refusal', async () => {
    gateway.script(refusal(403, 'origin_denied'));
    const getToken = jest.fn(() => 'eyJ1');
    await errorOf(client({ getToken }).whoAmI());
    expect(getToken).toHaveBeenCalledTimes(1);
  });

  it('fails the calls that wait for it, and is asked anew by the next', async () => {
    const failure = new Error('The backend is away');
    const getToken = jest.fn(() => 'eyJ1');
    getToken.mockImplementationOnce(() => {
      throw failure;
    });
    const one = client({ getToken });
    gateway.script(only('eyJ1'));
    const outcomes = await times(3, () => one.whoAmI());
    expect(outcomes).toEqual(Array(3).fill({ status: 'rejected', reason: failure }));
    expect(await one.whoAmI()).toEqual({ user: 'eyJ1' });
  });

  it('that does not answer keeps nobody who has left', async () => {
    const waiting = client({ getToken: () => new Promise(() => undefined) });
    const controller = new AbortController();
    const asked = errorOf(waiting.whoAmI({ signal: controller.signal }));
    controller.abort();
    expect(await asked).toMatchObject({ code: 'aborted' });
  });
});

const pair = (name: string, expiresIn = 1800): Tokens => ({
  access_token: `eyJ${name}`,
  token_type: 'bearer',
  expires_in: expiresIn,
  refresh_token: `refresh-${name}`,
});

/** A gateway with log-ins: each refresh token is good once, and only the last access token. */
function sessions(lifetime = 1800): Script {
  let count = 1;
  return (response, request) => {
    const { target, body } = request;
    const answer = (script: Script): unknown => script(response, request);
    if (target === '/login') return answer(json(pair('1', lifetime)));
    if (target === '/token/refresh') {
      const { refresh_token: token } = JSON.parse(body) as { readonly refresh_token: string };
      if (token !== `refresh-${String(count)}`) return answer(refusal(401, 'credential_invalid'));
      count += 1;
      return answer(json(pair(String(count), lifetime)));
    }
    if (target === '/logout') return answer((one) => one.writeHead(204).end());
    return answer(only(`eyJ${String(count)}`));
  };
}

/** As another script, but that a token has ended. */
const withOld =
  (token: string, script: Script): Script =>
  (response, request) =>
    (sentWith(request) === `Bearer ${token}` ? refusal(401, 'credential_expired') : script)(
      response,
      request,
    );

const LOGIN = { username: 'alice', password: 'her password' };

describe('a log-in', () => {
  it('is what calls are made with', async () => {
    gateway.script(sessions());
    const one = client();
    expect(await one.login(LOGIN)).toEqual(pair('1'));
    expect(await one.whoAmI()).toEqual({ user: 'eyJ1' });
    expect(JSON.parse(gateway.received[0]?.body ?? '')).toEqual(LOGIN);
  });

  it('is renewed before its end, once for twenty calls', async () => {
    const onTokens = jest.fn();
    gateway.script(sessions(0));
    const one = client({ onTokens });
    await one.login(LOGIN);
    const outcomes = await times(20, () => one.whoAmI());
    expect(outcomes.map(({ status }) => status)).toEqual(Array(20).fill('fulfilled'));
    expect(targets().filter((target) => target === '/token/refresh')).toHaveLength(1);
    expect(onTokens.mock.calls).toEqual([[pair('1', 0)], [pair('2', 0)]]);
  });

  it('is renewed after a 401, once for twenty calls', async () => {
    const one = client();
    gateway.script(sessions());
    await one.login(LOGIN);
    gateway.script(withOld('eyJ1', sessions()));
    const outcomes = await times(20, () => one.whoAmI());
    expect(outcomes.map(({ status }) => status)).toEqual(Array(20).fill('fulfilled'));
    expect(targets().filter((target) => target === '/token/refresh')).toHaveLength(1);
  });

  it('that is resumed spends its token with the first calls', async () => {
    gateway.script(sessions());
    const onTokens = jest.fn();
    const one = client({ onTokens });
    one.resume('refresh-1');
    expect(gateway.received).toEqual([]);
    await times(5, () => one.whoAmI());
    expect(targets().filter((target) => target === '/token/refresh')).toHaveLength(1);
    expect(onTokens.mock.calls).toEqual([[pair('2')]]);
  });

  it('that the gateway no longer knows is over, with the same error for all', async () => {
    gateway.script(sessions());
    const onTokens = jest.fn();
    const one = client({ onTokens });
    one.resume('refresh-of-somebody');
    const outcomes = await times(20, () => one.whoAmI());
    const errors = outcomes.map((outcome) => (outcome as PromiseRejectedResult).reason as unknown);
    expect(new Set(errors).size).toBe(1);
    expect(errors[0]).toBeInstanceOf(CredentialInvalidError);
    expect(targets()).toEqual(['/token/refresh']);
    expect(onTokens.mock.calls).toEqual([[undefined]]);

    gateway.script(refusal(401, 'credential_missing'));
    expect(await errorOf(one.whoAmI())).toBeInstanceOf(CredentialMissingError);
    expect(gateway.received[0]?.headers).not.toHaveProperty('authorization');
  });

  it('stays while the gateway is away', async () => {
    gateway.script(cut);
    const onTokens = jest.fn();
    const one = client({ onTokens });
    one.resume('refresh-1');
    expect(await errorOf(one.whoAmI())).toBeInstanceOf(ConnectionError);
    expect(onTokens).not.toHaveBeenCalled();
    gateway.script(sessions());
    expect(await one.whoAmI()).toEqual({ user: 'eyJ2' });
  });

  it('ends with logout, here also where the gateway is away', async () => {
    for (const script of [sessions(), refusal(401, 'credential_invalid'), cut]) {
      const onTokens = jest.fn();
      const one = client({ onTokens });
      gateway.script(sessions());
      await one.login(LOGIN);
      gateway.script(script);
      await one.logout().catch((error: unknown) => {
        expect(error).toBeInstanceOf(ConnectionError);
      });
      expect(onTokens.mock.lastCall).toEqual([undefined]);
      await expect(one.refresh()).rejects.toThrow('Nobody is logged in');
    }
  });

  it('gives way to another, whose tokens are not those of the first', async () => {
    const onTokens = jest.fn();
    const one = client({ onTokens });
    gateway.script(json(pair('a')), json(pair('b')), only('eyJb'));
    await one.login(LOGIN);
    await one.login(LOGIN);
    expect(await one.whoAmI()).toEqual({ user: 'eyJb' });
  });
});
