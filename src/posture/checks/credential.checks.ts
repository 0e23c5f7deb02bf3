import { Injectable } from '@nestjs/common';
import { Passwords } from '../../auth';
import { Database } from '../../storage';
import { Checks, failure, pass, warning, type Check, type Finding } from '../check';
import { DEFAULT_PASSWORDS } from './settings.checks';

/** Of the administrators; a comparison takes some 50 ms. */
const LOOKED_AT = 5;

/** Who can get in. */
@Injectable()
export class CredentialChecks extends Checks {
  readonly all: readonly Check[] = [
    { id: 'administrator', title: 'Somebody administers it', look: () => this.#administrator() },
    {
      id: 'default-passwords',
      title: 'No administrator has a default password',
      slow: true,
      look: () => this.#defaults(),
    },
  ];

  constructor(
    private readonly database: Database,
    private readonly passwords: Passwords,
  ) {
    super();
  }

  async #administrator(): Promise<Finding> {
    const [key, user] = await this.database.attempt((db) =>
      Promise.all([
        db
          .selectFrom('api_keys')
          .select('id')
          .where('role', '=', 'admin')
          .where('revoked_at', 'is', null)
          .executeTakeFirst(),
        db.selectFrom('users').select('id').where('role', '=', 'admin').executeTakeFirst(),
      ]),
    );
    if (key !== undefined || user !== undefined) return pass('There is a credential of an administrator');
    return warning(
      'Nobody can administer this gateway',
      'Make a key: npm run keys -- create --name admin --role admin',
    );
  }

  async #defaults(): Promise<Finding> {
    const admins = await this.database.attempt((db) =>
      db
        .selectFrom('users')
        .select(['username', 'password_hash'])
        .where('role', '=', 'admin')
        .orderBy('created_at')
        .limit(LOOKED_AT)
        .execute(),
    );
    const found: string[] = [];
    for (const { username, password_hash: hash } of admins)
      if (await this.#hasDefault(username, hash)) found.push(username);
    if (found.length > 0)
      return failure(
        `${found.join(', ')} ${found.length > 1 ? 'have passwords' : 'has a password'} that is tried first`,
        'Set another: PATCH /admin/users/:id',
      );
    return pass(`None of the first ${String(LOOKED_AT)} administrators has one`);
  }

  async #hasDefault(username: string, hash: string): Promise<boolean> {
    for (const password of [username, ...DEFAULT_PASSWORDS])
      // One after the other, on one thread: whoever logs in meanwhile has the others.
      if (await this.passwords.inTurn(() => this.passwords.compare(password, hash))) return true;
    return false;
  }
}
