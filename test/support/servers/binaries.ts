import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where Debian keeps the server programs of each version, off the PATH. */
const DEBIAN_POSTGRES = '/usr/lib/postgresql';
const DEBIAN_HEADLESS = '/usr/lib/chromium/chromium-headless-shell';

export function findProgram(name: string): string | undefined {
  return pathFolders()
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

export function findRedisServer(): string | undefined {
  return findProgram('redis-server') ?? findProgram('valkey-server');
}

/**
 * Debian's browser without the windows, which takes a third less of the processor: itself, since the script on the PATH
 * stays between it and its signals. Else the one with windows, or Google's build of it.
 */
export function findChromium(): string | undefined {
  if (isExecutable(DEBIAN_HEADLESS)) return DEBIAN_HEADLESS;
  return findProgram('chromium') ?? findProgram('google-chrome');
}

/** Debian has it where only root's PATH goes. */
export function findNginx(): string | undefined {
  return [...pathFolders(), '/usr/sbin'].map((folder) => join(folder, 'nginx')).find(isExecutable);
}

/** The folder that holds both `initdb` and `postgres`: from the PATH, else Debian's newest version. */
export function findPostgresFolder(): string | undefined {
  return [...pathFolders(), ...debianFolders()].find((folder) =>
    ['initdb', 'postgres'].every((name) => isExecutable(join(folder, name))),
  );
}

function pathFolders(): readonly string[] {
  return (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
}

function debianFolders(): readonly string[] {
  try {
    return readdirSync(DEBIAN_POSTGRES)
      .sort((a, b) => Number(b) - Number(a))
      .map((version) => join(DEBIAN_POSTGRES, version, 'bin'));
  } catch {
    // Not a Debian with PostgreSQL.
    return [];
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
