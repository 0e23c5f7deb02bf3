import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { MODES, ROLES, type Mode, type Role } from '../../src/kernel';
import { callerWith, idOf } from './admin';
import type { Reply } from './ask';
import { logIn, type TestUser } from './users';

export const MODELS = ['claude-sonnet-5-5', 'claude-haiku-5-5', 'claude-opus-5-5'];
export const TYPES = ['mrr_analysis', 'churn_analysis', 'cohort_analysis'];
export const RULES = [
  [],
  ['*'],
  ['https://app.example.com'],
  ['https://*.example.org'],
  ['https://sub.example.org'],
];
export const HOUR = 3_600_000;
const PAGES = ['https://app.example.com', 'https://sub.example.org', 'https://elsewhere.test'];

/** Something that the attacker got hold of. */
export interface Loot {
  readonly bearer: string;
  /** The id of a key. */
  readonly id?: string;
  /** The page that it is used from. */
  page?: string | undefined;
}

export const STEPS = ['mint', 'create', 'change', 'rotate', 'make a user', 'take over a user'] as const;

interface Wish {
  readonly role?: Role;
  readonly mode?: Mode;
  readonly models?: string[];
  readonly query_types?: string[];
  readonly allowed_origins?: string[];
  /** Milliseconds from now. */
  readonly lasts?: number | null;
  /** Of a token. */
  readonly origin?: string;
}

export interface Step {
  readonly kind: (typeof STEPS)[number];
  /** Which of the loot is used, and which key is meant: counted round and round. */
  readonly actor: number;
  readonly target: number;
  readonly wish: Wish;
}

export const anyStep: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom(...STEPS),
  actor: fc.nat(20),
  target: fc.nat(20),
  wish: fc.record(
    {
      role: fc.constantFrom(...ROLES),
      mode: fc.constantFrom(...MODES),
      models: fc.subarray(MODELS),
      query_types: fc.subarray(TYPES),
      allowed_origins: fc.constantFrom(...RULES),
      lasts: fc.constantFrom(null, HOUR / 2, 2 * HOUR),
      origin: fc.constantFrom(...PAGES),
    },
    { requiredKeys: [] },
  ),
});

/** Somebody who starts with one key and uses whatever it yields. */
export class Attack {
  readonly loot: Loot[];
  /** Ids that keys are tried under. */
  readonly #ids: string[];

  /** @param strangers somebody else's key and user, who may do everything */
  constructor(
    private readonly gateway: { readonly url: string },
    root: { readonly key: string; readonly origins: readonly string[] },
    private readonly strangers: { readonly key: string; readonly user: TestUser },
  ) {
    this.loot = [{ bearer: root.key, id: idOf(root.key), page: pageOf(root.origins) }];
    this.#ids = [idOf(strangers.key), idOf(root.key)];
  }

  async take({ kind, actor, target, wish }: Step): Promise<void> {
    const by = this.loot[actor % this.loot.length] as Loot;
    const id = this.#ids[target % this.#ids.length] ?? '';
    const { origin = PAGES[0], lasts, allowed_origins, ...token } = wish;
    const end = typeof lasts === 'number' ? new Date(Date.now() + lasts).toISOString() : lasts;
    const settings = { ...token, allowed_origins, expires_at: end };
    switch (kind) {
      case 'mint': {
        const request = { ...token, origin, ttl_seconds: 900 };
        const { body } = await this.use<{ access_token?: string }>(by, 'POST', '/api/tokens', request);
        if (body.access_token !== undefined) this.loot.push({ bearer: body.access_token, page: origin });
        return;
      }
      case 'create':
        this.#keep(await this.use(by, 'POST', '/admin/keys', { name: 'loot', role: 'member', ...settings }));
        return;
      case 'change':
        this.#keep(await this.use(by, 'PATCH', `/admin/keys/${id}`, settings));
        return;
      case 'rotate':
        this.#keep(await this.use(by, 'POST', `/admin/keys/${id}/rotate`, { grace_seconds: 60 }));
        return;
      case 'make a user': {
        const { role = 'member', mode } = wish;
        const user = { username: `loot-${randomUUID()}`, password: 'correct horse' };
        const { status } = await this.use(by, 'POST', '/admin/users', { ...user, role, mode });
        if (status === 201) await this.#logIn(user);
        return;
      }
      case 'take over a user': {
        const user = { ...this.strangers.user, password: 'taken over' };
        const { password } = user;
        const { status } = await this.use(by, 'PATCH', `/admin/users/${user.id}`, { password });
        if (status === 200) await this.#logIn(user);
      }
    }
  }

  use<T = Readonly<Record<string, unknown>>>(
    { bearer, page }: Loot,
    method: string,
    path: string,
    body?: object,
  ): Promise<Reply<T>> {
    return callerWith(this.gateway, bearer)(method, path, body, page === undefined ? {} : { origin: page });
  }

  /** A key that came with an answer; a change of one changes from where it is used. */
  #keep({ body }: Reply<{ id?: string; key?: string; allowed_origins?: string[] }>): void {
    const { id, key, allowed_origins: origins = [] } = body;
    if (id === undefined) return;
    if (key !== undefined) this.loot.push({ bearer: key, id });
    if (!this.#ids.includes(id)) this.#ids.push(id);
    for (const one of this.loot) if (one.id === id) one.page = pageOf(origins);
  }

  async #logIn({ username, password }: Omit<TestUser, 'id'>): Promise<void> {
    const { status, body, text } = await logIn(this.gateway, username, password);
    if (status !== 200) throw new Error(`${username} was not logged in: ${text}`);
    this.loot.push({ bearer: body.access_token });
  }
}

/** A page that a key of these origins works from; none where it needs none. */
function pageOf(origins: readonly string[]): string | undefined {
  return origins.includes('*') ? undefined : origins[0]?.replace('*.', 'sub.');
}
