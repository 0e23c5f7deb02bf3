import type { Overview } from '../../src/live/overview';

/** Somebody at the live feed. */
export interface Watcher {
  readonly status: number;
  readonly headers: Headers;
  /** Resolves when the feed has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** The next overview that nobody has taken. */
  next(): Promise<Overview>;
  /** The first of those to come that fits. */
  until(fits: (overview: Overview) => boolean): Promise<Overview>;
  leave(): void;
}

/** Watches with a key, or with headers of one's own. */
export async function watch(
  url: string,
  key: string | undefined,
  headers: Readonly<Record<string, string>> = {},
): Promise<Watcher> {
  const controller = new AbortController();
  const response = await fetch(`${url}/api/live`, {
    headers: { ...(key === undefined ? {} : { 'x-api-key': key }), ...headers },
    signal: controller.signal,
  });
  const told: Overview[] = [];
  let wake: () => void = () => undefined;
  let isOver = false;
  const ended = read(response, (overview) => {
    told.push(overview);
    wake();
  }).then(() => {
    isOver = true;
    wake();
  });
  const next = async (): Promise<Overview> => {
    for (;;) {
      const overview = told.shift();
      if (overview !== undefined) return overview;
      if (isOver) throw new Error('The feed has ended');
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  return {
    status: response.status,
    headers: response.headers,
    ended,
    next,
    until: async (fits) => {
      for (;;) {
        const overview = await next();
        if (fits(overview)) return overview;
      }
    },
    leave: () => {
      controller.abort();
    },
  };
}

/** Reads events to the end of the stream, or until somebody leaves. */
async function read({ body }: Response, tell: (overview: Overview) => void): Promise<void> {
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const piece of body ?? []) {
      const events = (text + decoder.decode(piece as Uint8Array, { stream: true })).split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) {
        const data = /^data: (.*)$/m.exec(event)?.[1];
        if (data !== undefined) tell(JSON.parse(data) as Overview);
      }
    }
  } catch (error) {
    if ((error as Error).name !== 'AbortError') throw error;
  }
}
