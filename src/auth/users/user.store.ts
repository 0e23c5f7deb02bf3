import { Injectable } from '@nestjs/common';
import type { Mode, Role } from '../../kernel';
import { Database, type Queries, type UserRow } from '../../storage';
import { budgetColumns, budgetOfColumns } from '../budget';
import { requireAdminUser } from '../last-admin';
import type { Page, Paging } from '../paging';
import { folded, type User } from './user';

/** The table of users. Each call raises `store_unavailable` when the database does not answer. */
@Injectable()
export class UserStore {
  constructor(private readonly database: Database) {}

  find(id: string): Promise<User | undefined> {
    return this.database.attempt(async (db) => one(db, 'id', id));
  }

  named(username: string): Promise<User | undefined> {
    return this.database.attempt(async (db) => one(db, 'username_folded', folded(username)));
  }

  /** Whether nobody can log in. */
  async isEmpty(): Promise<boolean> {
    const someone = await this.database.attempt((db) =>
      db.selectFrom('users').select('id').limit(1).executeTakeFirst(),
    );
    return someone === undefined;
  }

  async page(paging: Paging<'created_at' | 'username'>): Promise<Page<User>> {
    const { column, limit, offset } = paging;
    const order = paging.descending ? 'desc' : 'asc';
    return this.database.attempt(async (db) => {
      const count = db.selectFrom('users').select((rows) => rows.fn.countAll<number>().as('total'));
      const page = db.selectFrom('users').selectAll().orderBy(column, order).orderBy('id', order);
      const { total } = await count.executeTakeFirstOrThrow();
      return { rows: (await page.limit(limit).offset(offset).execute()).map(fromRow), total };
    });
  }

  /**
   * Whether the name was free.
   * @param also what happens with it, in the same transaction
   */
  add(user: User, also?: (db: Queries) => Promise<void>): Promise<boolean> {
    return this.database.transaction(async (db) => {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('users')
        .values(toRow(user))
        .onConflict((conflict) => conflict.column('username_folded').doNothing())
        .executeTakeFirst();
      const isAdded = numInsertedOrUpdatedRows === 1n;
      if (isAdded) await also?.(db);
      return isAdded;
    });
  }

  /**
   * Changes a user by what `decide` makes of it, or deletes it; nobody else changes it in between. Whoever is changed
   * so that old tokens are no longer good is logged out everywhere. Undefined: no such user.
   * @param also what happens with it, in the same transaction
   * @throws GatewayError `last_admin` when no administrator would be left, or what `decide` throws
   */
  change(
    id: string,
    decide: (user: User) => User | undefined,
    also?: (before: User, after: User | undefined, db: Queries) => Promise<void>,
  ): Promise<User | undefined> {
    return this.database.exclusively(async (db) => {
      const before = await one(db, 'id', id);
      if (before === undefined) return undefined;
      const after = decide(before);
      if (after === undefined) await db.deleteFrom('users').where('id', '=', id).execute();
      else await db.updateTable('users').set(toRow(after)).where('id', '=', id).execute();
      if (after?.tokensValidFrom !== before.tokensValidFrom)
        await db.deleteFrom('sessions').where('user_id', '=', id).execute();
      if (isAdmin(before) && !isAdmin(after)) await requireAdminUser(db);
      await also?.(before, after, db);
      return after ?? before;
    });
  }
}

function isAdmin(user: User | undefined): boolean {
  return user?.role === 'admin' && user.mode === 'full';
}

async function one(db: Queries, column: 'id' | 'username_folded', value: string): Promise<User | undefined> {
  const row = await db.selectFrom('users').selectAll().where(column, '=', value).executeTakeFirst();
  return row === undefined ? undefined : fromRow(row);
}

function toRow(user: User): UserRow {
  return {
    id: user.id,
    username: user.username,
    username_folded: folded(user.username),
    password_hash: user.passwordHash,
    role: user.role,
    mode: user.mode,
    ...budgetColumns(user.budget),
    tokens_valid_from: user.tokensValidFrom,
    created_at: user.createdAt,
    updated_at: user.updatedAt,
  };
}

function fromRow(row: UserRow): User {
  return {
    id: row.id,
    username: row.username,
    passwordHash: row.password_hash,
    role: row.role as Role,
    mode: row.mode as Mode,
    budget: budgetOfColumns(row),
    tokensValidFrom: row.tokens_valid_from,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
