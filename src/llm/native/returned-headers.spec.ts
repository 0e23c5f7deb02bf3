import { returnedHeaders } from './returned-headers';

describe('what a client gets of the provider’s headers', () => {
  it('is what clients read, as one flat list', () => {
    const kept = {
      'content-type': 'text/event-stream; charset=utf-8',
      'request-id': 'req_1',
      'retry-after': '5',
      'x-should-retry': 'true',
      'anthropic-ratelimit-requests-remaining': '4',
      'anthropic-ratelimit-unified-5h-reset': '2026-11-21T12:00:00Z',
    };
    expect(returnedHeaders(kept)).toEqual(Object.entries(kept).flat());
  });

  it.each<[string, string | string[]]>([
    ['anthropic-organization-id', 'org_1'],
    ['set-cookie', ['a=b']],
    ['server', 'cloudflare'],
    ['cf-ray', 'x'],
    ['via', '1.1 x'],
    ['connection', 'keep-alive'],
    ['transfer-encoding', 'chunked'],
    ['content-length', '5'],
    ['content-encoding', 'gzip'],
    ['location', 'https://elsewhere.example'],
    ['access-control-allow-origin', '*'],
    ['strict-transport-security', 'max-age=1'],
    ['x-request-id', 'theirs'],
    ['x-content-type', 'x'],
    ['content-type-x', 'x'],
    ['anthropic-ratelimit', '1'],
    ['x-anthropic-ratelimit-tokens', '1'],
    ['anthropic-ratelimit-tokens-limit', ['1', '2']],
    ['request-id', 'sk-ant-fixture-of-an-echo'],
    ['request-id', 'words that were asked'],
    ['request-id', 'a'.repeat(65)],
  ])('is never %s', (name, value) => {
    expect(returnedHeaders({ [name]: value })).toEqual([]);
  });
});
