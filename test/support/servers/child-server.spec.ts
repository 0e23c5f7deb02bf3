import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { startChildServer } from './child-server';
import { childrenOf } from './process-tree';
import { WatchedFolder } from './watched-folder';

/** A server that is a shell script: it forks one child, as PostgreSQL does, and says that it is ready. */
async function startScript(prefix: string, script: string) {
  const folder = await WatchedFolder.create(prefix, 'SIGTERM');
  return startChildServer({
    command: 'sh',
    args: ['-c', script],
    readyLine: 'ready',
    stopSignal: 'SIGTERM',
    folder,
  }).catch(async (error: unknown) => {
    await folder.remove();
    throw error;
  });
}

function foldersOf(prefix: string): readonly string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith(prefix));
}

/** Not by kill(pid, 0), which also succeeds on a dead process that its new parent has not yet waited for. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${String(pid)}/status`, 'utf8'));
  } catch {
    return false;
  }
}

describe('a child server', () => {
  it('that ends before it is ready is refused with its log', async () => {
    const started = startScript('child-ends-', 'echo the port is taken >&2; exit 3');
    await expect(started).rejects.toThrow(/ended before it was ready\nthe port is taken/);
    expect(foldersOf('child-ends-')).toEqual([]);
  });

  it('whose program does not exist is refused', async () => {
    const folder = await WatchedFolder.create('child-missing-', 'SIGTERM');
    const options = { command: '/no/such/program', args: [], readyLine: 'ready', folder } as const;
    await expect(startChildServer({ ...options, stopSignal: 'SIGTERM' })).rejects.toThrow(
      /no\/such\/program/,
    );
    await folder.remove();
    expect(foldersOf('child-missing-')).toEqual([]);
  });

  it('takes its own children along when it is killed', async () => {
    const before = childrenOf(process.pid);
    const server = await startScript('child-killed-', 'sleep 1000 & echo ready; wait');
    const [script] = childrenOf(process.pid).filter((pid) => !before.includes(pid) && childrenOf(pid).length);
    const [forked] = childrenOf(script ?? 0);
    expect(isAlive(forked ?? 0)).toBe(true);
    await server.kill();
    expect(isAlive(forked ?? 0)).toBe(false);
    await server.stop();
    expect(childrenOf(process.pid)).toEqual(before);
    expect(foldersOf('child-killed-')).toEqual([]);
  });

  it('that does not listen to its stop signal is killed', async () => {
    const before = childrenOf(process.pid);
    const server = await startScript('child-deaf-', 'trap "" TERM; echo ready; while :; do sleep 1000; done');
    await server.stop();
    expect(childrenOf(process.pid)).toEqual(before);
    expect(foldersOf('child-deaf-')).toEqual([]);
  });

  it('can be stopped twice', async () => {
    const server = await startScript('child-twice-', 'echo ready; exec sleep 1000');
    await server.stop();
    await expect(server.stop()).resolves.toBeUndefined();
  });
});
