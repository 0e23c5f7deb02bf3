import { CLAUDE_CODE } from '../firewall/claude-code.fixture';
import { LEAST, withBlock, withFields, withTool } from '../firewall/requests.fixture';
import { type Body, boundFor, bytesOf, WINDOW } from './bound.fixture';
import { boundOf } from './call-bound';

const LEAST_PROMPT = boundFor(LEAST).promptTokens;
const IMAGE = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'aaaa' } };
const CUSTOM = { name: 'a', input_schema: {} };
const document = (source: Body, more: Body = {}): Body => ({ type: 'document', source, ...more });

/** What a request adds to the least one, besides its bytes. */
const added = (body: Body): number =>
  boundFor(body).promptTokens - bytesOf(body) - (LEAST_PROMPT - bytesOf(LEAST));

describe('the bound of a plain request', () => {
  it('is its bytes and an allowance, its `max_tokens`, and nothing else', () => {
    expect(boundFor(LEAST)).toEqual({
      promptTokens: bytesOf(LEAST) + 100,
      outputTokens: 64,
      cacheWrites: 'none',
      webSearches: 0,
      surcharges: [],
      countable: true,
    });
  });

  it('is never more than the context window', () => {
    expect(boundOf(LEAST, 10_000_000, 200_000).promptTokens).toBe(200_000);
  });

  it('can be counted for Claude Code, which only keeps its thinking', () => {
    expect(boundFor(CLAUDE_CODE)).toMatchObject({
      outputTokens: 128_000,
      cacheWrites: '1h',
      countable: true,
    });
    expect(boundFor(CLAUDE_CODE).promptTokens).toBeLessThan(10_000);
  });
});

describe('what the prompt gains besides its bytes', () => {
  it.each<[string, number, Body]>([
    ['an image', 5_000, withBlock(IMAGE)],
    ['two images', 10_000, withBlock({ type: 'tool_result', content: [IMAGE, IMAGE] })],
    ['an image in a document', 5_000, withBlock(document({ type: 'content', content: [IMAGE] }))],
    ['an image in the system prompt', 5_000, withFields({ system: [IMAGE] })],
    ['text in a document', 0, withBlock(document({ type: 'text', media_type: 'text/plain', data: 'a' }))],
    ['citations that are off', 0, withBlock(document({ type: 'text' }, { citations: { enabled: false } }))],
    ['a tool', 1_100, withTool(CUSTOM)],
    ['two tools', 1_200, withFields({ tools: [CUSTOM, { ...CUSTOM }] })],
    ['a tool that defers its definition', 1_100, withTool({ ...CUSTOM, defer_loading: true })],
    ['bash', 4_000, withTool({ type: 'bash_20250124', name: 'bash' })],
    ['a toolset', 21_000, withTool({ type: 'browser_toolset_20260801' })],
    [
      'a tool that comes later',
      1_100,
      withBlock({
        type: 'tool_addition',
        tool: { type: 'tool_definition', definition: { name: 'a', type: 'custom' } },
      }),
    ],
    ['no tools', 0, withFields({ tools: [] })],
    ['edits of the context', 2_000, withFields({ context_management: { edits: [] } })],
  ])('%s: %i tokens', (_what, tokens, body) => {
    expect(added(body)).toBe(tokens);
    expect(boundFor(body).countable).toBe(true);
  });

  it('holds each reference to a tool for a copy of its definition', () => {
    const one = withBlock({ type: 'tool_result', content: [{ type: 'tool_reference', tool_name: 'a' }] });
    expect(boundFor(one).promptTokens).toBe(2 * (bytesOf(one) + 100));
  });
});

describe('a prompt that its bytes do not bound', () => {
  const PDF = { type: 'base64', media_type: 'application/pdf', data: 'aaaa' };
  it.each<[string, boolean, Body]>([
    ['a PDF', true, withBlock(document(PDF))],
    ['a PDF that says to be an image', true, withBlock({ type: 'image', source: PDF })],
    ['an image of no type', true, withBlock({ type: 'image', source: { type: 'base64', data: 'a' } })],
    [
      'a document that says to be an image',
      true,
      withBlock(document({ type: 'base64', media_type: 'image/png' })),
    ],
    ['citations', true, withBlock(document({ type: 'text' }, { citations: { enabled: true } }))],
    ['an image by URL', false, withBlock({ type: 'image', source: { type: 'url', url: 'https://a' } })],
    ['a document by URL', false, withBlock(document({ type: 'url', url: 'https://a' }))],
    ['an image by id', false, withBlock({ type: 'image', source: { type: 'file', file_id: 'f' } })],
    ['a document by id', false, withBlock(document({ type: 'file', file_id: 'f' }))],
    ['a document from nowhere', false, withBlock({ type: 'document' })],
    ['an image from nowhere', false, withBlock({ type: 'image', source: null })],
    ['a document from an unknown place', false, withBlock(document({ type: 'bucket' }))],
    ['an upload into a container', false, withBlock({ type: 'container_upload' })],
    ['a file in a result', false, withBlock({ type: 'code_execution_output', file_id: 'f' })],
    ['a compacted history', false, withBlock({ type: 'compaction', encrypted_content: 'a' })],
    ['an encrypted result', false, withBlock({ type: 'web_search_result', encrypted_content: 'a' })],
    ['a container', false, withFields({ container: 'container_1' })],
    ['a new thread', false, withFields({ thread: { type: 'create' } })],
  ])('%s fills the context window; countable: %s', (_what, countable, body) => {
    expect(boundFor(body)).toMatchObject({ promptTokens: WINDOW, outputTokens: 64, countable });
  });

  it.each([
    ['a compaction whose text is in the body', { type: 'compaction', content: 'a', encrypted_content: null }],
    ['thinking with its signature', { type: 'thinking', thinking: '', signature: 'a' }],
    ['a result that names where it is from', { type: 'search_result', source: 'https://a', content: [] }],
    ['a citation of no file', { type: 'text', text: 'a', citations: [{ type: 'x', file_id: null }] }],
  ])('%s is bounded by its bytes', (_what, block) => {
    expect(boundFor(withBlock(block)).promptTokens).toBeLessThan(3_000);
  });
});
