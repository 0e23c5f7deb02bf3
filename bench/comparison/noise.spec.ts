import { noiseBefore, noiseOf } from './noise';

const QUIET = { others: 0.1, stolen: 0.05 };
const CROWDED = { others: 0.3, stolen: 0 };
const ROBBED = { others: 0, stolen: 0.2 };
const EVEN = [50, 51, 49, 50, 52];

describe('a machine before anything is measured', () => {
  it.each([
    ['is quiet enough', QUIET, []],
    ['is in use by others', CROWDED, [expect.stringContaining('others took 30 % of a core')]],
    ['is lent to others by its host', ROBBED, [expect.stringContaining('the host took 20 % of a core away')]],
  ])('%s', (_, disturbance, expected) => {
    expect(noiseBefore(disturbance)).toEqual(expected);
  });
});

describe('a run', () => {
  it.each([
    ['was quiet', [QUIET, QUIET, QUIET], EVEN, []],
    ['was disturbed in fewer than half of its shots', [QUIET, CROWDED, ROBBED], EVEN, []],
    [
      'was crowded in most',
      [CROWDED, QUIET, CROWDED],
      EVEN,
      ['a case: in 2 of 3 shots others took over 20 % of a core'],
    ],
    [
      'was robbed in most',
      [ROBBED, ROBBED, QUIET],
      EVEN,
      ['a case: in 2 of 3 shots the host took over 10 % of a core away'],
    ],
    ['had one odd round', [QUIET], [50, 51, 49, 50, 500], []],
    [
      'cost the raw proxy now this and now that',
      [QUIET],
      [30, 40, 50, 60, 70],
      ["a case: the raw proxy's own rounds are 40 % apart, over 25 %"],
    ],
    ['had too few requests to compare', [QUIET], undefined, []],
  ])('that %s', (_, disturbances, raw, expected) => {
    expect(noiseOf([{ title: 'a case', disturbances, raw }])).toEqual(expected);
  });

  it('is told of every case that was noisy', () => {
    const noisy = { disturbances: [CROWDED], raw: EVEN };
    const cases = [
      { title: 'one', ...noisy },
      { title: 'two', disturbances: [QUIET], raw: EVEN },
      { title: 'three', ...noisy },
    ];
    expect(noiseOf(cases).map((why) => why.split(':')[0])).toEqual(['one', 'three']);
  });
});
