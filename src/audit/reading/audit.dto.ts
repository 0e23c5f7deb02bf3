import { IsIn, Matches } from 'class-validator';
import { PagingQuery } from '../../auth';
import { Instant, Is, Optional } from '../../http';
import { parseAddress } from '../../kernel';

const KINDS = ['request', 'act', 'opened', 'witness', 'lost', 'closed'] as const;
const OUTCOMES = ['answered', 'degraded', 'refused', 'client_left'] as const;
const OWNER = /^[\p{L}\p{N} ._@:/+-]{1,256}$/u;
const NAME = /^[a-z][a-z_.]{0,63}$/;

/** The query of `GET /admin/audit/export`. Times are UTC. */
export class AuditExportQuery {
  /** The first instant; a date is its midnight. */
  @Instant()
  from?: string;

  /** A time is the first instant that is no more among them, a date the last day that is. */
  @Instant()
  to?: string;
}

/** The query of `GET /admin/audit`. Times are UTC; the filters are exact. */
export class AuditQuery extends PagingQuery {
  @Optional()
  @IsIn(['at', '-at'])
  override sort?: string;

  /** The first instant; a date is its midnight. */
  @Instant()
  from?: string;

  /** A time is the first instant that is no more among them, a date the last day that is. */
  @Instant()
  to?: string;

  @Optional()
  @IsIn(KINDS)
  kind?: (typeof KINDS)[number];

  @Optional()
  @Matches(OWNER, { message: 'actor must be an owner such as key:4fK2aB3dEfGh, or cli or bootstrap' })
  actor?: string;

  @Optional()
  @Matches(NAME, { message: 'action must be an act such as key.created' })
  action?: string;

  @Optional()
  @Matches(OWNER, { message: 'target must be what was acted on, such as key:4fK2aB3dEfGh' })
  target?: string;

  @Optional()
  @Matches(/^\/[!-~]{0,199}$/, { message: 'route must be a route such as /api/query' })
  route?: string;

  @Optional()
  @Matches(NAME, { message: 'code must be a code of docs/errors.md such as rate_limited' })
  code?: string;

  @Optional()
  @Matches(NAME, { message: 'layer must be a defence of docs/errors.md such as throttling' })
  layer?: string;

  @Optional()
  @IsIn(OUTCOMES)
  outcome?: (typeof OUTCOMES)[number];

  @Optional()
  @Matches(/^[1-5]\d\d$/, { message: 'status must be an HTTP status such as 403' })
  status?: string;

  @Optional()
  @Is('address', (text) => parseAddress(text) !== undefined, 'must be an IP address such as 192.0.2.7')
  client?: string;

  @Optional()
  @Matches(/^[A-Za-z0-9._-]{8,64}$/, { message: 'request_id must be the id of a request' })
  request_id?: string;
}
