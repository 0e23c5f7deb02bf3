import { execFile, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import { adminOf } from '../support/admin';
import { PROJECT, startGateway, type TestGateway } from '../support/gateway';
import { createUser } from '../support/users';

const run = promisify(execFile);
const CLIENT = join(PROJECT, 'clients/typescript');
const README = readFileSync(join(CLIENT, 'README.md'), 'utf8');

/** The example below a heading that runs in Node. */
function example(heading: string): string {
  const section = README.split(/^## /m).find((one) => one.startsWith(`${heading}\n`)) ?? '';
  const text = /(?<!<!-- page -->\n\n)```ts\n([^]*?)```/.exec(section)?.[1];
  if (text === undefined) throw new Error(`There is no example for: ${heading}`);
  return text;
}

let gateway: TestGateway;
let folder: string;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  gateway = await startGateway();
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-readme-')));
  mkdirSync(join(folder, 'node_modules/@sallyport'), { recursive: true });
  symlinkSync(CLIENT, join(folder, 'node_modules/@sallyport/client'), 'dir');
  const [{ username, password }, signed, admin] = await Promise.all([
    createUser(gateway),
    gateway.createSignedKey(),
    adminOf(gateway),
  ]);
  env = {
    PATH: process.env['PATH'],
    SALLYPORT_URL: gateway.url,
    SALLYPORT_KEY: gateway.key,
    SALLYPORT_USER: username,
    SALLYPORT_PASSWORD: password,
    SALLYPORT_SIGNED_KEY: signed.key,
    SALLYPORT_SIGNING_SECRET: signed.signingSecret,
    SALLYPORT_ADMIN_KEY: admin.key,
  };
});

afterAll(async () => {
  await gateway.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('an example of the README of the client', () => {
  it.each<[string, RegExp]>([
    ['Ask', /Which plan earns more\?.* 0\.\d+\n$/],
    ['Stream', /Which plan earns more\?.*\d+ 0\.\d+\n$/],
    ['Analytics', /^53600 2\.8947 /],
    ['Errors', /^validation_failed \[ 'question' \] validation req_\w+\n$/],
    ['Retries, time and money', /Which plan earns more\?/],
    ['In a page', /^300\n$/],
    ['Log-ins', /^user-[\w-]+ member\n$/],
    ['Signed requests', /^\d+\n$/],
    [
      'Administration, and what happens right now',
      /^\d+ characters.*\n\d+ true\nconnected\n\d+ [\d.]+ healthy\n$/,
    ],
  ])('runs: %s', async (heading, printed) => {
    const file = join(folder, `${heading.replaceAll(/\W+/g, '-')}.mjs`);
    const { outputText } = transpileModule(example(heading), {
      compilerOptions: { module: ModuleKind.ESNext, target: ScriptTarget.ES2022 },
    });
    writeFileSync(file, outputText);
    const { stdout } = await run(process.execPath, [file], { env });
    expect(stdout).toMatch(printed);
  });

  it('is right by its types, each of them', () => {
    const all = [...README.matchAll(/```ts\n([^]*?)```/g)].map(([, text = ''], at) => {
      const file = join(folder, `example-${String(at)}.mts`);
      writeFileSync(file, text);
      return file;
    });
    expect(all).toHaveLength(10);
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--target', 'es2022', '--module', 'nodenext'];
    const types = [
      '--lib',
      'es2022,dom',
      '--types',
      'node',
      '--typeRoots',
      join(PROJECT, 'node_modules/@types'),
    ];
    const tsc = require.resolve('typescript/bin/tsc');
    const { stdout } = spawnSync(process.execPath, [tsc, ...options, ...types, ...all], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(stdout).toBe('');
  });
});
