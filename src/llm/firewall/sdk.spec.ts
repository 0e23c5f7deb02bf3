import { BETAS } from './betas';
import { TURN_CONTENT } from './content-blocks';
import { COUNT, MESSAGE } from './request-fields';
import { Agreement, sdkTypes } from './sdk-types.fixture';
import { list, type Place } from './shape';

/** What clients still send and SDK 1.11.0 no longer types. */
const OLDER_FIELDS = ['messages.temperature', 'messages.top_k', 'messages.top_p'];
const OLDER_BETAS = [
  'advanced-tool-use',
  'code-execution-web-tools',
  'effort',
  'fine-grained-tool-streaming',
  'mid-conversation-system',
  'web-fetch',
];

const sdk = sdkTypes('beta/messages/messages.d.ts', 'messages/messages.d.ts', 'beta/beta.d.ts');
const blocks = sdk['beta/messages/messages.d.ts'];
const plain = sdk['messages/messages.d.ts'];

const agreement = new Agreement();
for (const types of [blocks, plain]) {
  for (const name of ['MessageCreateParamsBase', 'MessageCreateParamsStreaming'])
    agreement.compare(types, types.named(name), MESSAGE, 'messages');
  agreement.compare(types, types.named('MessageCountTokensParams'), COUNT, 'count_tokens');
}
// Clients send answers back as history, with fields that the types of requests do not have.
const turnBlocks = blockOf(TURN_CONTENT);
agreement.compare(blocks, blocks.named('BetaContentBlock'), turnBlocks, 'answer');
agreement.compare(plain, plain.named('ContentBlock'), turnBlocks, 'answer');

function blockOf(content: Place): Place {
  const blocksOf = content.is === 'either' ? content.places.find(({ is }) => is === 'list') : undefined;
  return blocksOf?.is === 'list' ? blocksOf.of : list(content);
}

describe('the table and the SDK', () => {
  it('agree on every field and kind of a request and of an answer sent back', () => {
    expect([...agreement.unclassified]).toEqual([]);
  });

  it('the table names nothing that the SDK does not know, but what is declared as older', () => {
    const unknown = [
      ...agreement.unknownIn(MESSAGE, 'messages'),
      ...agreement.unknownIn(COUNT, 'count_tokens'),
    ];
    expect(unknown.sort()).toEqual(OLDER_FIELDS);
  });

  it('would say so if the table missed a field or a kind', () => {
    const poorer = new Agreement();
    const fewer = new Map([...MESSAGE.fields].filter(([name]) => name !== 'metadata'));
    poorer.compare(
      blocks,
      blocks.named('MessageCreateParamsBase'),
      { ...MESSAGE, fields: fewer.set('thread', { is: 'variants', by: 'type', kinds: new Map() }) },
      'messages',
    );
    expect([...poorer.unclassified].sort()).toEqual([
      'messages.metadata',
      'messages.thread type continue',
      'messages.thread type create',
    ]);
  });

  it('classify every beta', () => {
    const beta = sdk['beta/beta.d.ts'];
    const names = beta
      .literals(beta.named('AnthropicBeta'))
      .map((name) => name.replace(/-\d{4}-\d\d-\d\d$/, ''));
    expect(names.length).toBeGreaterThan(50);
    expect(names.filter((name) => !BETAS.has(name))).toEqual([]);
    expect([...BETAS.keys()].filter((name) => !names.includes(name)).sort()).toEqual(OLDER_BETAS);
  });
});
