import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { ConfigurationError } from '../../config';
import { configOf } from '../../config/config.fixture';
import { NO_USAGE } from '../../kernel';
import { priceFile, rowOf } from './price-file.fixture';
import { Prices } from './prices';
import { shippedPrices } from './shipped-prices';

let folder: string;
let file: string;
let opened: Prices[];
let log: jest.SpyInstance;
let error: jest.SpyInstance;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-prices-'));
  file = join(folder, 'prices.json');
  opened = [];
  log = jest.spyOn(Logger.prototype, 'log').mockReturnValue(undefined);
  error = jest.spyOn(Logger.prototype, 'error').mockReturnValue(undefined);
});
afterEach(() => {
  for (const prices of opened) prices.onApplicationShutdown();
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

function open(path = file): Prices {
  const prices = new Prices(configOf({ PRICES_FILE: path }));
  opened.push(prices);
  return prices;
}

/** A list in which a token of input costs so many micro-USD. */
const listAt = (usd: number): string => priceFile({ rows: [rowOf('small', usd), rowOf('big', 100)] });

const price = ({ current }: Prices): number =>
  Number(current.cost('small', { ...NO_USAGE, inputTokens: 1 }, { at: 0, surcharges: [] }));

describe('without a PRICES_FILE', () => {
  it('the prices are those built in, and nothing changes them', () => {
    const prices = new Prices(configOf());
    prices.reload();
    expect(prices.current).toBe(shippedPrices());
    prices.onApplicationShutdown();
    expect(log).not.toHaveBeenCalled();
  });
});

describe('a PRICES_FILE', () => {
  it('takes the place of the prices built in', () => {
    writeFileSync(file, listAt(3));
    const prices = open();
    expect(price(prices)).toBe(3);
    expect(prices.current.knows('claude-sonnet-5-5')).toBe(false);
  });

  it.each<[string, () => void, RegExp]>([
    ['is missing', () => undefined, /the file cannot be read \(ENOENT\)/],
    [
      'is a folder',
      () => {
        mkdirSync(file);
      },
      /the file cannot be read \(EISDIR\)/,
    ],
    [
      'is empty',
      () => {
        writeFileSync(file, '');
      },
      /not valid JSON/,
    ],
    [
      'has a wrong price',
      () => {
        writeFileSync(file, listAt(-3));
      },
      /row 1, column input should be/,
    ],
  ])('that %s stops the boot, which says so', (_, prepare, why) => {
    prepare();
    expect(open).toThrow(ConfigurationError);
    expect(open).toThrow(/PRICES_FILE should be a price list: /);
    expect(open).toThrow(why);
  });

  it('is taken anew when it has changed, and its rows are told', () => {
    writeFileSync(file, listAt(3));
    const prices = open();
    const before = prices.current;
    prices.reload();
    expect(prices.current).toBe(before);
    expect(log).not.toHaveBeenCalled();

    writeFileSync(file, listAt(4));
    prices.reload();
    prices.reload();
    expect(price(prices)).toBe(4);
    expect(log.mock.calls).toEqual([[{ rows: 2 }, expect.any(String)]]);
    expect(error).not.toHaveBeenCalled();
    expect(Number(before.cost('small', { ...NO_USAGE, inputTokens: 1 }, { at: 0, surcharges: [] }))).toBe(3);
  });

  it('that is no longer valid leaves the prices as they were, and is told of once for each change', () => {
    writeFileSync(file, listAt(3));
    const prices = open();
    for (const content of ['{', '{', listAt(-1), '']) {
      writeFileSync(file, content);
      prices.reload();
      expect(price(prices)).toBe(3);
    }
    rmSync(file);
    prices.reload();
    prices.reload();
    expect(price(prices)).toBe(3);
    const reasons = error.mock.calls.map(([{ reason }]: [{ reason: string }]) => reason);
    expect(reasons).toEqual([
      expect.stringContaining('not valid JSON'),
      expect.stringContaining('row 1, column input'),
      expect.stringContaining('not valid JSON'),
      expect.stringContaining('ENOENT'),
    ]);

    writeFileSync(file, listAt(3));
    prices.reload();
    expect(price(prices)).toBe(3);
    writeFileSync(file, listAt(5));
    prices.reload();
    expect(price(prices)).toBe(5);
  });
});

describe('a file that is watched', () => {
  /** Whether it comes true within ten seconds; meanwhile, what makes it come true is done again and again. */
  async function becomes(isTrue: () => boolean, change: () => void): Promise<boolean> {
    for (let tries = 0; tries < 100 && !isTrue(); tries += 1) {
      change();
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return isTrue();
  }

  it('is taken when it changes behind a link, as in a mounted ConfigMap, until the gateway ends', async () => {
    const version = (name: string, usd: number): void => {
      mkdirSync(join(folder, name), { recursive: true });
      writeFileSync(join(folder, name, 'prices.json'), listAt(usd));
    };
    const swapTo = (name: string): void => {
      symlinkSync(name, join(folder, 'next'));
      renameSync(join(folder, 'next'), join(folder, 'data'));
    };
    version('one', 3);
    version('two', 4);
    swapTo('one');
    symlinkSync(join('data', 'prices.json'), file);

    const [prices, ended] = [open(), open()];
    ended.onApplicationShutdown();
    expect(price(prices)).toBe(3);
    const taken = await becomes(
      () => price(prices) === 4,
      () => {
        version('two', 4);
        swapTo('two');
      },
    );
    expect([taken, price(ended)]).toEqual([true, 3]);
  });
});
