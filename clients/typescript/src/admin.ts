import { path } from './call.js';
import type { CallOptions } from './options.js';
import type { Transport } from './transport.js';
import type {
  AuditList,
  AuditParameters,
  AuditVerdict,
  BudgetParameters,
  BudgetReportList,
  ChangeKey,
  ChangeUser,
  CreateKey,
  CreateUser,
  Key,
  KeyList,
  KeyListParameters,
  KeyWithSecrets,
  NewKey,
  Posture,
  RotateKey,
  UsageParameters,
  UsageReport,
  User,
  UserList,
  UserListParameters,
} from './types.js';

/**
 * What administrators do. What makes or changes something is sent again only where the gateway says that it has done
 * nothing: after a lost connection look first what is there.
 */
export class Admin {
  readonly #transport: Transport;
  readonly keys: Keys;
  readonly users: Users;
  readonly audit: Audit;

  constructor(transport: Transport) {
    this.#transport = transport;
    this.keys = new Keys(transport);
    this.users = new Users(transport);
    this.audit = new Audit(transport);
  }

  /** The usage of everybody. */
  usage(query?: UsageParameters, options?: CallOptions): Promise<UsageReport> {
    return this.#transport.send({ method: 'GET', path: '/admin/usage', query }, options);
  }

  /** Every budget, with what its period will have cost at the pace so far. */
  budgets(query?: BudgetParameters, options?: CallOptions): Promise<BudgetReportList> {
    return this.#transport.send({ method: 'GET', path: '/admin/budgets', query }, options);
  }

  /** What is left to do before going live. */
  posture(options?: CallOptions): Promise<Posture> {
    return this.#transport.send({ method: 'GET', path: '/admin/posture' }, options);
  }
}

export class Keys {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  list(query?: KeyListParameters, options?: CallOptions): Promise<KeyList> {
    return this.#transport.send({ method: 'GET', path: '/admin/keys', query }, options);
  }

  get(id: string, options?: CallOptions): Promise<Key> {
    return this.#transport.send({ method: 'GET', path: path`/admin/keys/${id}` }, options);
  }

  /** The answer shows the key, and its signing secret if it has one, this once. */
  create(body: CreateKey, options?: CallOptions): Promise<NewKey> {
    return this.#transport.send({ method: 'POST', path: '/admin/keys', body }, options);
  }

  update(id: string, body: ChangeKey, options?: CallOptions): Promise<KeyWithSecrets> {
    return this.#transport.send({ method: 'PATCH', path: path`/admin/keys/${id}`, body }, options);
  }

  /** Another secret for the same key, which is shown this once; the one before works for `grace_seconds` more. */
  rotate(id: string, body: RotateKey = {}, options?: CallOptions): Promise<NewKey> {
    return this.#transport.send({ method: 'POST', path: path`/admin/keys/${id}/rotate`, body }, options);
  }

  /** At once, and for good. */
  revoke(id: string, options?: CallOptions): Promise<Key> {
    const call = { method: 'POST', path: path`/admin/keys/${id}/revoke`, repeatable: true } as const;
    return this.#transport.send(call, options);
  }

  delete(id: string, options?: CallOptions): Promise<void> {
    return this.#transport.send({ method: 'DELETE', path: path`/admin/keys/${id}` }, options);
  }
}

export class Users {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  list(query?: UserListParameters, options?: CallOptions): Promise<UserList> {
    return this.#transport.send({ method: 'GET', path: '/admin/users', query }, options);
  }

  get(id: string, options?: CallOptions): Promise<User> {
    return this.#transport.send({ method: 'GET', path: path`/admin/users/${id}` }, options);
  }

  create(body: CreateUser, options?: CallOptions): Promise<User> {
    return this.#transport.send({ method: 'POST', path: '/admin/users', body }, options);
  }

  /** A new password or role ends the user's log-ins. */
  update(id: string, body: ChangeUser, options?: CallOptions): Promise<User> {
    return this.#transport.send({ method: 'PATCH', path: path`/admin/users/${id}`, body }, options);
  }

  delete(id: string, options?: CallOptions): Promise<void> {
    return this.#transport.send({ method: 'DELETE', path: path`/admin/users/${id}` }, options);
  }
}

export class Audit {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  list(query?: AuditParameters, options?: CallOptions): Promise<AuditList> {
    return this.#transport.send({ method: 'GET', path: '/admin/audit', query }, options);
  }

  /** Whether the trail is whole: nothing changed, nothing missing. */
  verify(options?: CallOptions): Promise<AuditVerdict> {
    return this.#transport.send({ method: 'GET', path: '/admin/audit/verify' }, options);
  }
}
