import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { Clock } from '../../kernel';
import { contentDigestMatches } from '../signatures/content-digest';
import { Nonces } from '../signatures/nonces';
import { requestOf } from '../../http';
import { invalidSignature, verifySignature } from '../signatures/request-signature';

/**
 * Demands a signature of keys that say so (RFC 9421). It is verified before its nonce is spent, so that nobody spends
 * another's; the body proves its digest when it is read.
 */
@Injectable()
export class SignatureGuard implements CanActivate {
  constructor(
    private readonly nonces: Nonces,
    private readonly clock: Clock,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = requestOf(context);
    const { principal } = request.context;
    if (principal?.signingSecret === undefined || principal.keyId === null) return true;
    return this.#verify(request, { id: principal.keyId, secret: principal.signingSecret });
  }

  async #verify(request: Request, key: { readonly id: string; readonly secret: string }): Promise<boolean> {
    const { method, originalUrl: target, rawHeaders, headers } = request;
    const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
    const message = { method, target, rawHeaders, hasBody };
    const { nonce, contentDigest } = verifySignature(message, key, this.clock.now());
    await this.nonces.spend(key.id, nonce);
    request.context.checkBody = (body) => {
      const isAsSigned =
        contentDigest === undefined ? body.length === 0 : contentDigestMatches(contentDigest, body);
      if (!isAsSigned) throw invalidSignature();
    };
    return true;
  }
}
