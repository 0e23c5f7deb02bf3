import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { requestOf } from '../../http';
import { GatewayError, originFits } from '../../kernel';

/**
 * Lets a credential in only from the origins that it was made for, whether or not a browser would have held the
 * request back. `Origin` is all that counts: `Referer` and `Host` are anyone's to write.
 */
@Injectable()
export class OriginGuard implements CanActivate {
  /** @throws GatewayError `origin_denied` */
  canActivate(context: ExecutionContext): boolean {
    const request = requestOf(context);
    const { principal } = request.context;
    if (principal === undefined || principal.origins === 'any') return true;
    const { origin } = request.headers;
    if (principal.origins === 'servers') {
      if (origin === undefined) return true;
      throw denied(
        'This key is for servers, and the request comes from a page; give the page a browser token',
      );
    }
    if (origin === undefined) throw denied('This credential works from pages of its origins only');
    if (principal.origins.some((rule) => originFits(origin, rule))) return true;
    throw denied('This credential does not work from this origin');
  }
}

function denied(detail: string): GatewayError {
  return new GatewayError('origin_denied', detail);
}
