import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** All lines that a rotated file has kept, oldest first. */
export function keptLines(path: string): readonly string[] {
  const oldest = readdirSync(dirname(path)).length - 1;
  const files = Array.from({ length: oldest }, (_, at) => `${path}.${String(oldest - at)}`);
  const texts = [...files, path].filter((file) => existsSync(file)).map((file) => readFileSync(file, 'utf8'));
  return texts.join('').split('\n').slice(0, -1);
}

/** In bytes, of all that is in its folder. */
export function sizesIn(folder: string): readonly number[] {
  return readdirSync(folder).map((name) => statSync(join(folder, name)).size);
}
