import { constants, watch } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SecretFault } from '../secret-fault';
import { SecretSource } from '../secret-source';

/** One more than is taken, so that more is noticed without being read. */
const READ_BYTES = 65_537;

const KINDS: Readonly<Record<string, SecretFault['kind']>> = {
  ENOENT: 'missing',
  ENOTDIR: 'missing',
  EACCES: 'denied',
  EPERM: 'denied',
  EISDIR: 'not_text',
};

/** `file:///run/secrets/x`: a file that Docker, Kubernetes or an agent mounts, without one line break at its end. */
export class FileSource extends SecretSource {
  readonly id = 'file';

  async read(place: string): Promise<string> {
    const path = pathOf(place);
    const bytes = await readSome(path).catch((error: unknown) => {
      if (error instanceof SecretFault) throw error;
      const { code } = error as NodeJS.ErrnoException;
      throw new SecretFault(KINDS[code ?? ''] ?? 'unreachable', error);
    });
    if (bytes.length === READ_BYTES) throw new SecretFault('too_large');
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r?\n$/, '');
    } catch {
      throw new SecretFault('not_text');
    }
  }

  /** Watches the folder: Kubernetes never writes to a file, it swaps the link `..data` to another folder. */
  override watch(place: string, changed: () => void): () => void {
    const path = pathOf(place);
    const name = basename(path);
    try {
      const watcher = watch(dirname(path), { persistent: false }, (_, file) => {
        if (file === null || file === name || file.startsWith('..')) changed();
      });
      // The folder is gone, say; it is still looked up from time to time.
      watcher.on('error', () => {
        watcher.close();
      });
      return () => {
        watcher.close();
      };
    } catch {
      return () => undefined;
    }
  }
}

async function readSome(path: string): Promise<Buffer> {
  // A pipe would keep a thread waiting for its writer.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!(await file.stat()).isFile()) throw new SecretFault('not_text');
    const buffer = Buffer.alloc(READ_BYTES);
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, length, READ_BYTES - length);
      length += bytesRead;
      if (bytesRead === 0 || length === READ_BYTES) return buffer.subarray(0, length);
    }
  } finally {
    await file.close();
  }
}

function pathOf(place: string): string {
  try {
    return fileURLToPath(`file://${place}`);
  } catch {
    throw new SecretFault('malformed');
  }
}
