import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { BROWSER_ARGUMENTS } from './browser';
import { findChromium } from './servers/binaries';

/** A page once its scripts have nothing left to do. */
export interface RenderedPage {
  /** Its elements as HTML. */
  readonly html: string;
  /** What the browser said of it on the console: errors, and everything that a policy kept it from. */
  readonly console: readonly string[];
}

/** How much time the page believes that it has; it passes as fast as the page works. */
const VIRTUAL_MS = 20_000;
const TIME_LIMIT_MS = 50_000;

/** Opens a page in a real browser. Rejects when there is none, or when the page does not come to rest. */
export async function rendered(url: string): Promise<RenderedPage> {
  const command = findChromium();
  if (command === undefined) throw new Error('chromium is not on the PATH');
  const profile = await mkdtemp(join(tmpdir(), 'sallyport-page-'));
  try {
    const { stdout, stderr } = await promisify(execFile)(
      command,
      [
        ...BROWSER_ARGUMENTS,
        `--user-data-dir=${profile}`,
        '--enable-logging=stderr',
        `--virtual-time-budget=${String(VIRTUAL_MS)}`,
        '--dump-dom',
        url,
      ],
      { timeout: TIME_LIMIT_MS, maxBuffer: 64 * 1024 * 1024, env: { ...process.env, HOME: profile } },
    );
    return { html: stdout, console: stderr.split('\n').filter((line) => line.includes(':CONSOLE')) };
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
