import fc from 'fast-check';
import { ANY_CHARACTER } from '../kernel/characters.fixture';
import { newRequestId, requestIdFrom } from './request-id';

const NEW = /^req_[0-9a-f]{32}$/;

describe('a request id', () => {
  it('is kept where it is plain', () => {
    fc.assert(fc.property(fc.stringMatching(/^[A-Za-z0-9._-]{8,64}$/), (id) => requestIdFrom(id) === id));
  });

  it('is replaced where it is anything else', () => {
    const odd = fc
      .string({ unit: ANY_CHARACTER, maxLength: 80 })
      .filter((text) => !/^[A-Za-z0-9._-]{8,64}$/.test(text));
    fc.assert(fc.property(odd, (id) => NEW.test(requestIdFrom(id))));
  });

  it.each([
    [undefined],
    [['plain-id-1', 'plain-id-2']],
    [''],
    ['1234567'],
    ['a'.repeat(65)],
    ['plain-id-1\n'],
    ['plain-id-1\r\nx-admin: 1'],
    ['plain id 1'],
    ['{"level":"fatal"}'],
    ['идентификатор'],
  ])('%j is replaced', (header) => {
    expect(requestIdFrom(header)).toMatch(NEW);
  });

  it('is new each time', () => {
    expect(new Set(Array.from({ length: 100 }, newRequestId)).size).toBe(100);
  });
});
