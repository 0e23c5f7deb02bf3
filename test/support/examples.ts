import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { PROJECT } from './gateway';

/** What an example is told by its environment. */
export type ExampleSettings = Readonly<Record<string, string>>;

/** A server of an example, in a process and a folder of its own. */
export interface ExampleServer {
  /** Where it says that its page is. */
  readonly origin: string;
  stop(): Promise<void>;
}

/** How a server of an example ended that did not come up. */
export interface FalseStart {
  readonly code: number | null;
  readonly output: string;
}

/** Starts `examples/<name>` as its README says, after `npm install`. */
export async function startExample(name: string, settings: ExampleSettings): Promise<ExampleServer> {
  const started = await tryExample(name, settings);
  if ('origin' in started) return started;
  throw new Error(`The example ended with ${String(started.code)}:\n${started.output}`);
}

/** The same for an example that may refuse to start. */
export async function tryExample(
  name: string,
  settings: ExampleSettings,
): Promise<ExampleServer | FalseStart> {
  const folder = await installed(join(PROJECT, 'examples', name));
  const child = spawn(process.execPath, ['server.mjs'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], PORT: '0', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close') as Promise<[number | null]>;
  let output = '';
  const origin = await new Promise<string | undefined>((tell) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface(stream).on('line', (line) => {
        output += `${line}\n`;
        const address = /^The page is at (\S+)$/.exec(line)?.[1];
        if (address !== undefined) tell(address);
      });
    }
    void ended.then(() => {
      tell(undefined);
    });
  });
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  if (origin !== undefined) return { origin, stop };
  await stop();
  const [code] = await ended;
  return { code, output };
}

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
}

/** A copy of an example, with links to what its package.json names where `npm install` would put it. */
async function installed(example: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-example-'));
  await cp(example, folder, { recursive: true, filter: (path) => !path.includes('node_modules') });
  const { dependencies } = JSON.parse(await readFile(join(example, 'package.json'), 'utf8')) as Manifest;
  for (const [name, version] of Object.entries(dependencies)) {
    const link = join(folder, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    const isLocal = version.startsWith('file:');
    await symlink(isLocal ? resolve(example, version.slice(5)) : join(PROJECT, 'node_modules', name), link);
  }
  return folder;
}
