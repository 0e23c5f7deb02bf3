/*
 * What pages do, in a real browser: each function is sent to it as text, and knows nothing of this module.
 */

/** What a page saw of an answer. */
export interface Seen {
  readonly status: number;
  readonly requestId: string | null;
  readonly text: string;
  /** How often the text grew. */
  readonly pieces: number;
}

/** Asks its backend for credentials, which are headers here, and keeps them. */
export async function signIn(): Promise<void> {
  const credentials = await fetch('/credentials', { method: 'POST' });
  Object.assign(globalThis, { credentials: await credentials.json() });
}

/** Asks its backend to do something. */
export async function tell(name: string): Promise<number> {
  return (await fetch(`/${name}`, { method: 'POST' })).status;
}

/** Asks the gateway, with what `signIn` has got. */
export async function ask(url: string, question: object, how: object = {}): Promise<Seen> {
  const { credentials } = globalThis as unknown as { credentials: Record<string, string> };
  const response = await fetch(`${url}/api/query`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...credentials },
    body: JSON.stringify(question),
    ...how,
  });
  const seen = {
    status: response.status,
    requestId: response.headers.get('x-request-id'),
    text: '',
    pieces: 0,
  };
  const decoder = new TextDecoder();
  for await (const piece of response.body ?? []) {
    seen.text += decoder.decode(piece as Uint8Array, { stream: true });
    seen.pieces += 1;
  }
  return seen;
}

/** Asks the gateway from a frame without an origin. */
export function askFromSandbox(url: string, question: object): Promise<string> {
  interface Frame {
    sandbox: string;
    srcdoc: string;
  }
  interface Window {
    readonly credentials: object;
    readonly document: { createElement(name: string): Frame; readonly body: { append(frame: Frame): void } };
    addEventListener(name: string, listener: (event: { readonly data: string }) => void): void;
  }
  const window = globalThis as unknown as Window;
  const headers = { 'content-type': 'application/json', ...window.credentials };
  const how = { method: 'POST', headers, body: JSON.stringify(question) };
  return new Promise((resolve) => {
    window.addEventListener('message', ({ data }) => {
      resolve(data);
    });
    const asking = `fetch('${url}/api/query', ${JSON.stringify(how)})`;
    const telling = `(seen) => parent.postMessage(String(seen), '*')`;
    const frame = window.document.createElement('iframe');
    frame.sandbox = 'allow-scripts';
    frame.srcdoc = `<script>${asking}.then(${telling}, ${telling})</script>`;
    window.document.body.append(frame);
  });
}
