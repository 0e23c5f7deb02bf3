/** Who runs a tool: the client with its own definition or the provider's, or the provider. */
export type ToolKind = 'custom' | 'defined' | 'toolset' | 'server';

const DATED = /_\d{8}$/;
const DEFINED = /^(?:bash|text_editor|memory|computer)_\d{8}$/;
const TOOLSET = /^(?:computer|browser)_toolset_\d{8}$/;
/** Edits of the context, which are dated like tools. */
const EDIT = /^(?:clear_tool_uses|clear_thinking|compact)_\d{8}$/;

/** The kind of what stands where only tools do. A type that nobody knows is taken for the provider's, the dearest. */
export function kindOfTool(type: unknown): ToolKind {
  if (type === undefined || type === null || type === 'custom') return 'custom';
  if (typeof type !== 'string') return 'server';
  if (DEFINED.test(type)) return 'defined';
  return TOOLSET.test(type) ? 'toolset' : 'server';
}

/** Whether an object of this type is a tool wherever it stands: only tools and edits of the context have dated types. */
export function isToolAnywhere(type: unknown): boolean {
  return typeof type === 'string' && DATED.test(type) && !EDIT.test(type);
}
