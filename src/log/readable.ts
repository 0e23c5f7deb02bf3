import type { LogOutput } from './log-sink';
import type { ToldError } from './told-error';

type Fields = Readonly<Record<string, unknown>>;

const LEVELS: Readonly<Record<number, string>> = {
  10: 'TRACE',
  20: 'DEBUG',
  30: 'INFO',
  40: 'WARN',
  50: 'ERROR',
  60: 'FATAL',
};
/** Fields of a request's record that its line has room for. */
const OF_REQUEST = [
  'client',
  'method',
  'route',
  'status',
  'outcome',
  'code',
  'layer',
  'ms',
  'key_id',
  'request_id',
];

/** Records for people who develop: one line each, and the stack below it where there is one. */
export async function readable(
  print: (text: string) => void,
  { colours }: { readonly colours: boolean },
): Promise<LogOutput> {
  // Nobody else needs it, and it takes its time to load.
  const { prettyFactory } = await import('pino-pretty');
  const pretty = prettyFactory({
    colorize: colours,
    singleLine: true,
    // They stand in the message.
    ignore: 'time,level,context',
    messageFormat: (record, messageKey, _label, { colors }) => {
      const level = LEVELS[Number(record['level'])] ?? 'INFO';
      const paint =
        Number(record['level']) > 40
          ? colors.red
          : Number(record['level']) > 30
            ? colors.yellow
            : colors.green;
      const context = typeof record['context'] === 'string' ? `${colors.gray(record['context'])}: ` : '';
      const said = record[messageKey];
      const words = typeof said === 'string' ? printable(said) : '';
      return `${colors.gray(clockOf(Number(record['time'])))} ${paint(level)} ${context}${words}`;
    },
  });
  return {
    write: (line) => {
      const { err, ...record } = JSON.parse(line) as Fields;
      const shown = record['msg'] === 'request' && 'route' in record ? ofRequest(record) : record;
      print(pretty(shown).trimEnd() + stackOf(err));
    },
  };
}

/** What happened, line by line below the record, and what it happened because of. */
function stackOf(error: unknown): string {
  if (typeof error === 'string') return ` ${printable(error)}\n`;
  const { stack, cause } = (error ?? {}) as Partial<ToldError>;
  if (stack === undefined) return '\n';
  const lines = stack.split('\n').map((line) => `\n    ${printable(line)}`);
  return `${lines.join('')}${cause === undefined ? '\n' : `\n    because of${stackOf(cause)}`}`;
}

/** The same with all of it in the message, but for what only some requests have, such as a body. */
function ofRequest(record: Fields): Fields {
  const rest = Object.fromEntries(Object.entries(record).filter(([name]) => !OF_REQUEST.includes(name)));
  const told = OF_REQUEST.map((name) => partOf(name, record[name])).filter((part) => part !== undefined);
  return { ...rest, msg: told.join(' ') };
}

function partOf(name: string, value: unknown): string | undefined {
  // A refusal's code says its layer.
  if (value === null || value === undefined || name === 'layer') return undefined;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (name === 'ms') return `${text} ms`;
  return name === 'key_id' ? `key_id=${text}` : text;
}

/** Hours, minutes and seconds, here. */
function clockOf(time: number): string {
  return new Date(time).toTimeString().slice(0, 8);
}

/** On one line, and without what would move the cursor of a terminal. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ');
}
