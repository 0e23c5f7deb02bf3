import pino from 'pino';
import { LogSink } from './log-sink';
import { Redactor } from './redactor';

const SECRET = 'fixture-0123456789';

it('whatever is logged goes to every output as one line of JSON, without secrets', () => {
  const redactor = new Redactor();
  redactor.learn(SECRET);
  const lines: string[] = [];
  let flushed = 0;
  const write = (line: string): void => void lines.push(line);
  const sink = new LogSink(redactor, [{ write }, { write, flush: () => (flushed += 1) }]);
  const log = pino({ base: null, timestamp: false }, sink);
  log.info({ header: SECRET, odd: 'a\n\u0000b' }, 'key %s', SECRET);
  log.warn('sp_abcdefghijkl_0123456789 is unknown\n');
  log.fatal('the end');
  expect(lines.filter((_, at) => at % 2 === 0)).toEqual(lines.filter((_, at) => at % 2 === 1));
  expect(lines.every((line) => line.indexOf('\n') === line.length - 1)).toBe(true);
  expect(lines.filter((_, at) => at % 2 === 0).map((line) => JSON.parse(line) as unknown)).toEqual([
    { level: 30, header: '[secret]', odd: 'a\n\u0000b', msg: 'key [secret]' },
    { level: 40, msg: '[key] is unknown\n' },
    { level: 60, msg: 'the end' },
  ]);
  expect(flushed).toBe(1);
});
