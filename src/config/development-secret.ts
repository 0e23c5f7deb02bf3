import { randomBytes, randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The secret of a gateway that nobody configured: made up once and kept, so that keys survive a restart.
 * Two processes that start at once agree on one, because `link` never replaces a file.
 */
export function developmentSecret(dataDir: string): { readonly secret: string; readonly file: string } {
  const file = join(dataDir, 'development-secret');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  // Not the process id: two containers on one volume may have the same.
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, randomBytes(48).toString('base64'), { mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
  return { secret: readFileSync(file, 'utf8').trim(), file };
}
