import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import { PROJECT, type TestGateway } from '../support/gateway';
import { sharedGateway } from '../support/shared-gateway';

describe('signing recipes', () => {
  const run = promisify(execFile);
  const PAGE = readFileSync(join(PROJECT, 'docs/signing.md'), 'utf8');

  let gateway: TestGateway;
  let signer: { readonly key: string; readonly signingSecret: string };
  let folder: string;

  beforeAll(async () => {
    gateway = await sharedGateway();
    signer = await gateway.createSignedKey();
    folder = mkdtempSync(join(tmpdir(), 'sallyport-recipes-'));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** A recipe as it stands on the page. */
  function recipe(language: string): string {
    const text = new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(PAGE)?.[1];
    if (text === undefined) throw new Error(`The page has lost its recipe in ${language}`);
    return text;
  }

  /** TypeScript without its types, which is all that Node needs. */
  const withoutTypes = (text: string): string =>
    transpileModule(text, { compilerOptions: { module: ModuleKind.ESNext, target: ScriptTarget.ES2022 } })
      .outputText;

  const RECIPES = [
    { language: 'ts', program: 'node', file: 'recipe.mjs', written: withoutTypes },
    { language: 'python', program: 'python3', file: 'recipe.py', written: (text: string) => text },
    { language: 'bash', program: 'bash', file: 'recipe.sh', written: (text: string) => text },
  ];

  describe.each(RECIPES)('the recipe in $language', ({ language, program, file, written }) => {
    /** What it prints, parsed. */
    async function printed(signingSecret: string): Promise<unknown> {
      const path = join(folder, file);
      writeFileSync(path, written(recipe(language)));
      const { stdout } = await run(program, [path], {
        env: {
          PATH: process.env['PATH'],
          HOME: process.env['HOME'],
          SALLYPORT_URL: gateway.url,
          SALLYPORT_KEY: signer.key,
          SALLYPORT_SIGNING_SECRET: signingSecret,
        },
      });
      return JSON.parse(stdout);
    }

    it('gets its answer', async () => {
      expect(await printed(signer.signingSecret)).toMatchObject({
        answer: expect.stringContaining('Which plan earns more?'),
      });
    });

    it('gets it again, with a nonce of its own', async () => {
      expect(await printed(signer.signingSecret)).toHaveProperty('answer');
    });

    it('is refused with another secret', async () => {
      expect(await printed(`${signer.signingSecret}x`)).toMatchObject({
        status: 401,
        code: 'signature_invalid',
      });
    });
  });
});
