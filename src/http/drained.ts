import type { ServerResponse } from 'node:http';

/** Resolves when a slow reader has taken what was written, or is gone; undefined when there is nothing to wait for. */
export function drained(response: ServerResponse): Promise<void> | undefined {
  if (!response.writableNeedDrain || response.closed) return undefined;
  return new Promise((resolve) => {
    const over = (): void => {
      response.off('drain', over).off('close', over);
      resolve();
    };
    response.on('drain', over).on('close', over);
  });
}
