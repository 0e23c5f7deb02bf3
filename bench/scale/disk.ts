import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from '../parts/load';

const TRIALS = 200;
/** A page of the write-ahead log. */
const PAGE = Buffer.alloc(8192, 'x');

/** How long a wait for the disk takes, where the databases of measurements lie: the median of many. */
export function syncMilliseconds(): number {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-disk-'));
  const file = openSync(join(folder, 'log'), 'w');
  const trials = Array.from({ length: TRIALS }, () => {
    writeSync(file, PAGE);
    const began = performance.now();
    fdatasyncSync(file);
    return performance.now() - began;
  });
  closeSync(file);
  rmSync(folder, { recursive: true });
  return median(trials);
}
