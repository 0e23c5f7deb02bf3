import { checkSchema } from '../../simulator/schema';
import { analyticsQueries } from '../extensions';
import { validated } from '../http';
import { refusalOf } from '../kernel/refusal.fixture';
import { outputSchemaOf } from '../llm/structured/output-schema';
import { Explanation } from './explanation';
import { GROUNDED } from './sales.fixture';

describe.each(analyticsQueries.map((query) => [query.id, query] as const))(
  'the form of %s',
  (_, { output }) => {
    it('is one that the provider takes', () => {
      const schema = outputSchemaOf(output);
      expect(() => {
        checkSchema(schema);
      }).not.toThrow();
    });

    it('has all that an explanation has, and asks for every field', () => {
      expect(output.prototype).toBeInstanceOf(Object);
      const { properties, required } = outputSchemaOf(output) as {
        readonly properties: Readonly<Record<string, { readonly description?: string }>>;
        readonly required: readonly string[];
      };
      const names = Object.keys(properties);
      expect(names).toEqual(expect.arrayContaining(['summary', 'findings', 'recommendations']));
      expect([...required].sort()).toEqual(names.sort());
      for (const { description } of Object.values(properties)) expect(description).toMatch(/\w/);
    });
  },
);

describe('an explanation', () => {
  it.each<[string, object]>([
    ['without findings and recommendations', { ...GROUNDED, findings: [], recommendations: [] }],
    [
      'of the longest',
      { summary: 'x'.repeat(2000), findings: Array(8).fill('x'.repeat(2000)), recommendations: [] },
    ],
  ])('%s is one', async (_, form) => {
    expect(await validated(Explanation, form)).toEqual(form);
  });

  it.each<[string, object, readonly string[]]>([
    ['an empty summary', { summary: '' }, ['summary']],
    ['a summary that is too long', { summary: 'x'.repeat(2001) }, ['summary']],
    ['an empty finding', { findings: ['It is so.', ''] }, ['findings']],
    ['a finding that is too long', { findings: ['x'.repeat(2001)] }, ['findings']],
    ['nine findings', { findings: Array(9).fill('So.') }, ['findings']],
    ['nine recommendations', { recommendations: Array(9).fill('So.') }, ['recommendations']],
    ['a text for findings', { findings: 'It is so.' }, ['findings']],
    ['more than is asked for', { mood: 'good' }, ['mood']],
  ])('with %s is none', async (_, part, fields) => {
    expect((await refusalOf(() => validated(Explanation, { ...GROUNDED, ...part }))).extras.fields).toEqual(
      fields,
    );
  });
});
