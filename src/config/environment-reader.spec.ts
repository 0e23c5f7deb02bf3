import { ConfigurationError, EnvironmentReader } from './environment-reader';

describe('the environment reader', () => {
  it('trims, and takes unset, empty and non-text values as the documented fallback', () => {
    for (const PORT of [undefined, '', ' \t', 5, null]) {
      const reader = new EnvironmentReader({ PORT });
      expect(reader.text('PORT')).toBe('5001');
      expect(reader.isSet('PORT')).toBe(false);
    }
    expect(new EnvironmentReader({ PORT: ' 80\n' }).text('PORT')).toBe('80');
  });

  it.each([
    ['', []],
    [',, ,', []],
    ['a', ['a']],
    [' a , b,,c ', ['a', 'b', 'c']],
  ])('splits %j at commas', (text, items) => {
    expect(new EnvironmentReader({ CORS_ORIGINS: text }).list('CORS_ORIGINS')).toEqual(items);
  });

  it('goes on after a wrong value, so that all are named, each complaint once', () => {
    const reader = new EnvironmentReader({ PORT: 'x', LOG_LEVEL: 'loud' });
    expect(reader.integer('PORT', 3, 9)).toBe(3);
    expect(reader.integer('PORT', 3, 9)).toBe(3);
    expect(reader.choice('LOG_LEVEL', ['info', 'warn'])).toBe('info');
    expect(reader.problems).toEqual([
      'PORT should be a whole number from 3 to 9',
      'LOG_LEVEL should be one of info, warn',
    ]);
    expect(new ConfigurationError(reader.problems).message).toBe(
      'The configuration is not usable:\n  - PORT should be a whole number from 3 to 9\n  - LOG_LEVEL should be one of info, warn',
    );
  });

  it.each([
    ['redis://h', 'redis://h'],
    ['rediss://u:p@h:6380/3', 'rediss://u:p@h:6380/3'],
    ['', undefined],
    ['http://h', undefined],
    ['h:6379', undefined],
  ])('reads %j as the URL %p', (text, expected) => {
    const reader = new EnvironmentReader({ REDIS_URL: text });
    expect(reader.url('REDIS_URL', ['redis', 'rediss'])).toBe(expected);
    expect(reader.problems).toHaveLength(text !== '' && expected === undefined ? 1 : 0);
  });
});
