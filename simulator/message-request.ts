import { invalidRequest } from './api-error';
import { STRICT_VERSION } from './credential';
import { isJsonObject, parseJson, type JsonObject } from './json';
import { requireModel } from './models';
import { parseOutputSchema } from './output-format';

type Role = 'user' | 'assistant' | 'system';

export interface Turn {
  readonly role: Role;
  readonly blocks: readonly JsonObject[];
}

/** A checked request of `/v1/messages` or `/v1/messages/count_tokens`; text stands as one text block. */
export interface MessageRequest {
  readonly model: string;
  /** Tokens; Infinity where the route has no such limit (count_tokens). */
  readonly maxTokens: number;
  readonly stream: boolean;
  readonly system: readonly JsonObject[];
  readonly turns: readonly Turn[];
  readonly tools: readonly JsonObject[];
  /** The tool that `tool_choice` forces (type `tool`: by name, `any`: the first), if it does. */
  readonly forcedTool: string | undefined;
  /** The schema that `output_config.format` asks the answer to satisfy, if it does. */
  readonly outputSchema: JsonObject | undefined;
}

const SAMPLING_FIELDS = ['temperature', 'top_p', 'top_k'] as const;
const ROLES: ReadonlySet<unknown> = new Set<Role>(['user', 'assistant', 'system']);

/** Checks what the real API checks first; anything it does not know it leaves alone, as betas add fields. */
export function parseMessageRequest(text: string, version: string, counting: boolean): MessageRequest {
  const body = parseJson(text);
  if (!isJsonObject(body)) throw invalidRequest('The request body is not a valid JSON object');
  if (version === STRICT_VERSION) refuseSampling(body);
  const model = requireField(body, 'model');
  if (typeof model !== 'string') throw invalidRequest('model: Input should be a valid string');
  const maxTokens = counting ? Infinity : parseMaxTokens(requireField(body, 'max_tokens'));
  const turns = parseTurns(requireField(body, 'messages'));
  const tools = parseObjects(body['tools'] ?? [], 'tools');
  const request = {
    model,
    maxTokens,
    stream: parseStream(body['stream']),
    system: parseContent(body['system'] ?? [], 'system'),
    turns,
    tools,
    forcedTool: parseForcedTool(body['tool_choice'], tools),
    outputSchema: parseOutputSchema(body['output_config']),
  };
  requireModel(model);
  return request;
}

function requireField(body: JsonObject, field: string): unknown {
  const value = body[field];
  if (value === undefined) throw invalidRequest(`${field}: Field required`);
  return value;
}

function refuseSampling(body: JsonObject): void {
  for (const field of SAMPLING_FIELDS) {
    if (body[field] !== undefined) throw invalidRequest(`${field}: Extra inputs are not permitted`);
  }
}

function parseMaxTokens(value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    throw invalidRequest('max_tokens: Input should be a valid integer');
  }
  if (value < 1) throw invalidRequest('max_tokens: Input should be greater than or equal to 1');
  return value;
}

function parseStream(value: unknown): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value !== 'boolean') throw invalidRequest('stream: Input should be a valid boolean');
  return value;
}

function parseTurns(value: unknown): readonly Turn[] {
  const messages = parseObjects(value, 'messages');
  if (messages.length === 0) throw invalidRequest('messages: at least one message is required');
  return messages.map((message, index) => {
    const role = message['role'];
    if (!isRole(role))
      throw invalidRequest(`messages.${String(index)}.role: Input should be 'user' or 'assistant'`);
    return { role, blocks: parseContent(message['content'], `messages.${String(index)}.content`) };
  });
}

function isRole(value: unknown): value is Role {
  return ROLES.has(value);
}

function parseContent(value: unknown, at: string): readonly JsonObject[] {
  if (typeof value === 'string') return [{ type: 'text', text: value }];
  const blocks = parseObjects(value, at);
  const untyped = blocks.findIndex((block) => typeof block['type'] !== 'string');
  if (untyped >= 0) throw invalidRequest(`${at}.${String(untyped)}.type: Field required`);
  return blocks;
}

function parseObjects(value: unknown, at: string): readonly JsonObject[] {
  if (!Array.isArray(value)) throw invalidRequest(`${at}: Input should be a valid list`);
  const items: readonly unknown[] = value;
  if (!items.every(isJsonObject)) throw invalidRequest(`${at}: Input should be a list of objects`);
  return items;
}

function parseForcedTool(choice: unknown, tools: readonly JsonObject[]): string | undefined {
  if (choice === undefined || choice === null) return undefined;
  if (!isJsonObject(choice)) throw invalidRequest('tool_choice: Input should be an object');
  if (choice['type'] !== 'any' && choice['type'] !== 'tool') return undefined;
  const named = choice['type'] === 'tool' ? choice['name'] : tools[0]?.['name'];
  const tool = tools.find(({ name }) => name === named);
  if (typeof tool?.['name'] !== 'string') throw invalidRequest('tool_choice: no such tool in tools');
  return tool['name'];
}
