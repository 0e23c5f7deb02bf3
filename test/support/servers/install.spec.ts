import { ensureServers, PROGRAMS, type Machine, type ServerName } from './install';

/** A machine on which apt-get provides the given servers, and nothing is really installed. */
function fakeMachine(
  present: readonly ServerName[],
  canInstall: boolean,
  provides: readonly ServerName[] = [],
) {
  const installed = new Set<ServerName>(present);
  const commands: string[] = [];
  const lines: string[] = [];
  const machine: Machine = {
    canInstall,
    has: (server) => installed.has(server),
    run: (command, args) => {
      commands.push([command, ...args].join(' '));
      if (args.includes('install')) provides.forEach((server) => installed.add(server));
    },
    say: (line) => lines.push(line),
  };
  return { machine, commands, lines };
}

const INSTALL = 'apt-get install -y --no-install-recommends';

describe('ensureServers', () => {
  it('finds the servers of this machine', () => {
    expect(() => {
      ensureServers();
    }).not.toThrow();
  });

  it('installs nothing when nothing is missing', () => {
    const { machine, commands, lines } = fakeMachine(['redis', 'postgres', ...PROGRAMS], true);
    ensureServers(undefined, machine);
    expect([...commands, ...lines]).toEqual([]);
  });

  it.each<[readonly ServerName[], string]>([
    [['redis', 'postgres'], 'redis-server postgresql'],
    [['postgres'], 'postgresql'],
    [['redis'], 'redis-server'],
    [['curl'], 'curl'],
    [['openssl', 'python3'], 'openssl python3'],
    [['chromium'], 'chromium-headless-shell'],
    [['promtool'], 'prometheus'],
    [['nginx'], 'nginx'],
  ])('installs what is missing, and says so: %j', (missing, packages) => {
    const all: readonly ServerName[] = ['redis', 'postgres', ...PROGRAMS];
    const present = all.filter((name) => !missing.includes(name));
    const { machine, commands, lines } = fakeMachine(present, true, missing);
    ensureServers(undefined, machine);
    expect(commands).toEqual(['apt-get update', `${INSTALL} ${packages}`]);
    expect(lines).toHaveLength(1);
  });

  it('leaves alone what is not wanted', () => {
    const { machine, commands } = fakeMachine([], true, ['postgres']);
    ensureServers(['postgres'], machine);
    expect(commands.at(-1)).toBe(`${INSTALL} postgresql`);
  });

  it('refuses with what to install and what to set when it may not install', () => {
    const { machine, commands } = fakeMachine([], false);
    const refusal =
      /redis-server postgresql curl openssl python3 chromium-headless-shell prometheus nginx\..*REDIS_URL and DATABASE_URL/;
    expect(() => {
      ensureServers(undefined, machine);
    }).toThrow(refusal);
    expect(commands).toEqual([]);
  });

  it('names only the variable of the missing server', () => {
    const { machine } = fakeMachine(['postgres'], false);
    expect(() => {
      ensureServers(undefined, machine);
    }).toThrow(/^(?!.*DATABASE_URL).*REDIS_URL/);
  });

  it('names no variable where none would help', () => {
    const { machine } = fakeMachine(['redis', 'postgres'], false);
    expect(() => {
      ensureServers(undefined, machine);
    }).toThrow(/^(?!.*_URL).*lacks curl and openssl and python3 and chromium and promtool/);
  });

  it('refuses when installing did not help', () => {
    const { machine } = fakeMachine([], true, ['redis']);
    expect(() => {
      ensureServers(undefined, machine);
    }).toThrow('DATABASE_URL');
  });
});
