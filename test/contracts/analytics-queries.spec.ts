import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { netPromoterScore } from '../../examples/net-promoter-score.query';
import { AnalyticsQueryRegistry, type AnalyticsQuery } from '../../src/analytics';
import { AppModule } from '../../src/app.module';
import { setUp } from '../../src/app.setup';
import { ApiKeys } from '../../src/auth';
import { analyticsQueries } from '../../src/extensions';
import { LeanExpressAdapter, schemaOf } from '../../src/http';
import { reply } from '../support/ask';
import { analyticsQueryContract } from './analytics-query-contract';

/** Those that are listed, and the one of docs/extending.md, unless somebody has followed that. */
const isListed = analyticsQueries.some(({ id }) => id === netPromoterScore.id);
const QUERIES: readonly AnalyticsQuery[] = isListed
  ? analyticsQueries
  : [...analyticsQueries, netPromoterScore];

analyticsQueryContract(QUERIES);

describe('a gateway with one line more in its list', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'sallyport-contract-'));
  let app: NestExpressApplication;
  let url: string;
  let headers: Readonly<Record<string, string>>;

  beforeAll(async () => {
    Object.assign(process.env, { NODE_ENV: 'test', DATA_DIR: dataDir, LOG_LEVEL: 'silent' });
    const module = await Test.createTestingModule({ imports: [AppModule] })
      .overrideProvider(AnalyticsQueryRegistry)
      .useValue(new AnalyticsQueryRegistry(QUERIES))
      .compile();
    app = module.createNestApplication<NestExpressApplication>(new LeanExpressAdapter(), {
      bodyParser: false,
      logger: false,
    });
    await setUp(app);
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
    const { key } = await app.get(ApiKeys, { strict: false }).create({ name: 'contract', role: 'analyst' });
    headers = { 'x-api-key': key, 'content-type': 'application/json' };
  });

  afterAll(async () => {
    await app.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('tells of them all, in their order', async () => {
    const { body } = await reply<{ data: readonly { id: string; metrics: unknown }[] }>(
      await fetch(`${url}/api/analytics-query/types`, { headers }),
    );
    expect(body.data.map(({ id }) => id)).toEqual(QUERIES.map(({ id }) => id));
    expect(body.data.map(({ metrics }) => metrics)).toEqual(QUERIES.map(({ metrics }) => schemaOf(metrics)));
  });

  it.each(QUERIES.map((query) => [query.id, query] as const))('answers %s', async (id, query) => {
    const { status, body } = await reply<Readonly<Record<string, unknown>>>(
      await fetch(`${url}/api/analytics-query`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ query_type: id, parameters: query.example }),
      }),
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({
      query_type: id,
      version: query.version,
      answer: expect.any(String),
      explanation: expect.any(Object),
      grounded: true,
      ungrounded_numbers: [],
      degraded: false,
    });
  });
});
