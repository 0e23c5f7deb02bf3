import { gzipSync } from 'node:zlib';
import { ask, QUESTION, reply, type Reply } from '../support/ask';
import type { TestGateway } from '../support/gateway';
import { sharedWithSimulator } from '../support/shared-gateway';
import type { TestSimulator } from '../support/simulator';

describe('bodies', () => {
  let simulator: TestSimulator;
  let gateway: TestGateway;

  beforeAll(async () => {
    ({ simulator, gateway } = await sharedWithSimulator());
  });

  let counter = 0;

  /** A word that only this request has, to find out whether it reached the upstream. */
  function newMarker(): string {
    counter += 1;
    return `marker-${String(counter)}-end`;
  }

  /** Sends bytes and expects that the upstream hears nothing of them. */
  async function refused(bytes: string | Uint8Array, headers?: Record<string, string>): Promise<Reply> {
    const before = (await simulator.requests()).length;
    const answer = await ask(gateway, bytes, headers);
    expect(await simulator.requests()).toHaveLength(before);
    return answer;
  }

  const codeOf = ({ status, body }: Reply): unknown[] => [status, body['code']];

  describe('a content type', () => {
    it.each([
      'application/json',
      'application/json; charset=utf-8',
      'application/json;charset="UTF-8"',
      'Application/JSON ; Charset=utf8',
    ])('of %p is read', async (type) => {
      expect((await ask(gateway, QUESTION, { 'content-type': type })).status).toBe(200);
    });

    it.each([
      'text/plain',
      'text/json',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/octet-stream',
      'application/jsonp',
      'application/json-patch+json',
      'application/json; charset=latin1',
      'application/json; charset=utf-16',
      'application/json; charset=utf-8; charset=latin1',
      'application/json, text/plain',
      'json',
      '',
    ])('of %p is a 415', async (type) => {
      const answer = await refused(JSON.stringify(QUESTION), { 'content-type': type });
      expect(codeOf(answer)).toEqual([415, 'unsupported_media_type']);
    });

    it('that is missing is a 415', async () => {
      const answer = await fetch(`${gateway.url}/api/query`, {
        method: 'POST',
        headers: { 'x-api-key': gateway.key },
        body: Buffer.from(JSON.stringify(QUESTION)),
      });
      expect(codeOf(await reply(answer))).toEqual([415, 'unsupported_media_type']);
    });

    it.each(['gzip', 'GZIP', 'x-gzip', 'deflate', 'br', 'zstd', 'identity, gzip', 'unknown'])(
      'with the encoding %s is a 415',
      async (encoding) => {
        const answer = await refused(gzipSync(JSON.stringify(QUESTION)), { 'content-encoding': encoding });
        expect(codeOf(answer)).toEqual([415, 'unsupported_media_type']);
      },
    );
  });

  describe('a body that is no JSON in UTF-8', () => {
    const around = (...bytes: number[]): Buffer =>
      Buffer.concat([Buffer.from('{"question":"canary'), Buffer.from(bytes), Buffer.from('","context":{}}')]);

    it.each<[string, string | Uint8Array]>([
      ['nothing', ''],
      ['blanks', ' \n '],
      ['an open object', '{"question":"canary","context":{'],
      ['single quotes', "{'question':'canary','context':{}}"],
      ['a trailing comma', '{"question":"canary","context":{},}'],
      ['a comment', '{"question":"canary","context":{}/* */}'],
      ['something behind', '{"question":"canary","context":{}}canary'],
      ['two objects', '{"question":"canary","context":{}}{}'],
      ['NaN', '{"question":"canary","context":{"v":NaN}}'],
      ['a control character', '{"question":"canary\u0001","context":{}}'],
      ['a NUL behind', '{"question":"canary","context":{}}\0'],
      ['a form', 'question=canary&context={}'],
      ['UTF-16', Buffer.from(JSON.stringify(QUESTION), 'utf16le')],
      ['gzip', gzipSync(JSON.stringify(QUESTION))],
      ['a byte that is never UTF-8', around(0xff)],
      ['Latin-1', around(0xe9)],
      ['an overlong form', around(0xc0, 0xaf)],
      ['a surrogate', around(0xed, 0xa0, 0x80)],
      ['a code point past the last', around(0xf4, 0x90, 0x80, 0x80)],
      ['a cut character', around(0xe2, 0x82)],
    ])('(%s) is a 400 that repeats none of it', async (_, bytes) => {
      const answer = await refused(bytes);
      expect(codeOf(answer)).toEqual([400, 'malformed_body']);
      expect(answer.text).not.toMatch(/canary|marker/);
    });
  });

  describe('names that reach into a prototype', () => {
    const NAMES = [
      '__proto__',
      'constructor',
      'prototype',
      '\\u005f_proto__',
      '__proto\\u005f_',
      'c\\u006fnstructor',
    ];
    const PLACES: readonly [string, (name: string) => string][] = [
      ['at the top', (name) => `{"question":"q","context":{},"${name}":{"polluted":true}}`],
      ['in the context', (name) => `{"question":"q","context":{"${name}":{"polluted":true}}}`],
      ['deep in the context', (name) => `{"question":"q","context":{"a":[{"b":{"${name}":1}}]}}`],
      ['instead of the context', (name) => `{"question":"q","${name}":{"context":{}}}`],
    ];

    it.each(NAMES.flatMap((name) => PLACES.map(([place, bodyOf]) => [name, place, bodyOf(name)] as const)))(
      '%s %s is a 400 that names it',
      async (name, _, body) => {
        const answer = await refused(body);
        expect(codeOf(answer)).toEqual([400, 'validation_failed']);
        const plain = JSON.parse(`"${name}"`) as string;
        expect(answer.body['fields']).toContainEqual(expect.stringContaining(plain));
      },
    );
  });

  describe('a repeated name', () => {
    it('counts once, and what was checked is what is sent', async () => {
      const [first, last] = [newMarker(), newMarker()];
      const body = `{"question":"${first}","context":{"v":"${first}"},"context":{"v":"${last}"},"question":"${last}"}`;
      const { status } = await ask(gateway, body);
      const sent = await simulator.requests(last);
      expect(status === 400 ? sent : sent.map((record) => record.body.includes(first))).toEqual(
        status === 400 ? [] : [false],
      );
      expect([200, 400]).toContain(status);
    });

    it.each([
      '{"question":"q","context":{},"question":5}',
      '{"question":"q","context":{},"context":[]}',
      '{"question":"q","context":{},"max_tokens":5,"max_tokens":"5"}',
      '{"question":"q","context":{},"max_tokens":5,"max_t\\u006fkens":0}',
    ])('does not carry a bad value past the check: %s', async (body) => {
      expect(codeOf(await refused(body))).toEqual([400, 'validation_failed']);
    });
  });
});
