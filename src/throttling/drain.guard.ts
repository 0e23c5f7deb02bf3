import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { accessOf, isPublic } from '../auth';
import { Drain, responseOf, whenDone } from '../http';
import { GatewayError } from '../kernel';

/** Takes no new work once the gateway is told to end; probes are still answered. Also counts what is under way. */
@Injectable()
export class DrainGuard implements CanActivate {
  constructor(private readonly drain: Drain) {}

  canActivate(context: ExecutionContext): boolean {
    const response = responseOf(context);
    if (!this.drain.isEnding) {
      if (this.drain.isLeaving) response.shouldKeepAlive = false;
      whenDone(response, this.drain.enter());
      return true;
    }
    response.shouldKeepAlive = false;
    const policy = accessOf(context.getHandler());
    if (isPublic(policy) && policy?.quota === 'free') return true;
    throw new GatewayError('shutting_down', 'This replica is ending; send the request again', {
      extras: { retry_after: 1 },
    });
  }
}
