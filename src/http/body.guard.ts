import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import type { Request, Response } from 'express';
import { GatewayConfig } from '../config';
import { GatewayError } from '../kernel';
import { declaredOn, requestOf, responseOf } from './execution';
import { readBody, requireLength } from './read-body';
import { parseStrictForm } from './strict-form';
import { parseStrictJson } from './strict-json';
import { parseUnambiguousJson } from './unambiguous-json';

/** What a route reads: `message` is a request of Claude's own API. A route that declares nothing has no body read. */
export type BodyKind = 'json' | 'form' | 'message';

const READS = 'sallyport:reads';

/** Declares the body of a route: the kinds that it may come in. */
export const Reads = (...kinds: readonly BodyKind[]): MethodDecorator => SetMetadata(READS, kinds);

/** The last guard: reads and parses the body, once its sender is known and within limits. */
@Injectable()
export class BodyGuard implements CanActivate {
  readonly #limits: Readonly<Record<BodyKind, number>>;

  constructor(config: GatewayConfig) {
    const { maxBodyBytes, maxMessageBytes } = config.http;
    this.#limits = { json: maxBodyBytes, form: maxBodyBytes, message: maxMessageBytes };
  }

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const kinds = declaredOn(context.getHandler(), READS) as readonly BodyKind[] | undefined;
    if (kinds === undefined) return true;
    return this.#read(kinds, requestOf(context), responseOf(context));
  }

  async #read(kinds: readonly BodyKind[], request: Request, response: Response): Promise<boolean> {
    const kind = kindOf(request, kinds);
    const limit = this.#limits[kind];
    requireLength(request, limit);
    if (request.headers.expect !== undefined) response.writeContinue();
    const bytes = await readBody(request, limit);
    request.context.checkBody?.(bytes);
    request.context.body = bytes;
    request.body = await PARSERS[kind](bytes);
    return true;
  }
}

type Fields = Record<string, unknown>;

const PARSERS: Readonly<Record<BodyKind, (bytes: Buffer) => Fields | Promise<Fields>>> = {
  json: parseStrictJson,
  message: parseUnambiguousJson,
  form: parseStrictForm,
};

/** The media type of each kind; in UTF-8 if a charset is named. */
const TYPES: Readonly<Record<BodyKind, string>> = {
  json: 'application/json',
  message: 'application/json',
  form: 'application/x-www-form-urlencoded',
};
const TYPE = /^([\w/+.-]+)\s*(?:;\s*charset\s*=\s*"?utf-?8"?\s*)?$/i;

/** The kind that a body says it is; it must not be compressed. */
function kindOf({ headers }: Request, kinds: readonly BodyKind[]): BodyKind {
  const type = TYPE.exec(headers['content-type'] ?? '')?.[1]?.toLowerCase();
  const kind = kinds.find((one) => TYPES[one] === type);
  if (kind === undefined) {
    const wanted = kinds.map((one) => `\`content-type: ${TYPES[one]}\``).join(' or ');
    throw new GatewayError('unsupported_media_type', `Send the header ${wanted}`);
  }
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw new GatewayError(
      'unsupported_media_type',
      'Send the body uncompressed, without `content-encoding`',
    );
  }
  return kind;
}
