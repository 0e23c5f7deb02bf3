import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { Is, isInstant, Optional } from '../../http';
import {
  CAPABILITY_NAMES,
  isOriginRule,
  MODES,
  ON_DISCONNECT,
  parseNetwork,
  ROLES,
  type Mode,
  type OnDisconnect,
  type Role,
} from '../../kernel';
import { BudgetDto } from '../budget.dto';
import { PagingQuery } from '../paging';

const MOST_ENTRIES = 100;
const REQUESTS = 1_000_000_000;
const DAY_SECONDS = 86_400;
const CONCURRENCY_HIGHEST = 100_000;
const GRACE_LONGEST_SECONDS = 7 * DAY_SECONDS;

const NAME = /^[\p{L}\p{N} ._@:/-]{1,80}$/u;
const NAME_RULE = 'must be 1 to 80 letters, digits, spaces or any of ._@:/-';

export const MODEL = /^[A-Za-z0-9._-]{1,100}$/;
export const QUERY_TYPE = /^[a-z][a-z0-9_]{0,63}$/;

class RateLimitDto {
  @IsInt()
  @Min(1)
  @Max(REQUESTS)
  max_requests!: number;

  @IsInt()
  @Min(1)
  @Max(DAY_SECONDS)
  window_seconds!: number;
}

/** The bounds of a key; null takes one away. */
class KeyBoundsDto {
  @Optional()
  @IsIn(MODES)
  mode?: Mode;

  @Optional()
  @IsArray()
  @ArrayMaxSize(MOST_ENTRIES)
  @Is(
    'network',
    (text) => parseNetwork(text) !== undefined,
    'must be addresses or CIDR networks such as 10.0.0.0/8 or 2001:db8::/32',
    { each: true },
  )
  allowed_ips?: string[];

  @Optional()
  @IsArray()
  @ArrayMaxSize(MOST_ENTRIES)
  @Is(
    'origin',
    (text) => text === '*' || isOriginRule(text),
    'must be origins as browsers send them, such as https://app.example.com or https://*.example.com, or *',
    { each: true },
  )
  allowed_origins?: string[];

  @Optional()
  @IsArray()
  @ArrayMaxSize(MOST_ENTRIES)
  @Matches(MODEL, { each: true, message: 'models must be model ids such as claude-sonnet-5-5' })
  models?: string[];

  @Optional()
  @IsArray()
  @ArrayMaxSize(MOST_ENTRIES)
  @Matches(QUERY_TYPE, { each: true, message: 'query_types must be query types such as mrr_analysis' })
  query_types?: string[];

  /** Empty is strict: ordinary requests to Claude's own API only. */
  @Optional()
  @IsArray()
  @ArrayMaxSize(MOST_ENTRIES)
  @IsIn(CAPABILITY_NAMES, { each: true })
  capabilities?: string[];

  /** What becomes of a call whose client leaves. */
  @Optional()
  @IsIn(ON_DISCONNECT)
  on_disconnect?: OnDisconnect;

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => RateLimitDto)
  rate_limit?: RateLimitDto | null;

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => BudgetDto)
  budget?: BudgetDto | null;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(CONCURRENCY_HIGHEST)
  max_concurrency?: number | null;

  @IsOptional()
  @Is('time', isInstant, 'must be an ISO 8601 time with its zone, such as 2027-01-31T12:00:00Z, or a date')
  expires_at?: string | null;

  @Optional()
  @IsBoolean()
  require_signature?: boolean;
}

/** The body of `POST /admin/keys`, CONTRACT section 3. */
export class CreateKeyDto extends KeyBoundsDto {
  @Is('name', (text) => NAME.test(text), NAME_RULE)
  name!: string;

  @IsIn(ROLES)
  role!: Role;
}

/** The body of `PATCH /admin/keys/:id`; what it leaves out stays. */
export class ChangeKeyDto extends KeyBoundsDto {
  @Optional()
  @Is('name', (text) => NAME.test(text), NAME_RULE)
  name?: string;

  @Optional()
  @IsIn(ROLES)
  role?: Role;
}

/** The body of `POST /admin/keys/:id/rotate`. */
export class RotateKeyDto {
  /** How long the old secrets stay good. */
  @Optional()
  @IsInt()
  @Min(0)
  @Max(GRACE_LONGEST_SECONDS)
  grace_seconds?: number;
}

export class KeyListQuery extends PagingQuery {
  @Optional()
  @IsIn(['created_at', '-created_at', 'name', '-name'])
  override sort?: string;
}
