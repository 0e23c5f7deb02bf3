import { randomUUID } from 'node:crypto';
import { reply, type Reply } from '../../support/ask';
import { count, MODEL, question, type ClaudeCodeRequest } from '../../support/clients/claude-code';
import { parseEvents } from '../../support/events';
import type { TestGateway } from '../../support/gateway';
import { sharedWithSimulator } from '../../support/shared-gateway';
import { ledgerOf } from '../../support/ledger';
import { PROVIDER_KEY, type TestSimulator } from '../../support/simulator';
import type { RecordedRequest } from '../../../simulator/recorder';

describe('Claude Code', () => {
  let simulator: TestSimulator;
  let gateway: TestGateway;

  beforeAll(async () => {
    ({ simulator, gateway } = await sharedWithSimulator());
  });

  type Credential = Readonly<Record<string, string>>;

  /** The two ways in which it is set up to say who it is. */
  const CREDENTIALS: readonly [string, (key: string) => Credential][] = [
    ['Authorization: Bearer', (key) => ({ Authorization: `Bearer ${key}` })],
    ['x-api-key', (key) => ({ 'x-api-key': key })],
  ];

  const bearer = (key: string): Credential => ({ Authorization: `Bearer ${key}` });

  async function send(
    { target, headers, body }: ClaudeCodeRequest,
    credential: Credential,
    more: Readonly<Record<string, string>> = {},
    url = gateway.url,
  ): Promise<Reply> {
    return reply(
      await fetch(url + target, { method: 'POST', headers: { ...headers, ...credential, ...more }, body }),
    );
  }

  function claudeCodeKey(): Promise<string> {
    return gateway.createKey({ capabilities: ['claude-code'] });
  }

  async function onlyRecord(marker: string): Promise<RecordedRequest> {
    const records = await simulator.requests(marker);
    expect(records).toHaveLength(1);
    return records[0] as RecordedRequest;
  }

  /** Header names and values as they arrived, names in lower case. */
  function headersOf({ headers }: RecordedRequest): readonly (readonly [string, string])[] {
    return headers.map(([name, value]) => [name.toLowerCase(), value]);
  }

  describe('its probes', () => {
    it.each(['/api/hello', '/'])('HEAD %s finds an empty 200 without a credential', async (path) => {
      const { status, text, headers } = await reply(
        await fetch(gateway.url + path, {
          method: 'HEAD',
          headers: { 'User-Agent': 'Bun/1.4.4', Accept: '*/*' },
        }),
      );
      expect([status, text]).toEqual([200, '']);
      expect(headers.get('content-length') ?? '0').toBe('0');
    });

    it('GET /v1/models?limit=1000 finds what the provider has', async () => {
      const ask = async (url: string, key: string): Promise<Reply> =>
        reply(
          await fetch(`${url}/v1/models?limit=1000`, {
            headers: {
              ...bearer(key),
              'User-Agent': 'claude-code/2.1.329',
              'anthropic-version': '2023-06-01',
              Accept: '*/*',
            },
          }),
        );
      const { status, body, text } = await ask(gateway.url, await claudeCodeKey());
      expect([status, text]).toEqual([200, (await ask(simulator.url, 'any')).text]);
      expect(body['data']).toContainEqual(expect.objectContaining({ id: MODEL }));
    });
  });

  describe('a question', () => {
    it.each(CREDENTIALS)('is answered to a key of the preset (%s)', async (_name, credential) => {
      const request = question(randomUUID(), `Say hello to ${randomUUID()}.`);
      const answer = await send(request, credential(await claudeCodeKey()));
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/);
      const types = parseEvents(answer.text).map(({ event }) => event);
      expect([types[0], types.at(-1)]).toEqual(['message_start', 'message_stop']);
    });

    it('is answered byte for byte as the provider does', async () => {
      const request = question(randomUUID(), `Which answer is ${randomUUID()}?`);
      const direct = await send(request, bearer('any'), {}, simulator.url);
      const answer = await send(request, bearer(await claudeCodeKey()));
      expect([answer.status, answer.text]).toEqual([200, direct.text]);
    });

    it('reaches the provider byte for byte, with its betas and its version', async () => {
      const marker = randomUUID();
      const request = question(randomUUID(), marker);
      await send(request, bearer(await claudeCodeKey()));
      const record = await onlyRecord(marker);
      expect(record.body).toBe(request.body);
      expect(record.path + record.query).toBe(request.target);
      const sent = new Map(headersOf(record));
      for (const name of ['anthropic-beta', 'anthropic-version'])
        expect(sent.get(name)).toBe(request.headers[name]);
      expect(sent.get('content-type')).toBe('application/json');
    });

    it.each(CREDENTIALS)('tells the provider nothing of its sender (%s)', async (_name, credential) => {
      const marker = randomUUID();
      const key = await claudeCodeKey();
      const session = randomUUID();
      await send({ ...question(session, marker) }, credential(key), {
        cookie: 'session=my-cookie',
        'x-forwarded-for': '203.0.113.9',
        'x-sub-proj': 'my-project',
      });
      const sent = headersOf(await onlyRecord(marker));
      const names = sent.map(([name]) => name);
      expect(names.filter((name) => name.startsWith('x-') && name !== 'x-api-key')).toEqual([]);
      expect(names).not.toContain('cookie');
      const values = sent.map(([, value]) => value).join('\n');
      for (const mine of [key, session, 'claude-cli', 'my-cookie', '203.0.113.9', 'my-project'])
        expect(values).not.toContain(mine);
      const credentials = sent.filter(([name]) => name === 'x-api-key' || name === 'authorization');
      expect(credentials.map(([, value]) => value.replace('Bearer ', ''))).toEqual([PROVIDER_KEY]);
    });

    it('is in the ledger with the session that it belongs to', async () => {
      const session = randomUUID();
      const answer = await send(question(session, 'Whose session?'), bearer(await claudeCodeKey()));
      const rows = await ledgerOf(gateway, answer.headers.get('x-request-id') ?? '');
      expect(rows).toEqual([
        expect.objectContaining({
          route: '/v1/messages',
          model: MODEL,
          outcome: 'answered',
          session_id: session,
          output_tokens: parseEvents(answer.text)
            .map(({ data }) => data['usage'] as { readonly output_tokens: number } | undefined)
            .findLast((usage) => usage !== undefined)?.output_tokens,
        }),
      ]);
    });

    it('is refused to a strict key, and the provider does not hear of it', async () => {
      const marker = randomUUID();
      const answer = await send(question(randomUUID(), marker), bearer(gateway.key));
      expect(answer.status).toBe(403);
      expect(answer.body).toEqual({
        type: 'error',
        error: {
          type: 'permission_error',
          message: expect.any(String),
          details: expect.objectContaining({ error_code: 'capability_denied' }),
        },
        request_id: answer.headers.get('x-request-id'),
      });
      expect(answer.headers.get('x-should-retry')).toBe('false');
      expect(await simulator.requests(marker)).toEqual([]);
    });

    it('can go on with the result of a tool', async () => {
      const marker = randomUUID();
      const request = question(randomUUID(), 'List the files.');
      const { messages, ...rest } = JSON.parse(request.body) as { readonly messages: readonly unknown[] };
      const id = 'toolu_01AbCdEfGhIjKlMnOpQrStUv';
      const body = JSON.stringify({
        ...rest,
        messages: [
          ...messages,
          { role: 'assistant', content: [{ type: 'tool_use', id, name: 'Glob', input: { path: '*' } }] },
          {
            role: 'user',
            content: [
              { type: 'tool_result', tool_use_id: id, content: marker, cache_control: { type: 'ephemeral' } },
            ],
          },
        ],
      });
      const answer = await send({ ...request, body }, bearer(await claudeCodeKey()));
      expect(answer.status).toBe(200);
      expect((await onlyRecord(marker)).body).toBe(body);
    });
  });

  describe('a burst of counts', () => {
    it('passes within the quota that every key has', async () => {
      const key = await gateway.createKey({
        capabilities: ['claude-code'],
        rateLimit: { maxRequests: 30, windowSeconds: 60 },
      });
      const session = randomUUID();
      const answers = await Promise.all(
        Array.from({ length: 25 }, (_, index) =>
          send(count(session, 'file '.repeat(index + 1)), bearer(key)),
        ),
      );
      // The simulator counts four bytes a token.
      expect(answers.map(({ status, body }) => [status, body])).toEqual(
        answers.map((_, index) => [200, { input_tokens: Math.ceil((5 * (index + 1)) / 4) }]),
      );
    });
  });
});
