import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { GatewayError } from '../kernel';
import { refusalOf } from '../kernel/refusal.fixture';
import { idempotencyKeyOf } from './idempotency-key';

function requestWith(...lines: readonly (readonly [string, string])[]): IncomingMessage {
  const request = new IncomingMessage(new Socket());
  request.rawHeaders = lines.flat();
  // As Node's parser does; `headersDistinct` counts on it.
  const { length } = request.rawHeaders;
  (
    request as unknown as { _addHeaderLines: (lines: readonly string[], count: number) => void }
  )._addHeaderLines(request.rawHeaders, length);
  return request;
}

const NAME = 'Idempotency-Key';

describe('the header Idempotency-Key', () => {
  it.each<[string, readonly (readonly [string, string])[], string | undefined]>([
    ['absent', [['Host', 'a']], undefined],
    ['of one character', [[NAME, 'a']], 'a'],
    ['of 255 characters', [[NAME, 'x'.repeat(255)]], 'x'.repeat(255)],
    ['of all visible characters’ ends', [[NAME, '!"a,b~']], '!"a,b~'],
    ['in other letter case', [['idempotency-KEY', 'a']], 'a'],
    [
      'twice the same',
      [
        [NAME, 'a'],
        ['x', 'y'],
        ['idempotency-key', 'a'],
      ],
      'a',
    ],
  ])('%s is read', (_, lines, key) => {
    expect(idempotencyKeyOf(requestWith(...lines))).toBe(key);
  });

  it.each<[string, readonly (readonly [string, string])[], string]>([
    ['empty', [[NAME, '']], 'format'],
    ['of 256 characters', [[NAME, 'x'.repeat(256)]], 'format'],
    ['with a space', [[NAME, 'canary 42']], 'format'],
    ['with a tab', [[NAME, 'canary\t42']], 'format'],
    ['with a line end', [[NAME, 'canary42\n']], 'format'],
    ['with DEL', [[NAME, 'canary\x7f']], 'format'],
    ['beyond ASCII', [[NAME, 'canaryé']], 'format'],
    [
      'with different values',
      [
        [NAME, 'canary42'],
        [NAME, 'canary43'],
      ],
      'unique',
    ],
    [
      'with a value and an empty one',
      [
        [NAME, 'canary42'],
        [NAME, ''],
      ],
      'unique',
    ],
  ])('%s is refused by its name, and never by its value', async (_, lines, rule) => {
    const refusal = await refusalOf(() => idempotencyKeyOf(requestWith(...lines)));
    expect(refusal).toBeInstanceOf(GatewayError);
    expect(refusal).toMatchObject({
      code: 'validation_failed',
      message: expect.stringContaining('`Idempotency-Key`'),
      extras: { fields: [NAME], violations: [{ field: NAME, rule }] },
    });
    expect(JSON.stringify([refusal.message, refusal.extras])).not.toContain('canary');
  });
});
