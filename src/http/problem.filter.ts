import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import { GatewayError } from '../kernel';
import { requestOf, responseOf } from './execution';
import { sendProblem } from './problem';

/** Turns whatever was thrown into a problem document; what we did not throw ourselves is an `internal_error`. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #log = new Logger('Problem');

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = requestOf(host);
    const response = responseOf(host);
    // The client has left: whatever failed, failed because of that, and nobody reads an answer.
    if (response.closed) return;
    const error = asGatewayError(thrown);
    request.context.refusal = error;
    if (error.status >= 500) {
      this.#log.error(
        { err: error.cause ?? error, code: error.code, request_id: request.context.id },
        error.message,
      );
    }
    if (response.headersSent) response.destroy();
    else sendProblem(response, error);
  }
}

/** Errors of Nest and Express carry a status; everything else is ours to explain, in the log. */
export function asGatewayError(thrown: unknown): GatewayError {
  if (thrown instanceof GatewayError) return thrown;
  if (thrown instanceof HttpException && thrown.getStatus() === 400)
    return new GatewayError('malformed_request', 'The path is not valid percent-encoding', { cause: thrown });
  return new GatewayError('internal_error', 'Something went wrong on our side; report the request_id', {
    cause: thrown,
  });
}
