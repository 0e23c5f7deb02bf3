import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { GatewayError } from '../kernel';
import { declaredOn, requestOf } from './execution';
import { shortened } from './shortened';

const TAKES_QUERY = 'sallyport:takes-query';

/** Declares that a route takes query parameters; the DTO of its `@Query()` says which. */
export const TakesQuery = (): MethodDecorator => SetMetadata(TAKES_QUERY, true);

/**
 * Refuses query parameters where none are declared: what is not read must not look as if it were. Routes for anyone
 * are spared, since probes and caches append what they like.
 */
@Injectable()
export class QueryGuard implements CanActivate {
  /** @throws GatewayError `validation_failed` */
  canActivate(context: ExecutionContext): boolean {
    const { query, context: asked } = requestOf(context);
    const [name] = Object.keys(query);
    if (name === undefined || asked.principal === undefined) return true;
    if (declaredOn(context.getHandler(), TAKES_QUERY) === true) return true;
    const field = shortened(name);
    const message = 'is not a known query parameter';
    throw new GatewayError('validation_failed', `\`${field}\` ${message}; this route takes none`, {
      extras: { fields: [field], violations: [{ field, rule: 'unknown', message }] },
    });
  }
}
