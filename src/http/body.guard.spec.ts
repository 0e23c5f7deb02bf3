import { once } from 'node:events';
import { request as ask } from 'node:http';
import { text } from 'node:stream/consumers';
import { Reflector } from '@nestjs/core';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host';
import type { Request } from 'express';
import { configOf } from '../config/config.fixture';
import { BodyGuard, Reads } from './body.guard';
import { sendJson } from './problem';
import { asGatewayError } from './problem.filter';
import { serve, type TestServer } from './serve.fixture';

const LIMIT = 1024;

class Routes {
  reading(): undefined {
    return undefined;
  }

  silent(): undefined {
    return undefined;
  }
}

const [reading, silent] = (['reading', 'silent'] as const).map((name) => {
  const descriptor = Object.getOwnPropertyDescriptor(Routes.prototype, name) as PropertyDescriptor;
  if (name === 'reading') Reads('json')(Routes.prototype, name, descriptor);
  return descriptor.value as () => unknown;
}) as [() => unknown, () => unknown];

let server: TestServer;
beforeAll(async () => {
  const guard = new BodyGuard(new Reflector(), configOf({ MAX_BODY_BYTES: String(LIMIT) }));
  server = await serve((request, response) => {
    const handler = request.url === '/silent' ? silent : reading;
    const execution = new ExecutionContextHost([request, response], Routes, handler);
    void (async () => {
      try {
        const admitted = await guard.canActivate(execution);
        sendJson(response, 200, { admitted, body: (request as Request).body as unknown });
      } catch (error) {
        const { status, code } = asGatewayError(error);
        sendJson(response, status, { code }, ['Connection', 'close']);
      }
    })();
  });
});
afterAll(() => server.close());

async function post(body: string, headers: Readonly<Record<string, string>>, path = '/'): Promise<unknown> {
  const client = ask(server.url + path, { method: 'POST', headers });
  client.end(body);
  const [answer] = (await once(client, 'response')) as [NodeJS.ReadableStream];
  return JSON.parse(await text(answer));
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

  it('takes identity for no encoding', async () => {
    const headers = { ...JSON_HEADERS, 'content-encoding': 'Identity' };
    expect(await post('{}', headers)).toEqual({ admitted: true, body: {} });
  });

  it('reads nothing where a route declares nothing', async () => {
    expect(await post('whatever', {}, '/silent')).toEqual({ admitted: true });
  });
});
