import { readdirSync, readFileSync } from 'node:fs';

/**
 * Signals a process together with its children (Linux: reads /proc). A signal to the process group would miss
 * PostgreSQL's backends, which each start a session of their own. The parent is stopped first wherever a fork
 * in between would let a child escape.
 */
export function pauseTree(pid: number): void {
  send(pid, 'SIGSTOP');
  for (const child of childrenOf(pid)) send(child, 'SIGSTOP');
}

export function resumeTree(pid: number): void {
  for (const child of childrenOf(pid)) send(child, 'SIGCONT');
  send(pid, 'SIGCONT');
}

export function killTree(pid: number): void {
  send(pid, 'SIGSTOP');
  for (const child of childrenOf(pid)) send(child, 'SIGKILL');
  send(pid, 'SIGKILL');
}

/** The living direct children. Neither server has grandchildren: the postmaster forks every backend itself. */
export function childrenOf(pid: number): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => isLivingChild(name, pid))
    .map(Number);
}

export function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // Already gone is what every sender here would want.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function isLivingChild(name: string, parent: number): boolean {
  try {
    const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
    // proc(5): "pid (comm) state ppid ..."; comm may itself hold spaces and parentheses.
    const [state, ppid] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(ppid) === parent && state !== 'Z';
  } catch {
    // The process ended between the listing and the reading.
    return false;
  }
}
