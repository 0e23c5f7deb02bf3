import { isObject, type JsonObject, objectsOf } from './json-object';
import {
  ADVISOR_CALLS,
  ADVISOR_OUTPUT,
  DEFINED_TOOL_TOKENS,
  LARGEST_OUTPUT,
  MOST_USES,
  TOOL_FRAME_TOKENS,
  TOOLS_PROMPT_TOKENS,
  TOOLSET_TOKENS,
  WEB_SEARCHES,
} from './provider-limits';
import { isToolAnywhere, kindOfTool, type ToolKind } from './tool-kinds';
import { wholeUpTo } from './whole';

export type CacheWrites = 'none' | '5m' | '1h';

const ADDED_TOKENS: Readonly<Record<ToolKind, number>> = {
  custom: TOOL_FRAME_TOKENS,
  defined: DEFINED_TOOL_TOKENS,
  toolset: TOOLSET_TOKENS,
  // The whole context window is taken anyway.
  server: 0,
};

/**
 * What in a request makes its prompt longer than its text, found by looking at every object of it, wherever it stands.
 * Data of the caller's own that looks like such a thing counts as one: nothing that is found makes the bound smaller.
 */
export class PromptContents {
  images = 0;
  /** Mentions of a tool, each of which the provider may replace with the tool's definition. */
  references = 0;
  /** Tokens of definitions and instructions for tools that are not in the body. */
  toolTokens = 0;
  /** Content that its bytes say nothing of: PDFs, and documents cut into sentences for citations. */
  opaque = false;
  /** Content that is not in the body, or that only the provider can read. */
  elsewhere = false;
  /** Tools that the provider runs, after each of which it samples again. */
  serverTools = false;
  /** Summaries that the provider may write before it samples. */
  compacts = false;
  /** Edits from a number of tokens on: a count close to it says nothing of what is billed. */
  editsFromThreshold = false;
  advisorCalls = 0;
  advisorTokens = 0;
  webSearches = 0;
  cacheWrites: CacheWrites = 'none';

  private readonly tools = new Set<JsonObject>();

  constructor(body: JsonObject) {
    for (const tool of objectsOf(body['tools'])) this.addTool(tool, kindOfTool(tool['type']));
    this.addTopLevel(body);
    const left: unknown[] = [body];
    while (left.length > 0) {
      const value = left.pop();
      if (Array.isArray(value)) {
        for (const item of value as readonly unknown[]) if (typeof item === 'object') left.push(item);
      } else if (isObject(value)) {
        this.addObject(value);
        for (const name of Object.keys(value)) {
          const inner = value[name];
          this.addField(name, inner);
          if (typeof inner === 'object') left.push(inner);
        }
      }
    }
  }

  private addTopLevel(body: JsonObject): void {
    if (isGiven(body['container'])) this.elsewhere = true;
    if (isGiven(body['mcp_servers'])) {
      this.elsewhere = true;
      this.serverTools = true;
    }
    const thread = body['thread'];
    if (!isGiven(thread)) return;
    this.elsewhere = true;
    if (!isObject(thread) || thread['type'] !== 'create') this.addHeldThread();
  }

  /**
   * A thread that is continued keeps the tools and the cache marks of its first request
   * (platform.claude.com/docs/en/build-with-claude/message-threads, 2026-11-02): any may be among them.
   */
  private addHeldThread(): void {
    this.serverTools = true;
    this.cacheWrites = '1h';
    this.webSearches += WEB_SEARCHES;
    this.addAdvisor({});
  }

  private addObject(object: JsonObject): void {
    const type = object['type'];
    const definition = type === 'tool_definition' ? object['definition'] : undefined;
    if (isObject(definition)) this.addTool(definition, kindOfTool(definition['type']));
    if (isToolAnywhere(type)) this.addTool(object, kindOfTool(type));
    else if (Object.hasOwn(object, 'input_schema')) this.addTool(object, 'custom');
    this.addSource(object);
    if (type === 'image') this.images += 1;
    else if (type === 'tool_reference') this.references += 1;
    else if (type === 'container_upload') this.elsewhere = true;
    else if (typeof type === 'string') {
      if (type.startsWith('compact_')) this.compacts = true;
      if (type.startsWith('clear_tool_uses_')) this.editsFromThreshold = true;
    }
  }

  /**
   * Encrypted thinking is no such content: its `signature` or `data` holds all of it
   * (docs.aws.amazon.com/bedrock/latest/userguide/claude-messages-thinking-encryption.html, 2026), in more bytes than tokens.
   */
  private addField(name: string, value: unknown): void {
    if (name === 'cache_control') this.addCacheControl(value);
    // A document is cut into sentences, each of which the provider marks: with short ones, that is more than their bytes.
    else if (name === 'citations' && isObject(value) && value['enabled'] !== false) this.opaque = true;
    else if (typeof value === 'string' && (name === 'file_id' || name.startsWith('encrypted_')))
      this.elsewhere = true;
  }

  private addSource(object: JsonObject): void {
    const type = object['type'];
    const source = isObject(object['source']) ? object['source'] : undefined;
    const from = source?.['type'];
    const isContent = type === 'image' || type === 'document';
    if (from === 'base64') {
      const media = source?.['media_type'];
      const isImage = type === 'image' && typeof media === 'string' && media.startsWith('image/');
      if (!isImage) this.opaque = true;
    } else if (from === 'url' || from === 'file') this.elsewhere = true;
    else if (isContent && from !== 'text' && from !== 'content') this.elsewhere = true;
  }

  private addCacheControl(value: unknown): void {
    if (!isGiven(value)) return;
    const ttl = isObject(value) ? (value['ttl'] ?? '5m') : undefined;
    if (ttl !== '5m') this.cacheWrites = '1h';
    else if (this.cacheWrites === 'none') this.cacheWrites = '5m';
  }

  /** Counts a tool once, as what it is where it was seen first: an object is looked at after what it stands in. */
  private addTool(tool: JsonObject, kind: ToolKind): void {
    if (this.tools.has(tool)) return;
    if (this.tools.size === 0) this.toolTokens += TOOLS_PROMPT_TOKENS;
    this.tools.add(tool);
    this.toolTokens += ADDED_TOKENS[kind];
    if (kind !== 'server') return;
    this.serverTools = true;
    const type = typeof tool['type'] === 'string' ? tool['type'] : '';
    if (type.startsWith('web_search')) this.webSearches += usesOf(tool, WEB_SEARCHES);
    if (type.startsWith('advisor')) this.addAdvisor(tool);
  }

  private addAdvisor(advisor: JsonObject): void {
    const calls = usesOf(advisor, ADVISOR_CALLS);
    this.advisorCalls += calls;
    this.advisorTokens += calls * wholeUpTo(LARGEST_OUTPUT, advisor['max_tokens'] ?? ADVISOR_OUTPUT);
    this.addCacheControl(advisor['caching']);
  }
}

function usesOf(tool: JsonObject, otherwise: number): number {
  return wholeUpTo(MOST_USES, tool['max_uses'] ?? otherwise);
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}
