import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiError } from './api-error';
import { Control, CONTROL_PREFIX } from './control';
import { checkCredential, requireVersion } from './credential';
import { jsonHeaders } from './headers';
import { infer } from './inference';
import { describeModel, listModels } from './models';
import { Outlet } from './outlet';
import { Recorder } from './recorder';
import { refuse } from './refuse';
import { readBody } from './request-body';
import { TroubleQueue } from './trouble-queue';

/** 32 MiB, the documented request size of the Messages API. */
const MOST_BODY_BYTES = 32 * 1024 * 1024;

/** One running simulator's routes, and the little state behind them. */
export class Router {
  private readonly queue = new TroubleQueue();
  private readonly recorder = new Recorder();
  private readonly control: Control | undefined;
  private served = 0;

  /** @param withControl serves `/_simulator`, and records requests for it */
  constructor(withControl: boolean) {
    this.control = withControl ? new Control(this.queue, this.recorder) : undefined;
  }

  /** Answers one request; never throws. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const outlet = new Outlet(response);
    this.served += 1;
    const requestId = `req_sim_${String(this.served).padStart(12, '0')}`;
    try {
      await this.route(request, response, outlet, requestId);
    } catch (error) {
      refuse(outlet, error, requestId, jsonHeaders(requestId));
    }
  }

  private async route(
    request: IncomingMessage,
    response: ServerResponse,
    outlet: Outlet,
    requestId: string,
  ): Promise<void> {
    const { path, query } = splitTarget(request.url ?? '');
    switch (`${request.method ?? ''} ${path}`) {
      case 'POST /v1/messages':
        return this.inference(request, response, outlet, { requestId, counting: false });
      case 'POST /v1/messages/count_tokens':
        return this.inference(request, response, outlet, { requestId, counting: true });
      case 'HEAD /': {
        outlet.send(200, { 'request-id': requestId }, '');
        return;
      }
    }
    const body =
      this.control !== undefined && path.startsWith(CONTROL_PREFIX)
        ? await this.control.handle(request, path, query)
        : models(request, path, query);
    outlet.send(200, jsonHeaders(requestId), JSON.stringify(body));
  }

  private async inference(
    message: IncomingMessage,
    response: ServerResponse,
    outlet: Outlet,
    about: { readonly requestId: string; readonly counting: boolean },
  ): Promise<void> {
    const now = Date.now();
    const read = await readBody(message, MOST_BODY_BYTES);
    if (read.state === 'left') return;
    const text = read.bytes.toString('utf8');
    if (this.control !== undefined) {
      const settle = this.recorder.record(about.requestId, message, read.bytes, text, now);
      response.once('close', () => {
        settle(outlet.outcome);
      });
    }
    const tooLarge = read.state === 'too_large';
    await infer(outlet, { ...about, message, text, tooLarge, now }, this.queue);
  }
}

function models({ method, headers }: IncomingMessage, path: string, query: URLSearchParams): unknown {
  const route = /^\/v1\/models(?:\/(?<id>[^/]+))?$/.exec(path);
  if (method !== 'GET' || route === null) throw new ApiError(404, 'Not found');
  checkCredential(headers);
  requireVersion(headers);
  const id = route.groups?.['id'];
  return id === undefined ? listModels(query) : describeModel(decode(id));
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function splitTarget(target: string): { readonly path: string; readonly query: URLSearchParams } {
  const mark = target.indexOf('?');
  if (mark < 0) return { path: target, query: NO_QUERY };
  return { path: target.slice(0, mark), query: new URLSearchParams(target.slice(mark + 1)) };
}

const NO_QUERY = new URLSearchParams();
