import { IsIn } from 'class-validator';
import { Optional } from '../../http';

/** SDKs mark requests with betas so. */
export class BetaQuery {
  @Optional()
  @IsIn(['true'])
  beta?: 'true';
}
