import { validate } from 'class-validator';
import { Is, Optional } from './rules';

class Ticket {
  @Optional()
  @Is('even', (text) => text.length % 2 === 0, 'must have an even number of letters')
  code?: unknown;

  @Optional()
  @Is('even', (text) => text.length % 2 === 0, 'must have an even number of letters', { each: true })
  codes?: unknown;
}

const broken = async (body: object): Promise<unknown> => {
  const errors = await validate(Object.assign(new Ticket(), body));
  return errors.flatMap(({ constraints }) => Object.entries(constraints ?? {}));
};

describe('a rule of our own', () => {
  it.each([
    [{}],
    [{ code: undefined }],
    [{ code: '' }],
    [{ code: 'ab' }],
    [{ codes: [] }],
    [{ codes: ['ab', ''] }],
  ])('is kept by %j', async (body) => {
    expect(await broken(body)).toEqual([]);
  });

  it.each([[{ code: 'a' }], [{ code: 22 }], [{ code: null }], [{ code: ['ab'] }], [{ code: {} }]])(
    'is broken by %j, and says so',
    async (body) => {
      expect(await broken(body)).toEqual([['even', 'code must have an even number of letters']]);
    },
  );

  it.each([
    [{ codes: ['ab', 'a'] }],
    [{ codes: [5] }],
    [{ codes: [null] }],
    [{ codes: [['ab']] }],
    [{ codes: null }],
    [{ codes: 'a' }],
  ])('for each of a list is broken by %j', async (body) => {
    expect(await broken(body)).toEqual([['even', 'codes must have an even number of letters']]);
  });
});
