import { Injectable } from '@nestjs/common';
import {
  Clock,
  GatewayError,
  randomBase62,
  type BudgetPolicy,
  type Mode,
  type Principal,
  type Role,
} from '../../kernel';
import { actorOf, BOOTSTRAP, CLI, recordAct, type Actor } from '../acts';
import { requireWithin } from '../grants';
import type { Page, Paging } from '../paging';
import { Revocations } from '../revocations';
import { nextStamp } from '../tokens/stamp';
import { Passwords } from './passwords';
import { rightsOfUser, type User } from './user';
import { userAct } from './user-acts';
import { UserStore } from './user.store';

export interface NewUser {
  readonly username: string;
  readonly password: string;
  readonly role: Role;
  readonly mode: Mode;
  readonly budget?: BudgetPolicy | undefined;
}

/** What a change of a user says; what it leaves out stays. */
export interface UserChange {
  readonly password?: string | undefined;
  readonly role?: Role | undefined;
  readonly mode?: Mode | undefined;
  /** Null takes it away. */
  readonly budget?: BudgetPolicy | null | undefined;
}

/** A user with a password that nobody chose, for the only time that it can be shown. */
export interface MadeUpLogin {
  readonly username: string;
  readonly password: string;
}

const FIRST_USERNAME = 'admin';
/** 142 bits. */
const PASSWORD_LENGTH = 24;

/** As long as the id of a key. */
const ID_LENGTH = 12;

/**
 * Users as an administrator makes, changes and ends them. Nobody grants more than they have, the last administrator
 * stays, and a change of role, mode or password logs the user out everywhere. Each change is put on record with the
 * request that asked for it.
 */
@Injectable()
export class UserAdministration {
  constructor(
    private readonly users: UserStore,
    private readonly passwords: Passwords,
    private readonly clock: Clock,
    private readonly revocations: Revocations,
  ) {}

  /** @throws GatewayError `already_exists` */
  async create(grantor: Principal, user: NewUser, requestId: string | null = null): Promise<User> {
    const { role, mode, budget } = user;
    requireWithin(grantor, rightsOfUser({ role, mode, budget }));
    return this.add(user, actorOf(grantor, requestId));
  }

  /** Adds a user on nobody's behalf, as the bootstrap does. @throws GatewayError `already_exists` */
  async add({ username, password, role, mode, budget }: NewUser, by: Actor = BOOTSTRAP): Promise<User> {
    const passwordHash = await this.passwords.hash(password);
    const now = this.clock.now();
    const user: User = {
      id: randomBase62(ID_LENGTH),
      username,
      passwordHash,
      role,
      mode,
      budget,
      tokensValidFrom: nextStamp(now),
      createdAt: now,
      updatedAt: now,
    };
    const act = userAct('user.created', undefined, user);
    if (await this.users.add(user, (db) => recordAct(db, by, act, now))) return user;
    throw new GatewayError('already_exists', 'That user name is taken', { extras: { fields: ['username'] } });
  }

  /** Makes an administrator where nobody can log in yet; undefined where somebody can. */
  async addFirst(): Promise<MadeUpLogin | undefined> {
    return (await this.users.isEmpty()) ? this.renewLogin(FIRST_USERNAME, BOOTSTRAP) : undefined;
  }

  /**
   * Gives a user another password, and logs them out everywhere; where nobody has the name, makes an administrator of it. On
   * behalf of whoever runs this machine.
   */
  async renewLogin(username: string, by: Actor = CLI): Promise<MadeUpLogin> {
    const password = randomBase62(PASSWORD_LENGTH);
    const known = await this.users.named(username);
    if (known === undefined) {
      await this.add({ username, password, role: 'admin', mode: 'full' }, by);
      return { username, password };
    }
    const passwordHash = await this.passwords.hash(password);
    await this.#alter(by, 'user.changed', known.id, (user) => {
      const now = this.clock.now();
      return { ...user, passwordHash, updatedAt: now, tokensValidFrom: nextStamp(now, user.tokensValidFrom) };
    });
    return { username: known.username, password };
  }

  page(paging: Paging<'created_at' | 'username'>): Promise<Page<User>> {
    return this.users.page(paging);
  }

  async one(id: string): Promise<User> {
    return found(await this.users.find(id));
  }

  /** @throws GatewayError `last_admin`, `not_found`, or of a layer that forbids the grant */
  async change(
    grantor: Principal,
    id: string,
    { password, role, mode, budget }: UserChange,
    requestId: string | null = null,
  ): Promise<User> {
    const passwordHash = password === undefined ? undefined : await this.passwords.hash(password);
    const changed = await this.#alter(actorOf(grantor, requestId), 'user.changed', id, (user) => {
      const next = {
        ...user,
        role: role ?? user.role,
        mode: mode ?? user.mode,
        budget: budget === undefined ? user.budget : (budget ?? undefined),
        passwordHash: passwordHash ?? user.passwordHash,
      };
      requireWithin(grantor, rightsOfUser(next));
      const now = this.clock.now();
      const isOther =
        next.role !== user.role || next.mode !== user.mode || next.passwordHash !== user.passwordHash;
      return {
        ...next,
        updatedAt: now,
        tokensValidFrom: isOther ? nextStamp(now, user.tokensValidFrom) : user.tokensValidFrom,
      };
    });
    return found(changed);
  }

  /** @throws GatewayError `last_admin` or `not_found` */
  async delete(by: Principal, id: string, requestId: string | null = null): Promise<void> {
    found(await this.#alter(actorOf(by, requestId), 'user.deleted', id, () => undefined));
  }

  async #alter(
    by: Actor,
    action: string,
    id: string,
    decide: (user: User) => User | undefined,
  ): Promise<User | undefined> {
    const changed = await this.users.change(id, decide, (before, after, db) =>
      recordAct(db, by, userAct(action, before, after), this.clock.now()),
    );
    this.revocations.announce();
    return changed;
  }
}

function found(user: User | undefined): User {
  if (user === undefined) throw new GatewayError('not_found', 'There is no user with that id');
  return user;
}
