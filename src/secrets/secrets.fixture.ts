import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SecretFault } from './secret-fault';
import { SecretSource, SecretSourceRegistry } from './secret-source';
import { Secrets } from './secrets';

/** A place that never answers. */
export const HANG: unique symbol = Symbol('hang');

/** A source that gives what it is told: a value, a failure, or nothing at all until the end. */
export class ShelfSource extends SecretSource {
  readonly id = 'shelf';
  readonly shelf = new Map<string, string | Error | typeof HANG>();
  readonly reads: string[] = [];
  readonly #watchers = new Map<string, () => void>();
  closed = 0;

  read(place: string): Promise<string> {
    this.reads.push(place);
    const found = this.shelf.get(place) ?? new SecretFault('missing');
    if (found === HANG) return new Promise(() => undefined);
    return found instanceof Error ? Promise.reject(found) : Promise.resolve(found);
  }

  override watch(place: string, changed: () => void): () => void {
    this.#watchers.set(place, changed);
    return () => this.#watchers.delete(place);
  }

  /** Tells who watches a place that it has changed. */
  touch(place: string): void {
    this.#watchers.get(place)?.();
  }

  override close(): void {
    this.closed += 1;
  }
}

/** Settings over a shelf with these values. */
export async function shelved(
  settings: Readonly<Record<string, string>>,
  shelf: Readonly<Record<string, string | Error | typeof HANG>>,
  options?: Parameters<typeof Secrets.open>[2],
): Promise<{ readonly secrets: Secrets; readonly source: ShelfSource }> {
  const source = new ShelfSource();
  for (const [place, value] of Object.entries(shelf)) source.shelf.set(place, value);
  const registry = new SecretSourceRegistry([source]);
  return { secrets: await Secrets.open(registry, new Map(Object.entries(settings)), options), source };
}

/** A folder as Kubernetes mounts a Secret: files are links through `..data`, which is swapped as a whole. */
export class MountedFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'sallyport-secrets-'));
  #version = 0;

  constructor(files: Readonly<Record<string, string | Buffer>>) {
    this.swap(files);
    for (const name of Object.keys(files)) symlinkSync(join('..data', name), join(this.path, name));
  }

  /** The reference to one of its files. */
  reference(name: string): string {
    return `file://${this.path}/${name}`;
  }

  swap(files: Readonly<Record<string, string | Buffer>>): void {
    this.#version += 1;
    const version = `..version_${String(this.#version)}`;
    mkdirSync(join(this.path, version));
    for (const [name, content] of Object.entries(files))
      writeFileSync(join(this.path, version, name), content);
    symlinkSync(version, join(this.path, '..data_tmp'));
    renameSync(join(this.path, '..data_tmp'), join(this.path, '..data'));
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
