import type { Request, Response } from 'express';
import type { PinoLogger } from 'nestjs-pino';
import { routeOf } from './request-context';
import { whenOver } from './when-over';

/** The longest piece of an unknown path that a log line repeats. */
const PATH_SHOWN = 200;

/** Writes one record when the answer is over: who, where, what came of it. No query, no header, no body. */
export function logOnClose(log: PinoLogger, request: Request, response: Response): void {
  whenOver(response, () => {
    const { context } = request;
    const left = !response.writableFinished;
    const record = {
      request_id: context.id,
      client: context.clientAddress,
      key_id: context.principal?.keyId ?? null,
      method: request.method,
      route: routeOf(request) ?? pathOf(request.originalUrl),
      status: left && !response.headersSent ? 499 : response.statusCode,
      outcome: context.refusal === undefined ? (left ? 'client_left' : 'answered') : 'refused',
      code: context.refusal?.code ?? null,
      layer: context.refusal?.layer ?? null,
      ms: Date.now() - context.startedAt,
    };
    if (context.refusal === undefined) log.info(record, 'request');
    else log.warn(record, 'request');
  });
}

function pathOf(target: string): string {
  const end = target.indexOf('?');
  return target.slice(0, Math.min(end === -1 ? target.length : end, PATH_SHOWN));
}
