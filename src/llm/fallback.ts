/** What only the model that wrote it can read: its thoughts are signed for it. */
const FOREIGN_BLOCKS: ReadonlySet<unknown> = new Set(['thinking', 'redacted_thinking']);
/** What an earlier answer of the other model, or a list for it, has to do with. */
const FOREIGN_FIELDS = ['diagnostics', 'fallbacks', 'fallback_credit_token', 'speed'] as const;

type Json = Readonly<Record<string, unknown>>;

/** The same request for another model, without what that one refuses. */
export function forModel(body: Buffer, model: string): Buffer {
  const request = JSON.parse(body.toString('utf8')) as Record<string, unknown>;
  const { messages } = request;
  const changed: Record<string, unknown> = { ...request, model };
  for (const field of FOREIGN_FIELDS) Reflect.deleteProperty(changed, field);
  if (Array.isArray(messages)) changed['messages'] = messages.map(withoutThoughts).filter(hasContent);
  return Buffer.from(JSON.stringify(changed));
}

function withoutThoughts(message: Json): Json {
  const { content } = message;
  if (!Array.isArray(content)) return message;
  return { ...message, content: content.filter((block: Json) => !FOREIGN_BLOCKS.has(block['type'])) };
}

function hasContent({ content }: Json): boolean {
  return !Array.isArray(content) || content.length > 0;
}
