import { IsIn, Matches } from 'class-validator';
import { Optional } from '../../http';

/** Never `.` or `..`: it stands in a path. */
export const MODEL_ID = /^[A-Za-z0-9][A-Za-z0-9._:@-]{0,99}$/;

/** The paging of Claude's `GET /v1/models`. */
export class ModelsQuery {
  @Optional()
  @Matches(/^(?:[1-9]\d{0,2}|1000)$/, { message: 'limit must be a number from 1 to 1000' })
  limit?: string;

  @Optional()
  @Matches(MODEL_ID, { message: 'after_id must be a model id' })
  after_id?: string;

  @Optional()
  @Matches(MODEL_ID, { message: 'before_id must be a model id' })
  before_id?: string;

  @Optional()
  @IsIn(['true'])
  beta?: 'true';
}
