import type { PresentedCredential } from '../../http';
import { contextOf, executionOf } from '../../http/execution.fixture';
import { GatewayError, type Principal } from '../../kernel';
import { handlerWith } from '../access.fixture';
import { type Authenticator, AuthenticatorRegistry } from '../authenticators/authenticator';
import { Identification } from '../identification';
import { principalOf } from '../principal.fixture';
import { AuthenticationGuard } from './authentication.guard';

/** Answers as it is told, and remembers what it was asked. */
class FakeAuthenticator implements Authenticator {
  readonly asked: PresentedCredential[] = [];

  constructor(
    readonly id: string,
    private readonly answer: Principal | GatewayError | undefined,
  ) {}

  authenticate(credential: PresentedCredential): Promise<Principal | undefined> {
    this.asked.push(credential);
    return this.answer instanceof GatewayError ? Promise.reject(this.answer) : Promise.resolve(this.answer);
  }
}

const notMine = (): FakeAuthenticator => new FakeAuthenticator('not-mine', undefined);
const mineAndBad = (): FakeAuthenticator =>
  new FakeAuthenticator('bad', new GatewayError('credential_invalid', 'mine and bad'));
const mineAndGood = (name = 'good'): FakeAuthenticator => new FakeAuthenticator(name, principalOf({ name }));

const guardOf = (...authenticators: readonly Authenticator[]): AuthenticationGuard =>
  new AuthenticationGuard(new Identification(new AuthenticatorRegistry(authenticators)));

const closed = handlerWith({ atLeast: 'readonly' });
const header = (value: string): PresentedCredential => ({ header: 'x-api-key', value });
const bearer = (value: string): PresentedCredential => ({ header: 'authorization', value });

async function enter(
  guard: AuthenticationGuard,
  credentials: readonly PresentedCredential[],
  handler = closed,
): Promise<Principal | string | undefined> {
  const context = contextOf({ credentials });
  try {
    expect(await guard.canActivate(executionOf(context, handler))).toBe(true);
    return context.principal;
  } catch (error) {
    expect(context.principal).toBeUndefined();
    if (error instanceof GatewayError) return `${error.code}: ${error.message}`;
    throw error;
  }
}

describe('who is asking', () => {
  it('is told by the first authenticator whose credential it is; the rest are not asked', async () => {
    const [first, second, third] = [notMine(), mineAndGood('second'), mineAndGood('third')];
    const principal = await enter(guardOf(first, second, third), [header('k')]);
    expect(principal).toMatchObject({ name: 'second' });
    expect([first.asked.length, second.asked.length, third.asked.length]).toEqual([1, 1, 0]);
  });

  it('is nobody once one authenticator calls its credential bad, whoever would come next', async () => {
    const next = mineAndGood();
    expect(await enter(guardOf(mineAndBad(), next), [header('k')])).toBe('credential_invalid: mine and bad');
    expect(next.asked).toEqual([]);
  });

  it.each([
    ['is nobody’s credential', [notMine()]],
    ['nobody could recognise', []],
  ])('is refused when it %s', async (_, authenticators) => {
    expect(await enter(guardOf(...authenticators), [header('k')])).toMatch(/^credential_invalid: /);
  });

  it('is asked for a credential when there is none', async () => {
    expect(await enter(guardOf(mineAndGood()), [])).toMatch(/^credential_missing: /);
  });

  it('is of no interest on a public route, whatever came with it', async () => {
    const asked = mineAndBad();
    const open = handlerWith({ public: true });
    expect(await enter(guardOf(asked), [header('a'), header('b')], open)).toBeUndefined();
    expect(asked.asked).toEqual([]);
  });

  it('is asked where the route declares nothing', async () => {
    expect(await enter(guardOf(mineAndGood()), [], handlerWith())).toMatch(/^credential_missing: /);
  });

  it.each([
    ['one header', [header('k')]],
    ['the other', [bearer('Bearer k')]],
    ['the same key in both', [header('k'), bearer('Bearer k')]],
    ['the same key in both, the scheme in small letters', [bearer('bearer  k'), header('k')]],
    ['the same header twice', [header('k'), header('k')]],
  ])('is one when %s names it', async (_, credentials) => {
    expect(await enter(guardOf(mineAndGood()), credentials)).toMatchObject({ name: 'good' });
  });

  it.each([
    ['two keys', [header('k'), header('l')]],
    ['two tokens', [bearer('Bearer k'), bearer('Bearer l')]],
    ['a key and another as token', [header('k'), bearer('Bearer l')]],
    ['a key of another case', [header('k'), bearer('Bearer K')]],
    ['a key and an empty header', [header('k'), header('')]],
    ['a key and another scheme', [header('k'), bearer('Basic k')]],
    ['two equal ones and a third', [header('k'), bearer('Bearer k'), header('l')]],
  ])('is ambiguous with %s', async (_, credentials) => {
    const asked = mineAndGood();
    expect(await enter(guardOf(asked), credentials)).toMatch(/^credential_ambiguous: /);
    expect(asked.asked).toEqual([]);
  });
});
