import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { GatewayConfig } from '../config';
import { GatewayError } from '../kernel';
import { readBody, requireLength } from './read-body';
import { parseStrictJson } from './strict-json';

/** What a route reads. A route that declares nothing has no body read. */
export type BodyKind = 'json';

const READS = 'sallyport:reads';

/** Declares the body of a route. */
export const Reads = (kind: BodyKind): MethodDecorator => SetMetadata(READS, kind);

/** The last guard: reads and parses the body, once its sender is known and within limits. */
@Injectable()
export class BodyGuard implements CanActivate {
  readonly #limit: number;

  constructor(
    private readonly reflector: Reflector,
    config: GatewayConfig,
  ) {
    this.#limit = config.http.maxBodyBytes;
  }

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const kind = this.reflector.get<BodyKind | undefined>(READS, context.getHandler());
    if (kind === undefined) return true;
    const http = context.switchToHttp();
    return this.#read(http.getRequest<Request>(), http.getResponse<Response>());
  }

  async #read(request: Request, response: Response): Promise<boolean> {
    requireJson(request);
    requireLength(request, this.#limit);
    if (request.headers.expect !== undefined) response.writeContinue();
    request.body = parseStrictJson(await readBody(request, this.#limit));
    return true;
  }
}

/** `application/json`, in UTF-8 if a charset is named, and not compressed. */
const JSON_TYPE = /^application\/json\s*(?:;\s*charset\s*=\s*"?utf-?8"?\s*)?$/i;

function requireJson({ headers }: Request): void {
  const type = headers['content-type'];
  if (type === undefined || !JSON_TYPE.test(type)) {
    throw new GatewayError('unsupported_media_type', 'Send the header `content-type: application/json`');
  }
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw new GatewayError(
      'unsupported_media_type',
      'Send the body uncompressed, without `content-encoding`',
    );
  }
}
