import { describeModel, listModels } from '../../../simulator/models';
import type { TestGateway } from '../../support/gateway';
import { sharedWithSimulator } from '../../support/shared-gateway';
import { claudeError, nativeReply, type NativeReply } from '../../support/native';
import { exchange, rawRequest } from '../../support/raw-http';

describe('models', () => {
  let gateway: TestGateway;
  /** A key for some models. */
  let limited: string;

  const ALLOWED = ['claude-opus-5', 'claude-sonnet-5-5', 'claude-sonnet-4-5', 'claude-haiku-4-5'];

  beforeAll(async () => {
    ({ gateway } = await sharedWithSimulator());
    limited = await gateway.createKey({ models: [...ALLOWED, 'claude-of-nobody'] });
  });

  const VERSION = { 'anthropic-version': '2023-06-01' };

  async function get(path: string, key = gateway.key): Promise<NativeReply> {
    return nativeReply(await fetch(gateway.url + path, { headers: { ...VERSION, 'x-api-key': key } }));
  }

  interface Page {
    readonly data: readonly { readonly id: string }[];
    readonly first_id: string | null;
    readonly last_id: string | null;
    readonly has_more: boolean;
  }

  describe('GET /v1/models', () => {
    const all = listModels(new URLSearchParams());

    const list = async (query: string, key = limited): Promise<Page> => {
      const reply = await get(`/v1/models${query}`, key);
      expect([query, reply.status]).toEqual([query, 200]);
      return JSON.parse(reply.text) as Page;
    };

    it('is the list of the provider, byte for byte, for a key without limits', async () => {
      const reply = await get('/v1/models?limit=1000');
      expect(reply.text).toBe(JSON.stringify(listModels(new URLSearchParams('limit=1000'))));
      const page = `limit=3&after_id=${all.data[2]?.id ?? ''}`;
      expect((await get(`/v1/models?${page}`)).text).toBe(
        JSON.stringify(listModels(new URLSearchParams(page))),
      );
    });

    it('is limited to the models of the key, in the order of the provider', async () => {
      const page = await list('');
      expect(page).toEqual({
        data: ALLOWED.map(describeModel),
        first_id: ALLOWED[0],
        last_id: ALLOWED.at(-1),
        has_more: false,
      });
    });

    it.each([1, 2, 3])('can be paged through by %i, forwards and backwards, without a gap', async (limit) => {
      const forwards: string[] = [];
      let page = await list(`?limit=${String(limit)}`);
      forwards.push(...page.data.map(({ id }) => id));
      while (page.has_more) {
        page = await list(`?limit=${String(limit)}&after_id=${page.last_id ?? ''}`);
        expect(page.data.length).toBeGreaterThan(0);
        forwards.push(...page.data.map(({ id }) => id));
      }
      expect(forwards).toEqual(ALLOWED);
      const backwards: string[] = [];
      let before = ALLOWED.at(-1) ?? '';
      for (let more = true; more;) {
        page = await list(`?limit=${String(limit)}&before_id=${before}`);
        expect(page.data.length).toBeGreaterThan(0);
        backwards.unshift(...page.data.map(({ id }) => id));
        before = page.first_id ?? '';
        more = page.has_more;
      }
      expect(backwards).toEqual(ALLOWED.slice(0, -1));
    });

    it('shows one model, and none that is another key’s', async () => {
      const own = await get('/v1/models/claude-opus-5?beta=true', limited);
      expect(own.text).toBe(JSON.stringify(describeModel('claude-opus-5')));
      expect((await get('/v1/models/claude-opus-5-5')).status).toBe(200);
      for (const id of ['claude-opus-5-5', 'claude-unheard-of', 'a%20b', '%2e%2e', 'x'.repeat(200)]) {
        const other = await get(`/v1/models/${id}`, limited);
        expect([id, other.status]).toEqual([id, 404]);
        expect(JSON.parse(other.text)).toEqual(claudeError('not_found_error', 'not_found'));
      }
    });

    it.each([
      'limit=0',
      'limit=1001',
      'limit=-1',
      'limit=1e2',
      'limit=05',
      'limit=',
      'limit=5&limit=6',
      'limit[]=5',
      'after_id=a%20b',
      'after_id=a&after_id=b',
      'before_id[x]=1',
      'page=1',
      'beta=false',
      'beta=true&beta=true',
      '__proto__=1',
    ])('refuses the query %s', async (query) => {
      for (const key of [limited, gateway.key]) {
        const reply = await get(`/v1/models?${query}`, key);
        expect([query, reply.status]).toEqual([query, 400]);
        expect(JSON.parse(reply.text)).toEqual(claudeError('invalid_request_error', 'validation_failed'));
      }
    });

    it.each(['..', '.', '%2e%2e', '...', '-x'])('never asks the provider for the path %s', async (id) => {
      const line = `GET /v1/models/${id}?beta=true HTTP/1.1`;
      const headers = [
        'Host: x',
        `x-api-key: ${gateway.key}`,
        'anthropic-version: 2023-06-01',
        'Connection: close',
      ];
      const { answers } = await exchange(gateway.url, rawRequest(line, headers));
      expect(answers.map(({ status }) => status)).toEqual([404]);
      // The gateway's own words: those of the provider would name no code.
      expect(JSON.parse(answers[0]?.body ?? '')).toEqual(claudeError('not_found_error', 'not_found'));
    });
  });
});
