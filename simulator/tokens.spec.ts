import { parseMessageRequest } from './message-request';
import { countInput, countTokens } from './tokens';

describe('countTokens', () => {
  it.each([
    ['', 0],
    ['a', 1],
    ['abcd', 1],
    ['abcde', 2],
    ['ü', 1],
    ['🗼🗼', 2],
    ['x'.repeat(4_000), 1_000],
  ])('%# counts UTF-8 bytes in fours', (text, tokens) => {
    expect(countTokens(text)).toBe(tokens);
  });
});

describe('countInput', () => {
  const five = { type: 'ephemeral' };
  const hour = { type: 'ephemeral', ttl: '1h' };
  const count = (fields: object): unknown =>
    countInput(
      parseMessageRequest(
        JSON.stringify({
          model: 'claude-opus-5-5',
          messages: [{ role: 'user', content: 'four' }],
          ...fields,
        }),
        '2023-06-01',
        true,
      ),
    );
  const message = (...content: readonly object[]): object => ({ messages: [{ role: 'user', content }] });

  it.each([
    ['text', {}, [1, 0, 0]],
    ['system text', { system: 'abcd' }, [2, 0, 0]],
    ['cached system', { system: [{ type: 'text', text: 'abcdefgh', cache_control: hour }] }, [1, 0, 2]],
    ['cached text', message({ type: 'text', text: 'abcdefgh', cache_control: five }), [0, 2, 0]],
    ['an image', message({ type: 'image', source: {} }), [1600, 0, 0]],
    ['a tool call', message({ type: 'tool_use', id: 't', name: 'n', input: { a: 1 } }), [2, 0, 0]],
    [
      'a tool result',
      message({ type: 'tool_result', content: [{ type: 'text', text: 'abcdefgh' }] }),
      [2, 0, 0],
    ],
    ['tools as JSON', { tools: [{ name: 'n' }] }, [4, 0, 0]],
    ['cached tools', { tools: [{ name: 'n', cache_control: five }] }, [1, 13, 0]],
  ])('counts %s', (_, fields, [uncached, cached5m, cached1h]) => {
    expect(count(fields)).toEqual({ uncached, cached5m, cached1h });
  });
});
