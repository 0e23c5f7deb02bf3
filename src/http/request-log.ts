import type { Request, Response } from 'express';
import type { PinoLogger } from 'nestjs-pino';
import { routeOf, type RequestContext } from './request-context';
import type { RequestRecord, RequestRecords } from './request-records';
import { whenOver } from './when-over';

/** The longest piece of an unknown path that a log line repeats. */
const PATH_SHOWN = 200;

/**
 * Writes one record when the answer is over, and tells it when its calls are, too: who, where, what came of it. No query and no header; the body is left out by
 * the log unless LOG_BODIES asks for it.
 */
export function logOnClose(
  log: PinoLogger,
  records: RequestRecords,
  request: Request,
  response: Response,
): void {
  whenOver(response, () => {
    const { context } = request;
    const { id: requestId, refusal, shortfall, principal, clientAddress, startedAt } = context;
    const failure = refusal ?? shortfall;
    const left = !response.writableFinished;
    const status = left && !response.headersSent ? 499 : response.statusCode;
    const route = routeOf(request);
    const endedAt = Date.now();
    const outcome = outcomeOf(context, left);
    const { method } = request;
    const record = {
      request_id: requestId,
      client: clientAddress,
      key_id: principal?.keyId ?? null,
      method,
      route: route ?? pathOf(request.originalUrl),
      status,
      outcome,
      code: failure?.code ?? null,
      layer: failure?.layer ?? null,
      ms: endedAt - startedAt,
      body: context.body,
    };
    if (failure === undefined) log.info(record, 'request');
    else log.warn(record, 'request');
    const tell = (): void => {
      records.tell({
        requestId,
        principal,
        clientAddress,
        traceparent: headerOf(request, 'traceparent'),
        method,
        route,
        status,
        outcome,
        failure,
        isFeed: context.isFeed,
        calls: context.calls,
        startedAt,
        endedAt,
      });
    };
    // The calls of a client that left end after it.
    if (context.work === undefined) tell();
    else void context.work.then(tell);
  });
}

/** A header that may come once; several are one to Node, and none of what it should be. */
function headerOf({ headers }: Request, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}

function outcomeOf({ refusal, shortfall }: RequestContext, left: boolean): RequestRecord['outcome'] {
  if (refusal !== undefined) return 'refused';
  if (left) return 'client_left';
  return shortfall === undefined ? 'answered' : 'degraded';
}

function pathOf(target: string): string {
  const end = target.indexOf('?');
  return target.slice(0, Math.min(end === -1 ? target.length : end, PATH_SHOWN));
}
