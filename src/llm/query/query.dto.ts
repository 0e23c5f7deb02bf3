import { IsBoolean, IsInt, IsObject, IsString, Length, Matches, Max, Min } from 'class-validator';
import { Optional } from '../../http';

/** Characters of a question. */
const QUESTION_LONGEST = 20_000;
/** The most output tokens that a Claude model offers. */
const MAX_TOKENS_HIGHEST = 128_000;

/** The body of `POST /api/query`, CONTRACT section 3. */
export class QueryDto {
  @IsString()
  @Length(1, QUESTION_LONGEST)
  question!: string;

  /** Data for the model, any JSON object; its length is checked where it is written out. */
  @IsObject()
  context!: Record<string, unknown>;

  @Optional()
  @IsString()
  @Matches(/^[A-Za-z0-9._-]{1,100}$/, { message: 'model must be a model id such as claude-sonnet-5-5' })
  model?: string;

  @Optional()
  @IsInt()
  @Min(1)
  @Max(MAX_TOKENS_HIGHEST)
  max_tokens?: number;

  @Optional()
  @IsBoolean()
  stream?: boolean;

  @Optional()
  @IsString()
  @Matches(/^[A-Za-z0-9_-]{1,64}$/, { message: 'chain_id must be the id of a chain' })
  chain_id?: string;
}
