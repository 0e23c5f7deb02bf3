import { execFileSync } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SecretSourceRegistry } from '../secret-source';
import { Secrets } from '../secrets';
import { MountedFolder } from '../secrets.fixture';
import { FileSource } from './file.source';

/** An account that owns nothing. */
const NOBODY = 65_534;

const source = new FileSource();
let folder: MountedFolder;
beforeAll(() => {
  folder = new MountedFolder({ key: 'a value\n' });
});
afterAll(() => {
  folder.remove();
});

const failureOf = (place: string): Promise<unknown> => source.read(place).catch((error: unknown) => error);

describe('a file', () => {
  it.each<[string, string | Buffer, string]>([
    ['a value', 'a value', 'a value'],
    ['one line', 'a value\n', 'a value'],
    ['one line of Windows', 'a value\r\n', 'a value'],
    ['an empty line at its end', 'a value\n\n', 'a value\n'],
    ['spaces', ' a value \n', ' a value '],
    ['several lines', 'a\nvälue', 'a\nvälue'],
    ['nothing', '', ''],
    ['as much as may be', 'x'.repeat(65_536), 'x'.repeat(65_536)],
  ])('with %s is read without one line break', async (_, content, value) => {
    writeFileSync(join(folder.path, 'plain'), content);
    expect(await source.read(join(folder.path, 'plain'))).toBe(value);
  });

  it('may have an odd name', async () => {
    writeFileSync(join(folder.path, 'a b#ä'), 'x');
    expect(await source.read(`${folder.path}/a%20b%23%C3%A4`)).toBe('x');
  });

  it.each<[string, (path: string) => unknown, string]>([
    ['that is not there', () => undefined, 'missing'],
    [
      'under a file',
      (path) => {
        writeFileSync(join(path, '..'), '');
      },
      'missing',
    ],
    ['that is a folder', (path) => mkdirSync(path, { recursive: true }), 'not_text'],
    ['that is a pipe', (path) => execFileSync('/bin/sh', ['-c', 'mkfifo "$0"', path]), 'not_text'],
    [
      'that is too big',
      (path) => {
        writeFileSync(path, 'x'.repeat(65_537));
      },
      'too_large',
    ],
    [
      'of bytes that are no text',
      (path) => {
        writeFileSync(path, Buffer.from([0xff, 0xfe]));
      },
      'not_text',
    ],
  ])('%s is refused by kind', async (name, make, kind) => {
    const path = join(folder.path, 'odd', name === 'under a file' ? 'file/x' : 'x');
    mkdirSync(join(folder.path, 'odd'), { recursive: true });
    try {
      if (name === 'under a file') writeFileSync(join(folder.path, 'odd', 'file'), '');
      else make(path);
      expect(await failureOf(path)).toMatchObject({ kind });
    } finally {
      rmSync(join(folder.path, 'odd'), { recursive: true });
    }
  });

  it('that may not be read is refused', async () => {
    writeFileSync(join(folder.path, 'closed'), 'x');
    chmodSync(join(folder.path, 'closed'), 0);
    // Nothing is closed to root: as root, it is read as nobody.
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.(NOBODY);
    const failure = await failureOf(join(folder.path, 'closed')).finally(() => {
      if (isRoot) process.seteuid?.(0);
    });
    expect(failure).toMatchObject({ kind: 'denied' });
  });

  it.each(['host/run/x', 'a%00b', '/a%2Fb', '%zz'])('%s is no place of a file', async (place) => {
    expect(await failureOf(place)).toMatchObject({ kind: 'malformed' });
  });
});

describe('a file that changes', () => {
  const followed = async (
    reference: string,
  ): Promise<{ secrets: Secrets; next: () => Promise<unknown[]> }> => {
    const secrets = await Secrets.open(
      new SecretSourceRegistry([new FileSource()]),
      new Map([['KEY', reference]]),
    );
    const changes = new EventEmitter();
    secrets.onChange('KEY', (value) => changes.emit('change', value));
    secrets.follow({ everyMs: 3_600_000, settleMs: 1 });
    return { secrets, next: () => once(changes, 'change') };
  };

  it('is read again when Kubernetes swaps the folder behind it, each time', async () => {
    const { secrets, next } = await followed(folder.reference('key'));
    expect(secrets.value('KEY')).toBe('a value');
    for (const value of ['another', 'and another']) {
      const changed = next();
      folder.swap({ key: `${value}\n` });
      expect(await changed).toEqual([value]);
    }
    await secrets.close();
  });

  it('is read again when another takes its place', async () => {
    const path = join(folder.path, 'moved');
    writeFileSync(path, 'old');
    const { secrets, next } = await followed(`file://${path}`);
    const changed = next();
    writeFileSync(`${path}.tmp`, 'new');
    renameSync(`${path}.tmp`, path);
    expect(await changed).toEqual(['new']);
    await secrets.close();
  });

  it('in a folder that is not there is not watched, and nobody minds', () => {
    new FileSource().watch('/nowhere/at/all', () => undefined)();
  });
});
