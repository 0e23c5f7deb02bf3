import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsObject, IsString, Length, ValidateNested } from 'class-validator';
import { Describe } from '../http';

const LONGEST = 2000;
const MOST_ACTIONS = 8;

const ROOT_CAUSES = [
  'provider_outage',
  'provider_limits',
  'provider_credentials',
  'store_outage',
  'gateway_fault',
  'overload',
  'budget_exhausted',
  'rate_limits',
  'credentials',
  'permissions',
  'client_mistakes',
  'attack',
  'unknown',
] as const;
const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;

/** What is behind the errors, in terms that a program can act on. */
export class ErrorInsight {
  @IsIn(ROOT_CAUSES)
  @Describe('The one cause that explains most of it.')
  root_cause_id!: (typeof ROOT_CAUSES)[number];

  @IsIn(SEVERITIES)
  @Describe('How bad it is for the users of the gateway now.')
  severity!: (typeof SEVERITIES)[number];

  @IsArray()
  @ArrayMaxSize(MOST_ACTIONS)
  @IsString({ each: true })
  @Length(1, LONGEST, { each: true })
  @Describe('What the operator should do, the most urgent first, one sentence each.')
  action!: string[];
}

/** What Claude fills in, as a structured output of the Messages API. */
export class ErrorSummaryForm {
  @IsString()
  @Length(1, LONGEST)
  @Describe('What went wrong, where and since when, in two to five sentences of plain text.')
  summary_text!: string;

  @IsObject()
  @ValidateNested()
  @Type(() => ErrorInsight)
  @Describe('The conclusion.')
  structured_insight!: ErrorInsight;
}
