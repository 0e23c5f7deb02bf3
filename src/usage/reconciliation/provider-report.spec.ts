import { readProviderReport } from './provider-report';
import {
  cents,
  costCsv,
  costReport,
  ledgerDay,
  tokens,
  usageCsv,
  usageReport,
} from './reconciliation.fixture';
import { ReportError, type ProviderReport } from './report';
import { NO_TOKENS } from './token-counts';

const DAY = ledgerDay('2026-11-19', 'claude-haiku-4-5', tokens(1, 2, 3, 4, 5, 6), 12_345n);
const AT = { day: '2026-11-19', model: 'claude-haiku-4-5' };

const read = (content: string | object): ProviderReport =>
  readProviderReport(
    'report.txt',
    Buffer.from(typeof content === 'string' ? content : JSON.stringify(content, undefined, 1)),
  );

const refusal = (content: string | object): string => {
  try {
    read(content);
  } catch (error) {
    expect(error).toBeInstanceOf(ReportError);
    return (error as Error).message;
  }
  return 'no refusal';
};

describe('a report', () => {
  it.each<[ProviderReport['format'], string | object, object]>([
    ['usage_report', usageReport([DAY]), { tokens: DAY.tokens }],
    ['cost_report', costReport([DAY]), { cost: 12_345n }],
    ['usage_csv', usageCsv([DAY]), { tokens: DAY.tokens }],
    ['cost_csv', costCsv([DAY]), { cost: 12_345n }],
    ['usage_report', [usageReport([DAY])], { tokens: DAY.tokens }],
    ['usage_csv', `\uFEFF${usageCsv([DAY])}`, { tokens: DAY.tokens }],
    [
      'usage_csv',
      'usage_date_utc,model_version,usage_input_tokens_no_cache,usage_input_tokens_cache_write,usage_output_tokens,cost_usd\n2026-11-19T23:00:00Z,claude-haiku-4-5,"1,234",,7.0,0.5\n',
      { tokens: { ...NO_TOKENS, inputTokens: 1234, outputTokens: 7 }, cost: 500_000n },
    ],
  ])('of the form %s is told by its content', (format, content, row) => {
    expect(read(content)).toMatchObject({ format, whole: true, rows: [{ ...AT, ...row }] });
  });

  it('takes nulls for groups of counts that are nothing, and hours for their day', () => {
    const result = {
      uncached_input_tokens: 1,
      cache_creation: null,
      cache_read_input_tokens: 0,
      output_tokens: 2,
      model: 'claude-opus-5-5',
    };
    const data = ['00', '23'].map((hour) => ({
      starting_at: `2026-11-19T${hour}:00:00Z`,
      results: [result],
    }));
    expect(read({ data, has_more: false })).toMatchObject({
      rows: [{ day: '2026-11-19' }, { day: '2026-11-19', tokens: tokens(1, 0, 0, 0, 2, 0) }],
      days: new Set(['2026-11-19']),
    });
  });

  it('is whole when its last page is there', () => {
    const [one, two] = [usageReport([], { has_more: true }), usageReport([])];
    expect(read(one).whole).toBe(false);
    expect(read(two).whole).toBe(true);
    const later = { ...two, data: [{ starting_at: '2026-11-21T00:00:00Z', results: [] }] };
    expect(read([one, later])).toMatchObject({ whole: true });
    expect(read([one, { ...later, has_more: true }])).toMatchObject({ whole: false });
  });

  it('charges beside the models what names none', () => {
    const day = { starting_at: '2026-11-19T00:00:00Z' };
    const rows = ['web_search', 'code_execution'].map((type) => ({
      amount: cents(10_000n),
      currency: 'USD',
      cost_type: type,
      model: null,
    }));
    expect(read({ data: [{ ...day, results: rows }], has_more: false }).rows).toEqual([
      { day: '2026-11-19', model: '(web search)', cost: 10_000n },
      { day: '2026-11-19', model: '(code_execution)', cost: 10_000n },
    ]);
    const csv = 'usage_date_utc,model,token_type,cost_usd,cost_type\n2026-11-19,,,0.02,web_search';
    expect(read(csv).rows).toEqual([{ day: '2026-11-19', model: '(web search)', cost: 20_000n }]);
  });

  it('tells of usage that is not priced as usual', () => {
    const csv = usageCsv([DAY]).replace('standard', 'batch').replace('global,', 'us,fast');
    expect([...read(csv).unusual].sort()).toEqual(['batch', 'fast', 'us']);
    expect(read(usageCsv([DAY])).unusual.size).toBe(0);
  });
});

const result = (change: object): object => ({
  data: [{ starting_at: '2026-11-19T00:00:00Z', results: [{ ...first(usageReport([DAY])), ...change }] }],
  has_more: false,
});
const cost = (change: object): object => ({
  data: [{ starting_at: '2026-11-19T00:00:00Z', results: [{ ...first(costReport([DAY])), ...change }] }],
  has_more: false,
});
const first = (report: object): object =>
  (report as { data: { results: object[] }[] }).data.flatMap(({ results }) => results)[0] as object;
const csv = (row: string): string =>
  `usage_date_utc,model_version,usage_input_tokens_no_cache,usage_output_tokens\n2026-11-19,m,1,1\n${row}\n`;

describe('a report that cannot be read names the file and the place', () => {
  it.each<[string | object, string]>([
    ['', 'report.txt: the file is empty'],
    ['{', 'report.txt: line 1 is not JSON'],
    ['{\n"data": [],\n"has_more": nope\n}', 'report.txt: line 3 is not JSON'],
    ['{\n"data": [\n', 'report.txt: line 3 is not JSON'],
    ['{"data": [], "has_more": false}\n\nand more', 'report.txt: line 3 is not JSON'],
    [[], 'report.txt: the list has no pages'],
    [[1], 'report.txt: [0] should be an object'],
    [{ data: [] }, 'report.txt: has_more should be true or false'],
    [{ data: {}, has_more: false }, 'report.txt: data should be a list'],
    [{ data: [1], has_more: false }, 'report.txt: data[0] should be an object'],
    [
      { data: [{ starting_at: '2026-02-30T00:00:00Z', results: [] }], has_more: false },
      'report.txt: data[0].starting_at should be a time such as 2026-11-21T00:00:00Z',
    ],
    [
      [usageReport([], { has_more: true }), usageReport([])],
      'report.txt: [1].data[0] is of the same time (2026-11-18T00:00:00.000Z) as [0].data[0]: a page is in the file twice',
    ],
    [
      result({ model: null }),
      'report.txt: data[0].results[0].model is not told: fetch the report with group_by[]=model',
    ],
    [result({ model: 7 }), 'report.txt: data[0].results[0].model should be a name'],
    [
      result({ output_tokens: '5' }),
      'report.txt: data[0].results[0].output_tokens should be a whole number from 0 on',
    ],
    [
      result({ cache_creation: { ephemeral_1h_input_tokens: 1 } }),
      'report.txt: data[0].results[0].cache_creation.ephemeral_5m_input_tokens should be a whole number from 0 on',
    ],
    [result({ server_tool_use: 3 }), 'report.txt: data[0].results[0].server_tool_use should be an object'],
    [
      cost({ amount: 12 }),
      'report.txt: data[0].results[0].amount should be a decimal number of cents, as a string',
    ],
    [cost({ currency: 'EUR' }), 'report.txt: data[0].results[0].currency should be USD'],
    [
      cost({ model: null, cost_type: null }),
      'report.txt: data[0].results[0].model is not told: fetch the report with group_by[]=description',
    ],
    [
      'a,b\n1,2',
      "report.txt: line 1: there is no column usage_date_utc or date, as the Console's export has",
    ],
    [
      'usage_date_utc,model\n',
      "report.txt: line 1: there is no column usage_input_tokens_no_cache or uncached_input_tokens, as the Console's export has",
    ],
    ['model,usage_date_utc,Model,cost_usd', 'report.txt: line 1: the column model is there twice'],
    [csv('2026-11-19,m,1'), 'report.txt: line 3 has 3 fields, and the header has 4'],
    [
      csv('2026-11-31,m,1,1'),
      'report.txt: line 3, column usage_date_utc: there should be a day such as 2026-11-21',
    ],
    [csv('2026-11-19,,1,1'), 'report.txt: line 3, column model_version: there should be a model'],
    [
      csv('2026-11-19,m,1,-1'),
      'report.txt: line 3, column usage_output_tokens: there should be a whole number from 0 on',
    ],
    [
      csv('2026-11-19,m,"1,2",1'),
      'report.txt: line 3, column usage_input_tokens_no_cache: there should be a whole number from 0 on',
    ],
    [
      'usage_date_utc,model,cost_usd\n2026-11-19,m,lots',
      'report.txt: line 2, column cost_usd: there should be a number of US dollars',
    ],
  ])('%j', (content, message) => {
    expect(refusal(content)).toBe(message);
  });

  it('as does one that is no text', () => {
    expect(() => readProviderReport('x.png', Buffer.from([0x89, 0x50, 0xff]))).toThrow(
      'x.png: the file is not text in UTF-8',
    );
  });
});
