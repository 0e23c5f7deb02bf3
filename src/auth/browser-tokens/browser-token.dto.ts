import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsIn,
  IsInt,
  IsNumber,
  IsString,
  Length,
  Matches,
  Max,
  Min,
} from 'class-validator';
import { Is, Optional } from '../../http';
import { CAPABILITY_NAMES, isOrigin, MODES, ROLES, type Mode, type Role } from '../../kernel';
import { IsUsd } from '../budget.dto';
import { MODEL, QUERY_TYPE } from '../keys/key.dto';

const MOST_ENTRIES = 100;
const REQUESTS = 1_000_000;
const USD_HIGHEST = 1_000_000;

/** The body of `POST /api/tokens`, CONTRACT section 3. What is left out is as the minter has it. */
export class MintDto {
  @IsString()
  @Is('origin', isOrigin, 'must be one origin as browsers send it, such as https://app.example.com')
  origin!: string;

  @IsInt()
  @Min(60)
  @Max(900)
  ttl_seconds!: number;

  @Optional()
  @IsIn(ROLES)
  role?: Role;

  @Optional()
  @IsIn(MODES)
  mode?: Mode;

  @Optional()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(MOST_ENTRIES)
  @Matches(QUERY_TYPE, { each: true, message: 'query_types must be query types such as mrr_analysis' })
  query_types?: string[];

  @Optional()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(MOST_ENTRIES)
  @Matches(MODEL, { each: true, message: 'models must be model ids such as claude-sonnet-5-5' })
  models?: string[];

  /** None where it is left out. */
  @Optional()
  @IsArray()
  @ArrayMaxSize(MOST_ENTRIES)
  @IsIn(CAPABILITY_NAMES, { each: true })
  capabilities?: string[];

  @Optional()
  @IsInt()
  @Min(1)
  @Max(REQUESTS)
  max_requests?: number;

  @Optional()
  @IsNumber()
  @IsUsd()
  @Min(0.000001)
  @Max(USD_HIGHEST)
  max_cost_usd?: number;

  /** Whom the page serves, in the backend's words. */
  @Optional()
  @IsString()
  @Length(1, 200)
  @Matches(/^[\p{L}\p{N} ._@:/+-]+$/u, {
    message: 'subject must be letters, digits, spaces or any of ._@:/+-',
  })
  subject?: string;
}
