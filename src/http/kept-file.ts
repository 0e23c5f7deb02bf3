import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import type { Request, Response } from 'express';

/** A file in memory. */
export interface KeptFile extends Representation {
  readonly type: string;
  /** The same, compressed, where that is worth it. */
  readonly gzipped?: Representation;
}

interface Representation {
  readonly bytes: Buffer;
  /** With its quotes. Each representation has its own (RFC 9110 section 8.8.3.3). */
  readonly etag: string;
}

/** Long enough to spare us most questions; who asks again is told in a few bytes that nothing is new. */
export const FIVE_MINUTES = 'public, max-age=300';
/** For addresses that change with what is behind them. */
export const FOR_EVER = 'public, max-age=31536000, immutable';
/** Kept, but never used without asking whether it is still good. */
export const ASK_AGAIN = 'no-cache';

const TAG_LENGTH = 22;

export function keptFile(type: string, bytes: Buffer): KeptFile {
  const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, TAG_LENGTH);
  return { type, bytes, etag: `"${hash}"` };
}

const compress = promisify(gzip);

/** The file with its compressed form, which is made this once. Only for what holds nothing secret. */
export async function alsoGzipped(file: KeptFile): Promise<KeptFile> {
  const bytes = await compress(file.bytes, { level: constants.Z_BEST_COMPRESSION });
  if (bytes.length >= file.bytes.length) return file;
  return { ...file, gzipped: { bytes, etag: `"${versionOf(file)}-gzip"` } };
}

/** What an address names it by. */
export const versionOf = ({ etag }: KeptFile): string => etag.replaceAll('"', '');

/** Sends a file, or 304 where the client has it (RFC 9110 section 13.1.2). */
export function sendKept(
  request: Request,
  response: Response,
  file: KeptFile,
  { caching, policy }: { readonly caching: string; readonly policy?: string },
): void {
  const isGzipped = file.gzipped !== undefined && request.acceptsEncodings('gzip') === 'gzip';
  const { bytes, etag } = isGzipped ? file.gzipped : file;
  response.setHeader('ETag', etag);
  response.setHeader('Cache-Control', caching);
  if (file.gzipped !== undefined) response.vary('Accept-Encoding');
  if (policy !== undefined) response.setHeader('Content-Security-Policy', policy);
  if (isKnown(request.headers['if-none-match'], etag)) {
    response.writeHead(304).end();
    return;
  }
  if (isGzipped) response.setHeader('Content-Encoding', 'gzip');
  response.setHeader('Content-Type', file.type);
  response.setHeader('Content-Length', bytes.length);
  response.writeHead(200).end(bytes);
}

function isKnown(header: string | undefined, etag: string): boolean {
  const tags = (header ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}
