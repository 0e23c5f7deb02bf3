import { statfs } from 'node:fs/promises';

/** File systems that a restart takes, by the numbers of statfs(2): tmpfs, ramfs, and the layer of a container. */
const VOLATILE: ReadonlySet<number> = new Set([0x01021994, 0x858458f6, 0x794c7630]);

/** What a folder lies on. @throws Error when it cannot be looked at */
export async function folderFacts(
  folder: string,
): Promise<{ readonly isVolatile: boolean; readonly freeBytes: number }> {
  const { type, bavail, bsize } = await statfs(folder);
  return { isVolatile: VOLATILE.has(type), freeBytes: bavail * bsize };
}
