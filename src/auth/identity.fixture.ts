import { JwtService } from '@nestjs/jwt';
import { configOf } from '../config/config.fixture';
import { FixedClock } from '../kernel/clock.fixture';
import { SecretKeys } from '../secrets';
import { RedisConnection, type Database } from '../storage';
import { windowsOver } from '../windows/windows.fixture';
import { BrowserTokenHolders } from './browser-tokens/browser-token.holders';
import { BrowserTokenStore } from './browser-tokens/browser-token.store';
import { BrowserTokens } from './browser-tokens/browser-tokens';
import { keySecretsOf, keysOf } from './keys/keys.fixture';
import { ListedOrigins } from './origins/listed-origins';
import { Revocations } from './revocations';
import { LoginLimits } from './sessions/login-limits';
import { LoginService } from './sessions/login.service';
import { SessionStore } from './sessions/session.store';
import { Sessions, SessionStores } from './sessions/sessions';
import { RevokedTokens } from './tokens/revoked-tokens';
import { TokenKeys } from './tokens/token-keys';
import { Tokens } from './tokens/tokens';
import { CheapPasswords } from './users/users.fixture';
import { UserAdministration } from './users/user-administration';
import { UserDirectory } from './users/user-directory';
import { UserStore } from './users/user.store';

export type IdentityOf = ReturnType<typeof identityOf>;

/**
 * Keys, people, tokens and log-ins over a real store, as one gateway has them. Two of them on one store are two
 * replicas. The clock stands still at the present, because the JWT library has a clock of its own.
 */
export function identityOf(
  database: Database,
  env: Readonly<Record<string, string>> = {},
  clock = new FixedClock(Date.now()),
  revocations = new Revocations(new RedisConnection(undefined)),
) {
  const config = configOf(env);
  const { secretKey, previousSecretKey } = config.secrets;
  const keys = keysOf(database, keySecretsOf(secretKey, previousSecretKey), clock, revocations);
  const users = new UserStore(database);
  const passwords = new CheapPasswords();
  const tokens = new Tokens(
    new JwtService(),
    new TokenKeys(SecretKeys.of(secretKey, previousSecretKey)),
    clock,
  );
  const revoked = new RevokedTokens(database, revocations, clock);
  const directory = new UserDirectory(users, revoked, revocations);
  const stores = new SessionStores(new SessionStore(database, clock), revoked, users);
  const sessions = new Sessions(stores, tokens, clock, config);
  const limits = new LoginLimits(windowsOver(undefined, clock));
  const browserTokenStore = new BrowserTokenStore(database, clock);
  const origins = new ListedOrigins(keys.keys, browserTokenStore, revocations, config);
  return {
    clock,
    config,
    revocations,
    keys,
    users,
    passwords,
    people: new UserAdministration(users, passwords, clock, revocations),
    tokens,
    revoked,
    directory,
    sessionStore: stores.sessions,
    sessions,
    limits,
    logins: new LoginService(users, passwords, limits, sessions),
    browserTokenStore,
    origins,
    browserTokens: new BrowserTokens(tokens, browserTokenStore, clock, origins),
    holders: new BrowserTokenHolders(keys.verifier, directory, revoked, revocations),
  };
}
