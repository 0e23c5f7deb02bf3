import type { Gateway } from '../../parts/gateway';
import type { Question } from '../ask';
import { asking, type Situation } from '../situation';

/** What a body of Claude's API may have at most (MAX_BODY_BYTES). */
const LARGEST = 33_554_432;
const LEVELS = 100_000;
const FIELDS = '"model":"claude-sonnet-5-5","max_tokens":1024';

/** Bodies as large, as deep and as full as anybody can send them, some taken and some refused. */
export function bodies(): readonly Situation[] {
  return [
    sent('32 MB of one text', withContent(`"${fill(LARGEST - 200, 'a question ')}"`), 200, 8),
    sent(
      '32 MB of one text of quotes and line breaks',
      withContent(`"${fill(LARGEST - 200, 'a \\"word\\"\\n')}"`),
      200,
      8,
    ),
    sent('32 MB of as many texts as may be', withContent(`[${blocks(LARGEST - 200)}]`), 200, 8),
    sent(
      '32 MB, refused for its last field',
      withContent(`"${fill(LARGEST - 200, 'a question ')}"`, ',"x":1'),
      400,
      8,
    ),
    sent(
      '32 MB of a million values, refused',
      withContent(`[${fill(LARGEST - 200, '"a word of a few bytes, and no more",')}1]`),
      400,
      8,
    ),
    sent('33 MB, refused', withContent(`"${fill(LARGEST + 1_000_000, 'a question ')}"`), 413, 8),
    sent('JSON of 100,000 levels', withContent('['.repeat(LEVELS) + ']'.repeat(LEVELS)), 400, 50),
    sent('JSON of 100,000 levels to /api/query', levels(), 400, 50, '/api/query'),
  ];
}

function sent(name: string, body: Buffer, status: number, times: number, path = '/v1/messages'): Situation {
  const question = ({ key }: Gateway): readonly Question[] => {
    const headers = {
      'content-type': 'application/json',
      'x-api-key': key,
      'anthropic-version': '2023-06-01',
    };
    return [{ path, headers, body, status }];
  };
  return asking(name, question, { times });
}

function withContent(content: string, others = ''): Buffer {
  return Buffer.from(`{${FIELDS},"messages":[{"role":"user","content":${content}}]${others}}`);
}

function levels(): Buffer {
  return Buffer.from(`{"prompt":"x","context":${'{"x":'.repeat(LEVELS)}1${'}'.repeat(LEVELS)}}`);
}

function fill(bytes: number, piece: string): string {
  return piece.repeat(Math.floor(bytes / piece.length));
}

/** Each is just long enough not to be looked into, and they are just few enough. */
function blocks(bytes: number): string {
  const most = 99_000;
  const frame = '{"type":"text","text":""},'.length;
  const block = JSON.stringify({ type: 'text', text: 'x'.repeat(Math.floor(bytes / most) - frame) });
  return `${`${block},`.repeat(most - 1)}${block}`;
}
