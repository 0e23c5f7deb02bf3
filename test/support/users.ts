import { createHmac, randomUUID } from 'node:crypto';
import { hash } from '@node-rs/bcrypt';
import { UserStore } from '../../src/auth/users/user.store';
import { randomBase62, type Mode, type Role } from '../../src/kernel';
import { adminOf, callerWith, until } from './admin';
import { post, type Reply } from './ask';
import type { TestGateway } from './gateway';
import { TEST_SECRET } from './gateway';
import { timed } from './timed';

/** Somebody who can log in. */
export interface TestUser {
  readonly id: string;
  readonly username: string;
  readonly password: string;
}

/** What a log-in answers. */
export interface TokenPair {
  readonly access_token: string;
  readonly token_type: string;
  readonly expires_in: number;
  readonly refresh_token: string;
}

/** 2^4 rounds: the least that bcrypt takes. */
const CHEAP = 4;

type Headers = Readonly<Record<string, string>>;
type AnyGateway = Pick<TestGateway, 'url'>;

interface UserRequest {
  readonly username?: string;
  readonly password?: string;
  readonly role?: Role;
  readonly mode?: Mode;
}

/** Puts a user into the store, the password hashed cheaply: hashing as it should be takes a suite minutes. */
export async function createUser({ database }: TestGateway, request: UserRequest = {}): Promise<TestUser> {
  const { username, password, role, mode = 'full' } = someone(request);
  const now = Date.now();
  const user = {
    id: randomBase62(12),
    username,
    passwordHash: await hash(password, CHEAP),
    role,
    mode,
    budget: undefined,
    tokensValidFrom: now,
    createdAt: now,
    updatedAt: now,
  };
  if (!(await new UserStore(database).add(user))) throw new Error(`There is a user ${username} already`);
  return { id: user.id, username, password };
}

/** Makes a user as an administrator does. Rejects when the gateway refuses. */
export async function createUserOverHttp(gateway: TestGateway, request: UserRequest = {}): Promise<TestUser> {
  const user = someone(request);
  const admin = await adminOf(gateway);
  const { status, body, text } = await admin.call<{ id: string }>('POST', '/admin/users', user);
  if (status !== 201) throw new Error(`No user was made: ${String(status)} ${text}`);
  return { id: body.id, username: user.username, password: user.password };
}

function someone(request: UserRequest) {
  return {
    username: `user-${randomUUID()}`,
    password: `pass-${randomUUID()}`,
    role: 'member' as const,
    ...request,
  };
}

export function logIn(
  { url }: AnyGateway,
  username: string,
  password: string,
  headers: Headers = {},
): Promise<Reply<TokenPair>> {
  return post(`${url}/login`, { username, password }, headers);
}

/** Logs in a user who can. Rejects when the gateway refuses. */
export async function tokensOf(gateway: AnyGateway, { username, password }: TestUser): Promise<TokenPair> {
  const { status, body, text } = await logIn(gateway, username, password);
  if (status !== 200) throw new Error(`${username} was not logged in: ${String(status)} ${text}`);
  return body;
}

export function refresh(
  { url }: AnyGateway,
  refreshToken: string,
  headers: Headers = {},
): Promise<Reply<TokenPair>> {
  return post(`${url}/token/refresh`, { refresh_token: refreshToken }, headers);
}

/** `GET /protected` with a credential as a bearer. */
export function whoAmI(gateway: AnyGateway, credential: string): Promise<Reply> {
  return callerWith(gateway, credential)('GET', '/protected');
}

/**
 * Headers that make a request come from an address that no other test has, to a gateway with TRUST_PROXY=1. Not
 * numbered, because test files share a Redis; each is of a /64 of its own.
 */
export function elsewhere(): { readonly 'x-forwarded-for': string } {
  const [one = '', other = ''] = randomUUID().split('-')[0]?.match(/.{4}/g) ?? [];
  return { 'x-forwarded-for': `2001:db8:${one}:${other}::1` };
}

/** Milliseconds until an answer is a 401. */
export async function untilRefused(ask: () => Promise<Reply<unknown>>): Promise<number> {
  const { ms } = await timed(() => until(ask, ({ status }) => status === 401));
  return ms;
}

const SHA: Readonly<Record<string, string>> = { HS384: 'sha384', HS512: 'sha512' };

export interface Forgery {
  readonly secret?: string;
  /** Members of the header besides `alg` and `typ`, or instead of them; a string is the header as it stands. */
  readonly header?: Readonly<Record<string, unknown>> | string;
  /** Signs in place of an HMAC under the secret. */
  readonly sign?: (input: string) => Buffer;
}

/**
 * A token of these claims, made from `node:crypto` alone, so that the gateway is not checked by its own code. A string
 * is the payload as it stands. Signed with the secret of the tests' gateways, if with no other.
 */
export function forge(
  claims: object | string,
  { secret = TEST_SECRET, header = {}, sign }: Forgery = {},
): string {
  const members = typeof header === 'string' ? header : { alg: 'HS256', typ: 'JWT', ...header };
  const hash = SHA[String((members as { alg?: unknown }).alg)] ?? 'sha256';
  const input = [members, claims].map((part) =>
    base64url(typeof part === 'string' ? part : JSON.stringify(part)),
  );
  const signed = input.join('.');
  const signature = sign?.(signed) ?? createHmac(hash, secret).update(signed).digest();
  return `${signed}.${signature.toString('base64url')}`;
}

export function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}

/** What a part of a token says, unchecked: 0 is the header, 1 the claims. */
export function partOf(token: string, part: 0 | 1): Readonly<Record<string, unknown>> {
  const text = Buffer.from(token.split('.')[part] ?? '', 'base64url').toString();
  return JSON.parse(text) as Readonly<Record<string, unknown>>;
}
