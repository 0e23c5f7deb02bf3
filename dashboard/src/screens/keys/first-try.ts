import type { Key } from '@sallyport/client';

/** The first request with a new key, to be pasted into a shell. */
interface FirstTry {
  readonly command: string;
  /** What has to be known before it works; undefined where it works as it stands. */
  readonly but: string | undefined;
}

/**
 * @param secret the key itself
 * @param gateway its address, without a slash at the end
 */
export function firstTry(key: Key, secret: string, gateway: string): FirstTry {
  const mayAsk = key.mode === 'full' && (key.role === 'member' || key.role === 'admin');
  const [origin] = key.allowed_origins;
  const lines = [
    `curl ${gateway}${mayAsk ? '/api/query' : '/api/rate-limit-status'}`,
    `-H ${quoted(`x-api-key: ${secret}`)}`,
    ...(origin === undefined || origin === '*'
      ? []
      : [`-H ${quoted(`origin: ${origin.replace('*', 'app')}`)}`]),
    ...(mayAsk
      ? [`-H ${quoted('content-type: application/json')}`, `-d ${quoted(JSON.stringify(questionOf(key)))}`]
      : []),
  ];
  return { command: lines.join(' \\\n  '), but: obstacle(key) };
}

function questionOf({ models: [model] }: Key): object {
  return { question: 'Say hello.', context: {}, ...(model !== undefined && { model }) };
}

function obstacle(key: Key): string | undefined {
  if (key.require_signature)
    return 'This key’s requests have to be signed, which curl does not do: @sallyport/client does, given the signing secret.';
  return key.allowed_ips.length > 0 ? 'It works only from the networks of the key.' : undefined;
}

/** For a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
