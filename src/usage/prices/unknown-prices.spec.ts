import { Logger } from '@nestjs/common';
import { UnknownPrices } from './unknown-prices';

let warn: jest.SpyInstance;
beforeEach(() => {
  warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
});
afterEach(() => {
  jest.restoreAllMocks();
});

const told = (): unknown[] => warn.mock.calls.map(([about]: unknown[]) => about);

describe('what has no known price', () => {
  it('is warned of once for each name, and counted each time', () => {
    const unknown = new UnknownPrices();
    expect(unknown.counts).toEqual({ models: 0, fields: 0 });
    for (const name of ['a', 'b', 'a', 'a']) unknown.model(name);
    for (const name of ['a', 'a']) unknown.usageField(name);
    expect(told()).toEqual([{ model: 'a' }, { model: 'b' }, { field: 'a' }]);
    expect(unknown.counts).toEqual({ models: 4, fields: 2 });
    expect(warn.mock.calls[0]).toEqual([
      { model: 'a' },
      'No price is known for a model: it costs as much as the dearest',
    ]);
  });

  it('is remembered by a hundred names of each kind', () => {
    const unknown = new UnknownPrices();
    for (let round = 0; round < 2; round += 1)
      for (let at = 0; at < 150; at += 1) unknown.model(`model-${String(at)}`);
    unknown.usageField('field');
    expect(told()).toHaveLength(101);
    expect(unknown.counts).toEqual({ models: 300, fields: 1 });
  });

  it.each([
    ['x'.repeat(5000), 'x'.repeat(100)],
    ['a\n{"level":60}\u001b[2J', 'a?{"level":60}?[2J'],
    ['\u202e\u2028\u2029\u0085\ud800', '?????'],
    [`${'x'.repeat(99)}\u{1f600}`, `${'x'.repeat(99)}?`],
    ['', ''],
  ])('is named in a form that a log can bear: %j', (name, shown) => {
    const unknown = new UnknownPrices();
    unknown.model(name);
    unknown.usageField(name);
    expect(told()).toEqual([{ model: shown }, { field: shown }]);
  });
});
