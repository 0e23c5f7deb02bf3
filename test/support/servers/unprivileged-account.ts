import { execFileSync } from 'node:child_process';

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** The account to run PostgreSQL under, which refuses to run as root; undefined when we are not root. */
export function unprivilegedAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const account = accountOf('postgres') ?? accountOf('nobody');
  if (!account)
    throw new Error('PostgreSQL refuses to run as root, and there is no postgres or nobody account');
  return account;
}

function accountOf(name: string): Account | undefined {
  const id = (flag: '-u' | '-g'): number =>
    Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  try {
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    // id exits with 1 for a name nobody has.
    return undefined;
  }
}
