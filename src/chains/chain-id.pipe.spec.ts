import { randomBase62 } from '../kernel';
import { refusalOf } from '../kernel/refusal.fixture';
import { noSuchChain } from './chain-access';
import { ChainIdPipe } from './chain-id.pipe';

const pipe = new ChainIdPipe();

describe('the id of a chain in a path', () => {
  it('is passed on as it came', () => {
    for (let at = 0; at < 100; at += 1) {
      const id = randomBase62(20);
      expect(pipe.transform(id)).toBe(id);
    }
  });

  it.each([
    '',
    'x'.repeat(12),
    'x'.repeat(19),
    'x'.repeat(21),
    `${'x'.repeat(20)}\n`,
    `${'x'.repeat(19)}\u0000`,
    `${'x'.repeat(19)}é`,
    `${'x'.repeat(19)}%`,
    '../../../../etc/pass',
  ])('that cannot be one is not found, in the words of one that is not there: %j', async (id) => {
    const refusal = await refusalOf(() => pipe.transform(id));
    expect([refusal.code, refusal.message]).toEqual(['not_found', noSuchChain().message]);
  });
});
