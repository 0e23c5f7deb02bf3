import { IsObject, IsString, Matches } from 'class-validator';

/** The body of `POST /api/analytics-query`, CONTRACT section 3. The parameters have the rules of their type. */
export class AnalyticsQueryDto {
  @IsString()
  @Matches(/^[a-z][a-z0-9_]{0,63}$/, { message: 'query_type must be a query type such as mrr_analysis' })
  query_type!: string;

  @IsObject()
  parameters!: Record<string, unknown>;
}
