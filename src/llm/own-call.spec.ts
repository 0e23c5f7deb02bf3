import { principalOf } from '../auth/principal.fixture';
import { microUsd } from '../kernel';
import { turnOf } from './data-turn';
import { boundOf } from './ceiling/call-bound';
import { ownCall, type CallTerms, type OwnRequest } from './own-call';

const REQUEST: OwnRequest = { model: 'm', max_tokens: 5, messages: [turnOf('user', 'Zoë 🙂')] };
const TERMS: CallTerms = {
  principal: principalOf(),
  requestId: 'req_1',
  route: '/somewhere',
  departure: new AbortController().signal,
};

const bodyOf = (...call: Parameters<typeof ownCall>): unknown =>
  JSON.parse(ownCall(...call).body.toString('utf8'));

describe('a call in the gateway’s own words', () => {
  it('is a request to the Messages API, of no session and no thread', () => {
    expect(ownCall(REQUEST, TERMS)).toEqual({
      ...TERMS,
      model: 'm',
      asks: REQUEST,
      target: '/v1/messages',
      headers: { 'content-type': 'application/json', 'anthropic-version': '2026-10-21' },
      body: expect.any(Buffer) as unknown,
      thread: false,
      sessionId: null,
    });
  });

  it.each([true, false])('is sent as it stands, and streamed where that is said: %s', (stream) => {
    expect(bodyOf(REQUEST, TERMS, stream)).toEqual({ ...REQUEST, stream });
  });

  it('is not streamed unless that is said', () => {
    expect(bodyOf(REQUEST, TERMS)).toMatchObject({ stream: false });
  });

  it('takes further fields of the API along, for the provider and for what it can cost', () => {
    const request = { ...REQUEST, output_config: { format: { type: 'json_schema' as const, schema: {} } } };
    expect(bodyOf(request, TERMS)).toEqual({ ...request, stream: false });
    expect(ownCall(request, TERMS).asks).toEqual(request);
  });

  it('is bounded as it is told', () => {
    const bounds = { queryType: 'sales', maxCost: microUsd(5n), once: true };
    expect(ownCall(REQUEST, { ...TERMS, ...bounds })).toMatchObject(bounds);
    const { queryType, maxCost, once } = ownCall(REQUEST, TERMS);
    expect([queryType, maxCost, once]).toEqual([undefined, undefined, undefined]);
  });

  it('can be counted, and is bounded by its bytes', () => {
    const { asks, body } = ownCall(REQUEST, TERMS);
    const bound = boundOf(asks ?? {}, body.length, 1_000_000);
    expect(bound).toMatchObject({ countable: true, outputTokens: 5 });
    expect(bound.promptTokens).toBeGreaterThanOrEqual(body.length);
  });
});
