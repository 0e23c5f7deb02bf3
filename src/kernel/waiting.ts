import type { Signal } from './signal';

/** Waits for something, unless the signal fires first. @throws the signal's reason */
export async function unlessAborted<T>(event: Promise<T>, signal: Signal): Promise<T> {
  signal.throwIfAborted();
  let stop: () => void = () => undefined;
  const over = new Promise<never>((_, reject) => {
    stop = () => {
      reject(signal.reason ?? new Error('It was called off'));
    };
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([over, event]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Lets some time pass, in milliseconds. @throws the signal's reason when it fires first */
export async function pause(ms: number, signal: Signal): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  try {
    await unlessAborted(passed, signal);
  } finally {
    clearTimeout(timer);
  }
}
