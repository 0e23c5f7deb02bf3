import { ERRORS } from '../../../../src/kernel';
import { dailyCosts, dateBefore } from './days';
import { LAYERS, refusalsByLayer, refusalsIn } from './layers';

describe('the days of the overview', () => {
  const now = new Date('2026-03-02T00:00:01Z');

  it('are all there, those that cost nothing too, and end today', () => {
    const groups = [
      { day: '2026-02-28', cost_usd: 2 },
      { day: '2026-03-02', cost_usd: 1 },
    ];
    expect(dailyCosts(groups, now, 4)).toEqual([
      { seconds: Date.parse('2026-02-27') / 1000, cost: 0 },
      { seconds: Date.parse('2026-02-28') / 1000, cost: 2 },
      { seconds: Date.parse('2026-03-01') / 1000, cost: 0 },
      { seconds: Date.parse('2026-03-02') / 1000, cost: 1 },
    ]);
  });

  it('are counted back in UTC', () => {
    expect(dateBefore(now, 2)).toBe('2026-02-28');
  });
});

describe('refusals by layer', () => {
  it('begin with the most, and leave out who refused nothing', () => {
    const refused = { budget: 1, identity: 3, access: 1, network: 0 };
    expect(refusalsByLayer(refused).map(({ layer, count }) => [layer, count])).toEqual([
      ['identity', 3],
      ['access', 1],
      ['budget', 1],
    ]);
    expect(refusalsIn(refused)).toBe(5);
  });

  it('have a name for every layer of the error table', () => {
    const layers = new Set(Object.values(ERRORS).map(({ layer }) => layer));
    expect([...layers].filter((layer) => LAYERS[layer] === undefined)).toEqual([]);
  });

  it('show a layer that the page does not know as it is called', () => {
    expect(refusalsByLayer({ moat: 2 })).toEqual([{ layer: 'moat', title: 'moat', refuses: '', count: 2 }]);
  });
});
