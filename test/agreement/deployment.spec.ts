import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { SETTINGS } from '../../src/config';
import { isInNetworks, parseNetworks } from '../../src/kernel';
import { composeFile, configOfDeployment, textOf } from '../support/deployment';
import { PROJECT } from '../support/gateway';

const NAMES: ReadonlySet<string> = new Set(SETTINGS.map(({ name }) => name));

describe('the image', () => {
  const dockerfile = textOf('deploy/Dockerfile');
  const stages = dockerfile.split(/^FROM /m).slice(1);
  const last = stages.at(-1) ?? '';

  it('is built of files that exist', () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, files = '']) =>
      files.split(' '),
    );
    expect(copied.filter((file) => !existsSync(join(PROJECT, file)))).toEqual([]);
    expect(last).not.toMatch(/^COPY (?!--from)/m);
  });

  it('stands on one base, pinned by its version', () => {
    expect(dockerfile).toMatch(/^ARG NODE=node:\d+\.\d+\.\d+-[a-z]+-slim$/m);
    expect(stages.map((stage) => stage.split(/\s/)[0])).toEqual(Array(stages.length).fill('${NODE}'));
  });

  it.each([
    ['runs as nobody in particular, by number', /^USER 1000:1000$/m],
    ['is told to end as the gateway expects', /^STOPSIGNAL SIGTERM$/m],
    ['starts without a shell', /^CMD \["node", "dist\/src\/main\.js"\]$/m],
    ['says how it is', /^HEALTHCHECK [^]*\/health\/ready/m],
    ['has no development dependencies', /^COPY --from=dependencies \/sallyport\/node_modules/m],
    [
      'tells what it is made of',
      /^COPY --from=dependencies \/sallyport\/sbom\.cdx\.json \.\/sbom\.cdx\.json$/m,
    ],
  ])('%s', (_, line) => {
    expect(last).toMatch(line);
  });

  it('is sent no tests, data or secrets', () => {
    const [everything, ...rules] = textOf('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(everything).toBe('*');
    const sent = rules.filter((rule) => rule.startsWith('!')).map((rule) => rule.slice(1));
    const files = ['package.json', 'package-lock.json', '.npmrc', 'nest-cli.json', 'tsconfig*.json'];
    expect(sent).toEqual([
      ...files,
      'src',
      'simulator',
      'scripts',
      'deploy/lambda',
      'dashboard',
      'clients/typescript/src',
    ]);
    expect(rules).toEqual(expect.arrayContaining(['**/*.spec.ts', '**/*.fixture.ts', '**/.env*', '**/dist']));
  });
});

it('the bill of materials names what runs, and nothing else', () => {
  const { scripts } = JSON.parse(textOf('package.json')) as { readonly scripts: { readonly sbom: string } };
  const [command = '', ...args] = scripts.sbom.split(' ');
  const printed = execFileSync(command, args, { cwd: PROJECT, stdio: ['ignore', 'pipe', 'ignore'] });
  const { bomFormat, specVersion, components } = JSON.parse(printed.toString()) as {
    readonly bomFormat: string;
    readonly specVersion: string;
    readonly components: readonly { readonly 'bom-ref': string }[];
  };
  expect([bomFormat, specVersion]).toEqual(['CycloneDX', '1.5']);
  const { packages } = JSON.parse(textOf('package-lock.json')) as {
    readonly packages: Readonly<
      Record<string, { readonly name?: string; readonly version: string; readonly dev?: true }>
    >;
  };
  const named = (isWanted: (path: string, dev: true | undefined) => boolean): readonly string[] =>
    Object.entries(packages)
      .filter(([path, { dev }]) => path !== '' && isWanted(path, dev))
      .map(
        ([path, { name, version }]) =>
          `${name ?? path.slice(path.lastIndexOf('node_modules/') + 13)}@${version}`,
      );
  const listed = components.map(({ 'bom-ref': ref }) => ref);
  // On the server: what production installs. In browsers: what the build put into the page, by the licences beside it.
  const onServers = new Set(named((_, dev) => dev === undefined));
  const inPages = [...textOf('dashboard/dist/assets/licenses.md').matchAll(/^## (\S+) - (\S+) /gm)].map(
    ([, name = '', version = '']) => `${name}@${version}`,
  );
  expect(inPages.length).toBeGreaterThan(5);
  expect([...onServers, ...inPages].filter((one) => !listed.includes(one))).toEqual([]);
  const tools = named(
    (path, dev) =>
      dev === true &&
      /node_modules\/(?:vite|jest|eslint|typescript|rolldown|@types\/react|playwright-core)$/.test(path),
  );
  expect(tools.length).toBeGreaterThan(5);
  expect(listed.filter((one) => tools.includes(one))).toEqual([]);
});

describe('the small production of docker-compose.yml', () => {
  const { services, secrets, networks } = composeFile();
  const gateways = Object.entries(services).filter(([name]) => name.startsWith('gateway-'));
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sallyport-secrets-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  function makeSecrets(): Readonly<Record<string, string>> {
    const env = { PATH: process.env['PATH'], ANTHROPIC_API_KEY: 'provider-key-fixture-of-the-tests' };
    execFileSync('sh', [join(PROJECT, 'deploy/make-secrets.sh'), folder], { env, stdio: 'ignore' });
    return Object.fromEntries(
      readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
    );
  }

  it('has its secrets made once, for their owner alone', () => {
    const made = makeSecrets();
    expect(makeSecrets()).toEqual(made);
    for (const name of Object.keys(made)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    for (const { file } of Object.values(secrets)) expect(Object.keys(made)).toContain(basename(file));
    expect(made['redis.conf']).toBe(`requirepass ${new URL(made['redis_url'] ?? '').password}`);
    expect(made['database_url']).toContain(`:${made['postgres_password'] ?? '?'}@postgres:5432/`);
    expect(Buffer.byteLength(made['secret_key'] ?? '')).toBeGreaterThanOrEqual(64);
  });

  it('boots two gateways that are told the truth', () => {
    const made = makeSecrets();
    expect(gateways).toHaveLength(2);
    for (const [, { environment = {}, secrets: mounted = [], stop_grace_period: grace = '' }] of gateways) {
      expect(Object.keys(environment).filter((name) => !NAMES.has(name))).toEqual([]);
      const env = Object.fromEntries(
        Object.entries(environment).map(([name, value]) => [name, filled(value)]),
      );
      const config = configOfDeployment(env, (reference) => {
        const name = basename(reference);
        expect(mounted).toContain(name);
        return made[name] ?? '';
      });
      expect(config).toMatchObject({ mode: 'production', replicas: gateways.length });
      expect(Number.parseInt(grace, 10)).toBeGreaterThan(
        config.http.shutdownNoticeSeconds + config.http.shutdownGraceSeconds,
      );
      const caddy = (services['caddy']?.networks as Record<string, { ipv4_address: string }>)['edge'];
      expect(config.http.trustProxy).toEqual([caddy?.ipv4_address]);
    }
  });

  it('gives the proxy an address that is handed out to nobody', () => {
    const { subnet, ip_range: range } = networks.edge.ipam.config[0];
    const address = gateways[0]?.[1].environment?.['TRUST_PROXY'] ?? '';
    const isIn = (network: string): boolean => isInNetworks(address, parseNetworks([network]));
    expect([isIn(subnet), isIn(range)]).toEqual([true, false]);
  });

  it('publishes the proxy and nothing else, and keeps the stores apart', () => {
    expect(Object.entries(services).filter(([, { ports }]) => ports !== undefined)).toEqual([
      ['caddy', expect.anything()],
    ]);
    expect(networks.data.internal).toBe(true);
    for (const store of ['redis', 'postgres']) expect(services[store]?.networks).toEqual(['data']);
    const upstreams = /^\s*reverse_proxy (.+) \{$/m.exec(textOf('deploy/Caddyfile'))?.[1]?.split(' ');
    expect(upstreams).toEqual(gateways.map(([name]) => `${name}:5001`));
  });

  it.each(Object.entries(services))('%s is held as small as it can be', (_, service) => {
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      restart: 'unless-stopped',
      logging: { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '5' } },
      deploy: { resources: { limits: { memory: expect.any(String), pids: expect.any(Number) } } },
    });
    expect(service).not.toHaveProperty('privileged');
    expect(filled(service.image)).toMatch(/^sallyport:|:\d+\.\d+(\.\d+)?-alpine$/);
  });

  it('asks for nothing that its example of settings lacks', () => {
    const asked = [...textOf('docker-compose.yml').matchAll(/\$\{(\w+)/g)].map(([, name = '']) => name);
    expect(new Set(asked)).toEqual(new Set(Object.keys(exampleSettings())));
  });
});

function exampleSettings(): Readonly<Record<string, string>> {
  const lines = textOf('deploy/compose.env.example').matchAll(/^(\w+)=(.*)$/gm);
  return Object.fromEntries([...lines].map(([, name = '', value = '']) => [name, value]));
}

/** With the values of the example in place of variables. */
function filled(text: string): string {
  return text.replaceAll(/\$\{(\w+)[^}]*\}/g, (_, name: string) => exampleSettings()[name] ?? '');
}
