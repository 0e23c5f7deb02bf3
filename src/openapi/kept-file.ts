import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';

/** A file in memory. */
export interface KeptFile {
  readonly type: string;
  readonly bytes: Buffer;
  /** With its quotes. */
  readonly etag: string;
}

/** Long enough to spare us most questions; who asks again is told in a few bytes that nothing is new. */
export const FIVE_MINUTES = 'public, max-age=300';
/** For addresses that change with what is behind them. */
export const FOR_EVER = 'public, max-age=31536000, immutable';

const TAG_LENGTH = 22;

export function keptFile(type: string, bytes: Buffer): KeptFile {
  const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, TAG_LENGTH);
  return { type, bytes, etag: `"${hash}"` };
}

/** What an address names it by. */
export const versionOf = ({ etag }: KeptFile): string => etag.replaceAll('"', '');

/** Sends a file, or 304 where the client has it (RFC 9110 section 13.1.2). */
export function sendKept(
  request: Request,
  response: Response,
  { type, bytes, etag }: KeptFile,
  { caching, policy }: { readonly caching: string; readonly policy?: string },
): void {
  response.setHeader('ETag', etag);
  response.setHeader('Cache-Control', caching);
  if (policy !== undefined) response.setHeader('Content-Security-Policy', policy);
  if (isKnown(request.headers['if-none-match'], etag)) {
    response.writeHead(304).end();
    return;
  }
  response.setHeader('Content-Type', type);
  response.setHeader('Content-Length', bytes.length);
  response.writeHead(200).end(bytes);
}

function isKnown(header: string | undefined, etag: string): boolean {
  const tags = (header ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}
