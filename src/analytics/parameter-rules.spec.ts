import fc from 'fast-check';
import { IsArray } from 'class-validator';
import { validated } from '../http';
import { GatewayError } from '../kernel';
import { ANY_CHARACTER } from '../kernel/characters.fixture';
import { Count, ListOf, Money, Month, PartOf, Slug, TimePeriodRule } from './parameter-rules';

class Part {
  @Slug('A code')
  slug!: unknown;
}

class Taken {
  @TimePeriodRule()
  period?: unknown;

  @Slug('A code')
  slug: unknown = 'a';

  @IsArray()
  @Slug('Codes', { each: true })
  slugs: unknown = [];

  @Month('A month')
  month: unknown = '2026-11';

  @Money('An amount')
  money: unknown = 0;

  @Count('A number')
  count: unknown = 0;

  @PartOf(Part, 'A part')
  part: unknown = Object.assign(new Part(), { slug: 'a' });

  @ListOf(Part, { least: 1, most: 2 }, 'Parts')
  parts: unknown = [Object.assign(new Part(), { slug: 'a' })];
}

type Name = Exclude<keyof Taken, 'part' | 'parts'>;
const NAMES: readonly Name[] = ['period', 'slug', 'slugs', 'month', 'money', 'count'];

/** The fields at fault, or none. */
async function faultsOf(part: Partial<Taken>): Promise<readonly string[]> {
  try {
    await validated(Taken, part);
    return [];
  } catch (error) {
    if (error instanceof GatewayError) return error.extras.fields ?? [];
    throw error;
  }
}

/** What the rules let in, and what not. */
const TABLE: Readonly<
  Record<Name, { readonly takes: readonly unknown[]; readonly refuses: readonly unknown[] }>
> = {
  period: {
    takes: [undefined, 'last_7_days', 'last_30_days', 'last_90_days', 'last_12_months'],
    refuses: [null, '', 'last_8_days', 'LAST_7_DAYS', 'last_7_days ', 7, ['last_7_days'], {}],
  },
  slug: {
    takes: ['a', '0', '-', '_', 'step_2', 'plan-pro', 'a'.repeat(40)],
    refuses: [
      '',
      'a'.repeat(41),
      'A',
      'a b',
      'a\n',
      '\na',
      'a.b',
      'é',
      'ａ',
      '١',
      'a\u0000',
      null,
      5,
      ['a'],
      {},
    ],
  },
  slugs: {
    takes: [[], ['a'], ['a', 'step_2']],
    refuses: [[''], ['a', 'B'], ['a b'], [5], [null], [['a']], 'a', null, {}],
  },
  month: {
    takes: ['2000-01', '2026-11', '2099-12'],
    refuses: [
      '2026-00',
      '2026-13',
      '1999-12',
      '2100-01',
      '2026-1',
      '26-11',
      '2026-11-01',
      '2026-11\n',
      ' 2026-11',
      '２026-11',
      '',
      null,
      202_611,
    ],
  },
  money: {
    takes: [0, 0.01, 0.1, 1_800.5, 49_999.99, 1_000_000_000_000, 999_999_999_999.99],
    refuses: [
      -0.01,
      0.001,
      1.005,
      1e-7,
      1.5e-7,
      1_000_000_000_000.01,
      NaN,
      Infinity,
      '5',
      null,
      true,
      [5],
      {},
    ],
  },
  count: {
    takes: [0, 1, 1_000_000_000],
    refuses: [-1, 0.5, 1_000_000_001, NaN, Infinity, '5', null, true, [5], {}],
  },
};

describe.each(NAMES)('the rule of a %s', (name) => {
  it.each(TABLE[name].takes.map((value) => [value]))('takes %j', async (value) => {
    expect(await faultsOf({ [name]: value })).toEqual([]);
  });

  it.each(TABLE[name].refuses.map((value) => [value]))('refuses %j, by name', async (value) => {
    expect(await faultsOf({ [name]: value })).toEqual([name]);
  });
});

describe('parts', () => {
  const PART = { slug: 'a' };

  it.each<[Partial<Taken>]>([[{ part: PART }], [{ parts: [PART] }], [{ parts: [PART, PART] }]])(
    'of %j are taken',
    async (part) => {
      expect(await faultsOf(part)).toEqual([]);
    },
  );

  it.each<[Partial<Taken>, string]>([
    [{ part: { slug: 'A' } }, 'part.slug'],
    [{ part: {} }, 'part.slug'],
    [{ part: { ...PART, note: 'x' } }, 'part.note'],
    [{ part: null }, 'part'],
    [{ part: 'a' }, 'part'],
    [{ parts: [] }, 'parts'],
    [{ parts: [PART, PART, PART] }, 'parts'],
    [{ parts: [PART, { slug: 'a b' }] }, 'parts.1.slug'],
    [{ parts: [PART, { ...PART, note: 'x' }] }, 'parts.1.note'],
    [{ parts: PART }, 'parts'],
    [{ parts: null }, 'parts'],
    [{ parts: 'a' }, 'parts'],
    [{ parts: ['a'] }, 'parts'],
    [{ parts: [null] }, 'parts'],
    [{ parts: [[PART]] }, 'parts'],
    [{ parts: [[]] }, 'parts'],
  ])('of %j are refused: %s', async (part, field) => {
    expect(await faultsOf(part)).toContain(field);
  });
});

describe('no rule lets words in:', () => {
  const piece = fc.constantFrom('a', 'step_2', '2026-11', 'last_7_days', '12', '-');
  const wrong = fc.oneof(
    fc.constantFrom(' ', '\n', '\r\n', '\t', '\u00a0', '\u2028', '\u200b', '.', ',', ':', '"', '{', '/', '%'),
    fc.constantFrom('A', 'Z', 'É', 'é', 'ß', 'ı', 'ſ', 'K', '漢', '🙂', '\ud83d', '٢'),
    fc.string({ minLength: 1, unit: ANY_CHARACTER }).filter((text) => /[^a-z0-9_-]/u.test(text)),
  );
  const texts = fc
    .tuple(fc.oneof(piece, fc.constant('')), wrong, fc.oneof(piece, fc.constant('')))
    .map((all) => all.join(''));

  it('no text with a space, a capital, a line break, or what is not ASCII', async () => {
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        for (const name of NAMES) {
          expect(await faultsOf({ [name]: name === 'slugs' ? [text] : text })).toEqual([name]);
        }
      }),
    );
  });

  it('nothing of the kind between codes, and no code of more than 40 characters', async () => {
    const long = fc.string({ minLength: 41, unit: fc.constantFrom('a', '1', '-', '_') });
    await fc.assert(
      fc.asyncProperty(fc.oneof(texts, long), fc.array(piece), async (text, others) => {
        expect(await faultsOf({ slugs: [...others, text] })).toEqual(['slugs']);
      }),
    );
  });
});
