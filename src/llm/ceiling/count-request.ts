import { COUNT } from '../firewall/request-fields';

const COUNTED = [...COUNT.fields].filter(([, place]) => place.is !== 'unknown').map(([name]) => name);

/** The body of `POST /v1/messages/count_tokens` for the same prompt: only the fields that it takes. */
export function countRequestOf(body: Buffer): Buffer {
  const request = JSON.parse(body.toString('utf8')) as Readonly<Record<string, unknown>>;
  const counted = COUNTED.filter((name) => Object.hasOwn(request, name)).map((name) => [name, request[name]]);
  return Buffer.from(JSON.stringify(Object.fromEntries(counted)));
}
