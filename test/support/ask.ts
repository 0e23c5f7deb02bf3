import { timed } from './timed';

/** An answer with its body read: parsed where it is JSON. */
export interface Reply<T = Readonly<Record<string, unknown>>> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: T;
}

export const QUESTION = { question: 'Which plan earns more?', context: { basic: 1200, pro: 3400 } };

/** Sends `POST /api/query` with a JSON body; a string is sent as it stands. */
export async function ask<T = Readonly<Record<string, unknown>>>(
  gateway: { readonly url: string; readonly key: string },
  body: unknown = QUESTION,
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply<T>> {
  const text = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
  return reply(
    await fetch(`${gateway.url}/api/query`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': gateway.key, ...headers },
      body: text,
    }),
  );
}

/** Thirty requests at once, one with each key in turn, and how long all of them took. */
export async function burst(
  { url }: { readonly url: string },
  keys: readonly string[],
  question: string,
): Promise<{ readonly answers: readonly Reply[]; readonly ms: number }> {
  const asked = (): Promise<Reply>[] =>
    Array.from({ length: 30 }, (_, at) =>
      ask({ url, key: keys[at % keys.length] as string }, { ...QUESTION, question }),
    );
  const { value: answers, ms } = await timed(() => Promise.all(asked()));
  return { answers, ms };
}

/** Posts JSON anywhere. */
export async function post<T = Readonly<Record<string, unknown>>>(
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply<T>> {
  return reply(
    await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    }),
  );
}

/** Reads an answer to its end. */
export async function reply<T>(response: Response): Promise<Reply<T>> {
  const text = await response.text();
  const isJson = /[/+]json\b/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: (isJson ? JSON.parse(text) : undefined) as T,
  };
}
