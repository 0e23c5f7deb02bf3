import { Turns } from '../kernel';
import { refusalOf } from '../kernel/refusal.fixture';
import { requireQuickToParse } from './json-text';

const members = (count: number, of: (number: number) => string): string =>
  `{${Array.from({ length: count }, (_, number) => of(number)).join(', ')}}`;
const different = (number: number): string => `"name ${String(number)}" :1`;
const require = (text: string): Promise<void> => requireQuickToParse(text, new Turns());

describe('a long JSON text', () => {
  it.each([
    ['as many names as there may be', members(20_000, different)],
    ['the same ones again and again', `[${Array(30).fill(members(1000, different)).join()}]`],
    ['texts that are no names', `[${members(1, different)},"x${'","x'.repeat(50_000)}"]`],
    ['names inside of a text', JSON.stringify(members(30_000, different))],
    ['as many levels as there may be', `[${`${'['.repeat(63)}${']'.repeat(63)},`.repeat(1000)}1]`],
    ['brackets inside of a text', JSON.stringify('['.repeat(200_000))],
    ['a text without an end', `{"a":"${'x'.repeat(200_000)}`],
  ])('may have %s', async (_, text) => {
    await expect(require(text)).resolves.toBeUndefined();
  });

  it.each([
    ['in one object', members(20_001, different)],
    [
      'in many',
      `[${Array.from({ length: 2001 }, (_, at) => members(10, (one) => `"${String(at)} ${String(one)}":0`)).join()}]`,
    ],
  ])('may not have more names, %s', async (_, text) => {
    expect(await refusalOf(() => require(text))).toMatchObject({
      code: 'validation_failed',
      message: 'The body must not have more than 20000 different names',
    });
  });

  it.each([
    ['objects', '{"x":', '}'],
    ['lists', '[ ', ']'],
  ])('is not nested deeper than 64 %s', async (_, open, close) => {
    const context = `${open.repeat(64)}${'1,'.repeat(100_000)}1`;
    expect(await refusalOf(() => require(`{"context":${context}${close.repeat(64)}}`))).toMatchObject({
      code: 'validation_failed',
      message: 'The body must not be nested deeper than 64 levels',
    });
  });

  it.each([
    ['are not closed', '[{"":'.repeat(50_000)],
    ['are closed twice', `${'['.repeat(100_000)}${']'.repeat(100_001)}`],
  ])('is no JSON where many levels %s', async (_, text) => {
    expect(await refusalOf(() => require(text))).toMatchObject({ code: 'malformed_body' });
  });
});
