import { once } from 'node:events';
import { request as ask } from 'node:http';
import { text } from 'node:stream/consumers';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host';
import type { Request } from 'express';
import { configOf } from '../config/config.fixture';
import { GatewayError } from '../kernel';
import { BodyGuard, Reads } from './body.guard';
import { contextOf } from './execution.fixture';
import { sendJson } from './problem';
import { asGatewayError } from './problem.filter';
import { serve, type TestServer } from './serve.fixture';

const LIMIT = 1024;

class Routes {
  @Reads('json')
  reading(): undefined {
    return undefined;
  }

  @Reads('json', 'form')
  lenient(): undefined {
    return undefined;
  }

  @Reads('message')
  native(): undefined {
    return undefined;
  }

  silent(): undefined {
    return undefined;
  }
}
const HANDLERS = Routes.prototype as unknown as Readonly<Record<string, () => unknown>>;

/** The last bytes that a body had to prove itself with, and what they came to. */
let checked: string | undefined;
let isAsSigned = true;
/** The bytes that the last request leaves for others to read. */
let kept: Buffer | undefined;
beforeEach(() => {
  [checked, isAsSigned, kept] = [undefined, true, undefined];
});
const checkBody = (bytes: Buffer): void => {
  checked = bytes.toString();
  if (!isAsSigned) throw new GatewayError('signature_invalid', 'not what was signed');
};

let server: TestServer;
let defaults: TestServer;
const guardOf = (env: Readonly<Record<string, string>>): Promise<TestServer> => {
  const guard = new BodyGuard(configOf(env));
  return serve((request, response) => {
    const handler = HANDLERS[request.url?.slice(1) ?? ''] ?? HANDLERS['reading'] ?? String;
    const signs = request.headers['x-signs'] !== undefined;
    request.context = Object.assign(contextOf(), { checkBody: signs ? checkBody : undefined });
    const execution = new ExecutionContextHost([request, response], Routes, handler);
    void (async () => {
      try {
        const admitted = await guard.canActivate(execution);
        kept = request.context.body;
        sendJson(response, 200, { admitted, body: (request as Request).body as unknown });
      } catch (error) {
        const { status, code } = asGatewayError(error);
        sendJson(response, status, { code }, ['Connection', 'close']);
      }
    })();
  });
};
beforeAll(async () => {
  [server, defaults] = await Promise.all([guardOf({ MAX_BODY_BYTES: String(LIMIT) }), guardOf({})]);
});
afterAll(() => Promise.all([server.close(), defaults.close()]));

/** What comes back; of a body that is undefined only the headers are sent. */
async function post(
  body: string | undefined,
  headers: Readonly<Record<string, string>>,
  path = '/',
  { url } = server,
): Promise<unknown> {
  const client = ask(url + path, { method: 'POST', headers });
  if (body === undefined) client.flushHeaders();
  else client.end(body);
  const [answer] = (await once(client, 'response')) as [NodeJS.ReadableStream];
  const words = await text(answer);
  client.on('error', () => undefined).destroy();
  return JSON.parse(words);
}

const JSON_HEADERS = { 'content-type': 'application/json' };

describe('the body guard', () => {
  it.each([
    'application/json',
    'Application/JSON',
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'application/json ; charset=utf8',
  ])('reads a body of the type %s', async (type) => {
    expect(await post('{"a": 1}', { 'content-type': type })).toEqual({ admitted: true, body: { a: 1 } });
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['no type', {}],
    ['text', { 'content-type': 'text/plain' }],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['JSON lines', { 'content-type': 'application/json-seq' }],
    ['a kind of JSON', { 'content-type': 'application/problem+json' }],
    ['another charset', { 'content-type': 'application/json; charset=utf-16' }],
    ['another parameter', { 'content-type': 'application/json; boundary=x' }],
    ['two types', { 'content-type': 'application/json, text/plain' }],
    ['a compressed body', { ...JSON_HEADERS, 'content-encoding': 'gzip' }],
    ['a body compressed twice', { ...JSON_HEADERS, 'content-encoding': 'identity, gzip' }],
  ])('refuses %s', async (_, headers) => {
    expect(await post('{}', headers)).toEqual({ code: 'unsupported_media_type' });
  });

  it.each([
    ['a body over the limit', `{"a":"${'x'.repeat(LIMIT)}"}`, 'body_too_large'],
    ['what is no JSON', 'a=1', 'malformed_body'],
    ['nothing', '', 'malformed_body'],
    ['a list', '[]', 'validation_failed'],
  ])('refuses %s', async (_, body, code) => {
    expect(await post(body, JSON_HEADERS)).toEqual({ code });
  });

  it.each([
    ['application/x-www-form-urlencoded', 'a=1&b=%20', { a: '1', b: ' ' }],
    ['Application/X-WWW-Form-Urlencoded; charset=UTF-8', 'a=1', { a: '1' }],
    ['application/json', '{"a": 1}', { a: 1 }],
  ])('reads a body of the type %s where forms are read too', async (type, body, fields) => {
    expect(await post(body, { 'content-type': type }, '/lenient')).toEqual({ admitted: true, body: fields });
  });

  it.each([
    ['a form that says it is JSON', 'application/json', 'a=1', 'malformed_body'],
    ['a form with a name twice', 'application/x-www-form-urlencoded', 'a=1&a=2', 'malformed_body'],
    ['a form of parts', 'multipart/form-data; boundary=x', '--x--', 'unsupported_media_type'],
    [
      'a form in another charset',
      'application/x-www-form-urlencoded; charset=latin1',
      'a=1',
      'unsupported_media_type',
    ],
    ['text', 'text/plain', 'a=1', 'unsupported_media_type'],
  ])('refuses %s where forms are read too', async (_, type, body, code) => {
    expect(await post(body, { 'content-type': type }, '/lenient')).toEqual({ code });
  });

  it('lets a body prove that it was signed, as the bytes it came in, before anything is read into it', async () => {
    const signed = { ...JSON_HEADERS, 'x-signs': 'yes' };
    expect(await post('{ "a":1 }', signed)).toEqual({ admitted: true, body: { a: 1 } });
    expect(checked).toBe('{ "a":1 }');
    isAsSigned = false;
    expect(await post('no JSON at all', signed)).toEqual({ code: 'signature_invalid' });
    expect(await post('{}', JSON_HEADERS)).toEqual({ admitted: true, body: {} });
  });

  it('takes identity for no encoding', async () => {
    const headers = { ...JSON_HEADERS, 'content-encoding': 'Identity' };
    expect(await post('{}', headers)).toEqual({ admitted: true, body: {} });
  });

  it('reads nothing where a route declares nothing', async () => {
    expect(await post('whatever', {}, '/silent')).toEqual({ admitted: true });
  });
});

describe('the body of a message', () => {
  const MIB = 1_048_576;
  const bodyOf = (length: number): string => `{"a":"${'x'.repeat(length - 8)}"}`;

  it('is kept as the bytes it came in, beside what they say', async () => {
    const odd = '{ "b" : 1e0,\r\n"a":"\\u00e9é" }\n';
    expect(await post(odd, JSON_HEADERS, '/native')).toEqual({ admitted: true, body: { b: 1, a: 'éé' } });
    expect(kept?.toString()).toBe(odd);
  });

  it('says no name twice, which other bodies may', async () => {
    const twice = '{"model":"a","model":"b"}';
    expect(await post(twice, JSON_HEADERS, '/native')).toEqual({ code: 'validation_failed' });
    expect(kept).toBeUndefined();
    expect(await post(twice, JSON_HEADERS)).toEqual({ admitted: true, body: { model: 'b' } });
  });

  it.each([
    ['a form', 'a=1', 'application/x-www-form-urlencoded', 'unsupported_media_type'],
    ['what is no JSON', 'a=1', 'application/json', 'malformed_body'],
    ['a list', '[]', 'application/json', 'validation_failed'],
    ['a prototype', '{"__proto__":1}', 'application/json', 'validation_failed'],
  ])('is never %s', async (_, body, type, code) => {
    expect(await post(body, { 'content-type': type }, '/native')).toEqual({ code });
  });

  it.each([
    ['a message', '/native', 32 * MIB],
    ['any other body', '/', MIB],
  ])('may be so long: %s on %s has %i bytes', async (_, path, most) => {
    expect(await post(bodyOf(most), JSON_HEADERS, path, defaults)).toMatchObject({ admitted: true });
    expect(kept).toHaveLength(most);
    const longer = { ...JSON_HEADERS, 'content-length': String(most + 1) };
    expect(await post(undefined, longer, path, defaults)).toEqual({ code: 'body_too_large' });
  });

  it('is as short as any other where a limit is set', async () => {
    expect(await post(bodyOf(LIMIT), JSON_HEADERS, '/native')).toMatchObject({ admitted: true });
    expect(await post(bodyOf(LIMIT + 1), JSON_HEADERS, '/native')).toEqual({ code: 'body_too_large' });
  });

  it('proves itself as the bytes it came in, before a name is looked at', async () => {
    isAsSigned = false;
    const signed = { ...JSON_HEADERS, 'x-signs': 'yes' };
    expect(await post('{"a":1,"a":2}', signed, '/native')).toEqual({ code: 'signature_invalid' });
    expect(checked).toBe('{"a":1,"a":2}');
  });
});
