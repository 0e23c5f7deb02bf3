import { ensureServers, type Machine, type ServerName } from './install';

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
    const { machine, commands, lines } = fakeMachine(['redis', 'postgres', 'curl'], true);
    ensureServers(undefined, machine);
    expect([...commands, ...lines]).toEqual([]);
  });

  it.each([
    { present: ['curl'], missing: ['redis', 'postgres'], packages: 'redis-server postgresql' },
    { present: ['curl', 'redis'], missing: ['postgres'], packages: 'postgresql' },
    { present: ['curl', 'postgres'], missing: ['redis'], packages: 'redis-server' },
    { present: ['redis', 'postgres'], missing: ['curl'], packages: 'curl' },
  ] as const)('installs $packages when only $present is present, and says so', (machineState) => {
    const { machine, commands, lines } = fakeMachine(machineState.present, true, machineState.missing);
    ensureServers(undefined, machine);
    expect(commands).toEqual(['apt-get update', `${INSTALL} ${machineState.packages}`]);
    expect(lines).toHaveLength(1);
  });

  it('leaves alone what is not wanted', () => {
    const { machine, commands } = fakeMachine([], true, ['postgres']);
    ensureServers(['postgres'], machine);
    expect(commands.at(-1)).toBe(`${INSTALL} postgresql`);
  });

  it('refuses with what to install and what to set when it may not install', () => {
    const { machine, commands } = fakeMachine([], false);
    const refusal = /redis-server postgresql curl.*REDIS_URL and DATABASE_URL/;
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

  it('refuses when installing did not help', () => {
    const { machine } = fakeMachine([], true, ['redis']);
    expect(() => {
      ensureServers(undefined, machine);
    }).toThrow('DATABASE_URL');
  });
});
