import { microUsd } from '../../kernel';
import { BOUNDS, storedKey } from './keys.fixture';
import { changeOf, keyView, requestOf, withSecrets } from './key-views';
import { ChangeKeyDto, CreateKeyDto } from './key.dto';

describe('a key as administrators see it', () => {
  it('shows every bound, in the units of the contract', () => {
    expect(keyView(storedKey({ ...BOUNDS, signingSecret: 'sealed', revokedAt: 1_790_000_000_000 }))).toEqual({
      id: 'abcdefghijkl',
      name: 'mine',
      role: 'member',
      mode: 'viewer',
      allowed_ips: ['10.0.0.0/8', '2001:db8::/32'],
      allowed_origins: ['https://*.example.com', 'https://app.example.org'],
      models: ['claude-sonnet-5-5', 'claude-haiku-5'],
      query_types: ['mrr_analysis'],
      capabilities: [],
      on_disconnect: 'abort',
      rate_limit: { max_requests: 100, window_seconds: 60 },
      budget: { limit_usd: 12.5, period: 'month' },
      max_concurrency: 3,
      require_signature: true,
      created_at: '2026-09-10T00:26:40.000Z',
      expires_at: '2033-05-06T13:46:40.000Z',
      revoked_at: '2026-09-21T14:13:20.000Z',
    });
  });

  it.each([
    [undefined, {}],
    [1, { soft_percent: 1 }],
    [100, { soft_percent: 100 }],
  ])('shows the percent of its own from which on alerts are raised: %j', (softPercent, shown) => {
    const key = storedKey({ budget: { ...BOUNDS.budget, softPercent } });
    expect(keyView(key).budget).toStrictEqual({ limit_usd: 12.5, period: 'month', ...shown });
  });

  it('says null where there is no bound and no end', () => {
    expect(keyView(storedKey())).toMatchObject({
      allowed_ips: [],
      rate_limit: null,
      budget: null,
      max_concurrency: null,
      require_signature: false,
      expires_at: null,
      revoked_at: null,
    });
  });

  it('tells none of its secrets, in whichever form', () => {
    const key = storedKey({
      hash: 'canary-hash',
      signingSecret: 'canary-sealed',
      previous: { hash: 'canary-old', signingSecret: 'canary-older', until: 5 },
    });
    expect(JSON.stringify(withSecrets({ apiKey: key, signingSecret: undefined }))).not.toContain('canary');
  });

  it('comes with what is shown this once, and without members for what is not', () => {
    const apiKey = storedKey();
    expect(withSecrets({ apiKey, key: 'sp_x', signingSecret: 'sps_y' })).toEqual({
      ...keyView(apiKey),
      key: 'sp_x',
      signing_secret: 'sps_y',
    });
    expect(Object.keys(withSecrets({ apiKey, signingSecret: undefined }))).toEqual(
      Object.keys(keyView(apiKey)),
    );
  });
});

describe('what a body asks for', () => {
  const BODY = {
    name: 'mine',
    role: 'member',
    mode: 'viewer',
    allowed_ips: ['10.0.0.0/8'],
    allowed_origins: ['*'],
    models: ['m'],
    query_types: ['q'],
    rate_limit: { max_requests: 5, window_seconds: 60 },
    budget: { limit_usd: 1.1, period: 'day', soft_percent: 75 },
    max_concurrency: 2,
    expires_at: '2027-01-31T12:00:00+01:00',
    require_signature: true,
  } as const;

  it('is each of its fields, in our units', () => {
    const dto = Object.assign(new CreateKeyDto(), BODY) as CreateKeyDto;
    expect(requestOf(dto)).toEqual({
      name: 'mine',
      role: 'member',
      mode: 'viewer',
      allowedIps: ['10.0.0.0/8'],
      allowedOrigins: ['*'],
      models: ['m'],
      queryTypes: ['q'],
      rateLimit: { maxRequests: 5, windowSeconds: 60 },
      budget: { limit: 1_100_000n, period: 'day', softPercent: 75 },
      maxConcurrency: 2,
      expiresAt: Date.UTC(2027, 0, 31, 11),
      requireSignature: true,
    });
  });

  it('is nothing of what it leaves out, so that a change leaves it as it is', () => {
    expect(changeOf(new ChangeKeyDto())).toEqual({});
    expect(Object.keys(changeOf(Object.assign(new ChangeKeyDto(), { name: 'other' })))).toEqual(['name']);
  });

  it.each([
    ['rate_limit', 'rateLimit'],
    ['budget', 'budget'],
    ['max_concurrency', 'maxConcurrency'],
    ['expires_at', 'expiresAt'],
  ])('with null for %s takes the bound away', (field, setting) => {
    const change = changeOf(Object.assign(new ChangeKeyDto(), { [field]: null }));
    expect(Object.entries(change)).toEqual([[setting, undefined]]);
  });

  it.each([
    ['require_signature', false, { requireSignature: false }],
    ['allowed_ips', [], { allowedIps: [] }],
    ['budget', { limit_usd: 0, period: 'total' }, { budget: { limit: microUsd(0n), period: 'total' } }],
  ])('says %s = %j although there is little of it', (field, value, change) => {
    expect(changeOf(Object.assign(new ChangeKeyDto(), { [field]: value }))).toEqual(change);
  });

  it.each([
    [0.000001, 1n],
    [0.1, 100_000n],
    [0.29, 290_000n],
    [1.005, 1_005_000n],
    [999_999_999.999999, 999_999_999_999_999n],
    [1_000_000_000, 1_000_000_000_000_000n],
  ])('counts %d USD to the millionth', (usd, limit) => {
    const dto = Object.assign(new ChangeKeyDto(), { budget: { limit_usd: usd, period: 'day' } });
    expect(changeOf(dto).budget?.limit).toBe(limit);
  });
});
