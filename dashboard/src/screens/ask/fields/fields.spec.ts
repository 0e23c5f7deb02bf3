import { faultsOf } from './check';
import { draftOf, emptyDraft, valueOf, withDraft } from './draft';
import type { Field } from './field';
import { placeViolations } from './place-violations';
import { readSchema } from './read-schema';
import { strangersTo } from './strangers';

/** As the gateway writes the parameters of its queries, and more of what a schema may hold. */
const SCHEMA = {
  type: 'object',
  required: ['data'],
  properties: {
    time_period: { type: 'string', enum: ['last_7_days', 'last_30_days'] },
    since: { type: 'string', format: 'date' },
    level: { enum: [1, 2, 3] },
    strict: { type: 'boolean' },
    limit: { type: ['number', 'null'], minimum: 0, maximum: 10, multipleOf: 0.01 },
    data: {
      type: 'object',
      required: ['rows', 'cohorts'],
      properties: {
        rows: {
          type: 'array',
          minItems: 1,
          maxItems: 3,
          items: {
            type: 'object',
            required: ['month', 'amount'],
            properties: {
              month: { type: 'string', pattern: '^20\\d\\d-(?:0[1-9]|1[0-2])$' },
              amount: { type: 'number', minimum: 0 },
              plan: { enum: ['basic', 'pro'] },
            },
          },
        },
        cohorts: {
          type: 'array',
          items: {
            type: 'object',
            required: ['size', 'retained'],
            properties: {
              size: { type: 'integer' },
              retained: { type: 'array', maxItems: 3, items: { type: 'integer', minimum: 0 } },
            },
          },
        },
        before: { anyOf: [{ $ref: '#/$defs/before' }] },
        funnels: {
          type: 'array',
          items: { $ref: '#/$defs/before' },
        },
        notes: { type: 'array', items: { type: 'string' } },
        matrix: { type: 'array', items: { type: 'array', items: { type: 'number' } } },
        free: { oneOf: [{ type: 'string' }, { type: 'number' }] },
      },
    },
  },
  $defs: {
    before: {
      type: 'object',
      required: ['rows'],
      properties: {
        rows: {
          type: 'array',
          minItems: 1,
          items: { type: 'object', required: ['count'], properties: { count: { type: 'integer' } } },
        },
      },
    },
  },
} as const;

const FIELD = readSchema(SCHEMA);

const EXAMPLE = {
  time_period: 'last_7_days',
  level: 2,
  strict: true,
  limit: 4.5,
  data: {
    rows: [
      { month: '2026-01', amount: 12.5, plan: 'pro' },
      { month: '2026-02', amount: 0 },
    ],
    cohorts: [{ size: 4, retained: [3, 2] }],
    before: { rows: [{ count: 7 }] },
    funnels: [{ rows: [{ count: 1 }, { count: 2 }] }],
    notes: ['a, b', ''],
    matrix: [[1, 2], [3]],
    free: 7,
  },
};

/** The kinds of the fields, by name. */
function kinds(field: Field): unknown {
  return field.kind === 'group'
    ? Object.fromEntries(field.members.map((member) => [member.name, kinds(member.field)]))
    : field.kind;
}

describe('the form of a schema', () => {
  it('has a kind of input for each part', () => {
    expect(kinds(FIELD)).toEqual({
      time_period: 'scalar',
      since: 'scalar',
      level: 'scalar',
      strict: 'scalar',
      limit: 'scalar',
      data: {
        rows: 'table',
        cohorts: 'table',
        before: { rows: 'table' },
        funnels: 'each',
        notes: 'each',
        matrix: 'each',
        free: 'json',
      },
    });
  });

  it('gives back what was put into it', () => {
    expect(valueOf(FIELD, draftOf(FIELD, EXAMPLE))).toEqual(EXAMPLE);
    expect(faultsOf(FIELD, draftOf(FIELD, EXAMPLE))).toEqual(new Map([['data.notes.1', 'This is needed.']]));
    expect(strangersTo(FIELD, EXAMPLE)).toEqual([]);
  });

  it('ends although a schema refers to itself, and stands for any schema at all', () => {
    const tree = {
      type: 'object',
      properties: { name: { type: 'string' }, below: { type: 'array', items: { $ref: '#' } } },
    };
    expect(kinds(readSchema(tree))).toEqual({ name: 'scalar', below: 'each' });
    expect([true, null, {}, { $ref: '#/nowhere' }].map((one) => readSchema(one).kind)).toEqual(
      Array(4).fill('json'),
    );
  });

  it('begins with the rows that are needed, and says what is missing', () => {
    const draft = emptyDraft(FIELD);
    expect(valueOf(FIELD, draft)).toEqual({ data: { rows: [{ month: '' }], cohorts: [{ retained: [] }] } });
    expect([...faultsOf(FIELD, draft)]).toEqual([
      ['data.rows.0.month', 'This is needed.'],
      ['data.rows.0.amount', 'This is needed.'],
      ['data.cohorts.0.size', 'This is needed.'],
    ]);
  });
});

describe('what was typed', () => {
  const typed = (name: string, text: string): unknown => {
    const draft = withDraft(draftOf(FIELD, EXAMPLE), [name], text);
    const value = valueOf(FIELD, draft) as Readonly<Record<string, unknown>>;
    return [value[name], faultsOf(FIELD, draft).get(name)];
  };

  it.each([
    ['limit', '4.25', 4.25, undefined],
    ['limit', '', undefined, undefined],
    ['limit', '11', 11, 'This has to be 10 or less.'],
    ['limit', '-1', -1, 'This has to be 0 or more.'],
    ['limit', '0.005', 0.005, 'This has to be in steps of 0.01.'],
    ['limit', '12 percent', '12 percent', 'This has to be a number, such as 1250.5.'],
    ['level', '3', 3, undefined],
    ['level', '4', 4, 'This is none of the choices.'],
    ['strict', 'false', false, undefined],
    ['since', '2026-11-21', '2026-11-21', undefined],
  ])('%s %p is %p', (name, text, value, fault) => {
    expect(typed(name, text)).toEqual([value, fault]);
  });

  it('stays as it is while it is no number yet, and is looked at in every row', () => {
    const draft = withDraft(draftOf(FIELD, EXAMPLE), ['data', 'rows', '1', 'amount'], '12,');
    expect(valueOf(FIELD, draft)).toMatchObject({ data: { rows: [{}, { amount: '12,' }] } });
    expect([
      ...faultsOf(FIELD, withDraft(draft, ['data', 'cohorts', '0', 'retained'], '3; x')).keys(),
    ]).toEqual(['data.rows.1.amount', 'data.cohorts.0.retained', 'data.notes.1']);
  });

  it('has as many rows as it may', () => {
    const row = { month: '2026-01', amount: '1', plan: '' };
    const draft = withDraft(draftOf(FIELD, EXAMPLE), ['data', 'rows'], [row, row, row, row]);
    expect(faultsOf(FIELD, draft).get('data.rows')).toBe('This takes at most 3 rows.');
  });

  it('may leave out a part that is not needed', () => {
    const draft = withDraft(draftOf(FIELD, EXAMPLE), ['data', 'before'], undefined);
    expect(valueOf(FIELD, draft)).not.toHaveProperty('data.before');
  });
});

describe('violations of the gateway', () => {
  const draft = draftOf(FIELD, EXAMPLE);
  const placed = (...fields: readonly string[]): unknown => [
    ...placeViolations(
      FIELD,
      draft,
      fields.map((field) => ({ field, message: 'must be good' })),
    ),
  ];

  it.each([
    ['parameters.data.rows.1.amount', 'data.rows.1.amount', 'Must be good.'],
    ['parameters.data.rows[1].amount', 'data.rows.1.amount', 'Must be good.'],
    ['data.cohorts.0.retained', 'data.cohorts.0.retained', 'Must be good.'],
    ['parameters.data.cohorts.0.retained.1', 'data.cohorts.0.retained', '1 must be good.'],
    ['parameters.data.rows', 'data.rows', 'Must be good.'],
    ['parameters.data.rows.7.amount', 'data.rows', '7.amount must be good.'],
    ['parameters.data.rows.0.other', 'data.rows', '0.other must be good.'],
    ['parameters.data.funnels.0.rows.1.count', 'data.funnels.0.rows.1.count', 'Must be good.'],
    ['parameters.data.other', 'data', 'Other must be good.'],
    ['parameters', '', 'Must be good.'],
    ['query_type', '', 'Query_type must be good.'],
  ])('%s stands at %p', (field, place, message) => {
    expect(placed(field)).toEqual([[place, message]]);
  });

  it('of one place stand there together', () => {
    expect(placed('parameters.data.rows', 'parameters.data.rows.9.amount')).toEqual([
      ['data.rows', 'Must be good. 9.amount must be good.'],
    ]);
  });
});

it('the form names what it has no place for', () => {
  const value = { data: { rows: [{ month: '2026-01', amount: { a: 1 }, extra: 1 }], cohorts: {} }, more: 1 };
  expect(strangersTo(FIELD, value)).toEqual([
    'data.rows.0.amount',
    'data.rows.0.extra',
    'data.cohorts',
    'more',
  ]);
  expect(strangersTo(FIELD, [])).toEqual(['the whole']);
});
