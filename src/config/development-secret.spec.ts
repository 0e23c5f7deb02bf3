import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { developmentSecret } from './development-secret';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-secret-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('the secret of a gateway that nobody configured', () => {
  it('is made once and kept, in a folder and a file that are only the owner’s', () => {
    const dataDir = join(folder, 'new', 'data');
    const first = developmentSecret(dataDir);
    expect(developmentSecret(dataDir)).toEqual(first);
    expect(Buffer.from(first.secret, 'base64')).toHaveLength(48);
    expect(readFileSync(first.file, 'utf8')).toBe(first.secret);
    expect(statSync(first.file).mode & 0o777).toBe(0o600);
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    expect(readdirSync(dataDir)).toEqual(['development-secret']);
  });

  it('differs from folder to folder', () => {
    expect(developmentSecret(join(folder, 'a')).secret).not.toBe(developmentSecret(join(folder, 'b')).secret);
  });

  it('is the one that another process kept', () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'development-secret'), 'kept by another\n');
    expect(developmentSecret(folder).secret).toBe('kept by another');
  });

  it('is one and the same for processes that start at once', async () => {
    const built = resolve(__dirname, '../../dist/src/config/development-secret.js');
    const program = `process.stdout.write(require(${JSON.stringify(built)}).developmentSecret(process.argv[1]).secret)`;
    const run = promisify(execFile);
    const started = await Promise.all(
      Array.from({ length: 4 }, () => run(process.execPath, ['-e', program, folder])),
    );
    const secrets = new Set(started.map(({ stdout }) => stdout));
    expect([...secrets]).toEqual([developmentSecret(folder).secret]);
    expect(readdirSync(folder)).toEqual(['development-secret']);
  });

  it('cannot be made where the folder is a file', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => developmentSecret(join(folder, 'file'))).toThrow();
  });
});
