/** A longer piece costs more to copy than it costs Node to write it in four. */
const MOST_COPIED_BYTES = 4096;
const CR = 0x0d;
const LF = 0x0a;

/**
 * Some bytes as one chunk of an answer that is sent in chunks (RFC 9112 section 7.1), or undefined where it is not worth
 * its copy. None of it may be empty: that would be the last one.
 */
export function chunkOf(bytes: unknown): Buffer | undefined {
  if (!(bytes instanceof Uint8Array) || bytes.length === 0 || bytes.length > MOST_COPIED_BYTES)
    return undefined;
  const size = bytes.length.toString(16);
  const chunk = Buffer.allocUnsafe(size.length + bytes.length + 4);
  const from = chunk.write(size, 'latin1') + 2;
  const end = from + bytes.length;
  chunk[from - 2] = chunk[end] = CR;
  chunk[from - 1] = chunk[end + 1] = LF;
  chunk.set(bytes, from);
  return chunk;
}
