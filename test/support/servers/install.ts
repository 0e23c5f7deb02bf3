import { spawnSync } from 'node:child_process';
import { findChromium, findNginx, findPostgresFolder, findProgram, findRedisServer } from './binaries';

/** No servers, but as needed, and no variable stands in for them. */
export const PROGRAMS = ['curl', 'openssl', 'python3', 'chromium', 'promtool', 'nginx'] as const;

export type ServerName = 'redis' | 'postgres' | (typeof PROGRAMS)[number];

/** What installing needs to know of, and do to, the machine. */
export interface Machine {
  readonly canInstall: boolean;
  has(server: ServerName): boolean;
  /** Runs a program to its end and throws when it fails. */
  run(command: string, args: readonly string[]): void;
  say(line: string): void;
}

const SERVERS = {
  redis: { package: 'redis-server', variable: 'REDIS_URL' },
  postgres: { package: 'postgresql', variable: 'DATABASE_URL' },
  // What the gateway's first boot prints, and docs/signing.md says, has to work as it stands.
  curl: { package: 'curl', variable: undefined },
  openssl: { package: 'openssl', variable: undefined },
  python3: { package: 'python3', variable: undefined },
  // What a page may do is for a real browser to say.
  chromium: { package: 'chromium-headless-shell', variable: undefined },
  // The rules in deploy/prometheus are for Prometheus's own checker.
  promtool: { package: 'prometheus', variable: undefined },
  // Behind it replicas are restarted without a request that fails.
  nginx: { package: 'nginx', variable: undefined },
} as const satisfies Record<ServerName, { readonly package: string; readonly variable: string | undefined }>;

const ALL: readonly ServerName[] = ['redis', 'postgres', ...PROGRAMS];

/**
 * Makes sure that the wanted servers can be started: installs what is missing as root with apt-get, and
 * otherwise throws an Error that says what to install or which variable to set. It never goes on without.
 */
export function ensureServers(wanted: readonly ServerName[] = ALL, machine: Machine = thisMachine()): void {
  const missing = missingOf(wanted, machine);
  if (missing.length === 0) return;
  if (!machine.canInstall) throw new Error(instructions(missing));
  const packages = missing.map((server) => SERVERS[server].package);
  machine.say(`The tests need ${packages.join(' and ')}: installing with apt-get`);
  machine.run('apt-get', ['update']);
  machine.run('apt-get', ['install', '-y', '--no-install-recommends', ...packages]);
  const stillMissing = missingOf(missing, machine);
  if (stillMissing.length > 0) throw new Error(instructions(stillMissing));
}

function missingOf(wanted: readonly ServerName[], machine: Machine): readonly ServerName[] {
  return wanted.filter((server) => !machine.has(server));
}

function instructions(missing: readonly ServerName[]): string {
  const packages = missing.map((server) => SERVERS[server].package).join(' ');
  const variables = missing.flatMap((server) => SERVERS[server].variable ?? []).join(' and ');
  return (
    `The tests run against real servers and programs, and this machine lacks ${missing.join(' and ')}. ` +
    `Install: apt-get install -y --no-install-recommends ${packages}. ` +
    (variables === '' ? '' : `Or set ${variables} to servers that the tests may write to.`)
  );
}

const LOOKUPS: Readonly<Record<ServerName, () => string | undefined>> = {
  redis: findRedisServer,
  postgres: findPostgresFolder,
  curl: () => findProgram('curl'),
  openssl: () => findProgram('openssl'),
  python3: () => findProgram('python3'),
  chromium: findChromium,
  promtool: () => findProgram('promtool'),
  nginx: findNginx,
};

function thisMachine(): Machine {
  return {
    canInstall: process.getuid?.() === 0 && findProgram('apt-get') !== undefined,
    has: (server) => LOOKUPS[server]() !== undefined,
    run: (command, args) => {
      const { error, status } = spawnSync(command, args, {
        stdio: ['ignore', process.stderr.fd, process.stderr.fd],
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      });
      if (error) throw error;
      if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with status ${String(status)}`);
    },
    say: (line) => void process.stderr.write(`${line}\n`),
  };
}
