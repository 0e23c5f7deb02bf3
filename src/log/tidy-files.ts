import {
  closeSync,
  fstatSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Brings what an earlier run, or another program, has left of a rotated file within its limits. */
export function tidyFiles(
  path: string,
  { files, bytes }: { readonly files: number; readonly bytes: number },
): void {
  const folder = dirname(path);
  const name = basename(path);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.startsWith(name)) continue;
    const rest = entry.name.slice(name.length);
    const file = join(folder, entry.name);
    // A date or a name behind it is somebody else's.
    if (/^\.\d{1,2}$/.test(rest) && Number(rest.slice(1)) >= files) rmSync(file);
    else if (/^(?:\.\d{1,2})?$/.test(rest) && statSync(file).size > bytes) shorten(file, bytes);
  }
}

/** Keeps the end of a file: whole lines, of at most so many bytes. */
function shorten(file: string, longest: number): void {
  const kept = Buffer.alloc(longest);
  const fd = openSync(file, 'r');
  const read = readSync(fd, kept, 0, longest, fstatSync(fd).size - longest);
  closeSync(fd);
  const from = kept.indexOf('\n') + 1;
  const short = `${file}.short`;
  writeFileSync(short, kept.subarray(from === 0 ? read : from, read), { mode: 0o600 });
  renameSync(short, file);
}
