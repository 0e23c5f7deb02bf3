import { CACHE_CONTROL, CALLER } from './common';
import { SERVER_RESULT_KINDS, TOOL_REFERENCE_KIND } from './server-results';
import {
  either,
  FLAG,
  FREE,
  type Kind,
  list,
  MODEL,
  NUMBER,
  type Place,
  record,
  TEXT,
  needs,
  variants,
} from './shape';
import { DOCUMENT_KIND, IMAGE_KIND, SEARCH_RESULT_KIND, TEXT_BLOCKS, TEXT_KIND } from './sources';
import { MCP_TOOL, TOOL } from './tools';

const TOOL_USE = { id: TEXT, name: TEXT, input: FREE, cache_control: CACHE_CONTROL };

const BROWSER_STATE: Kind = {
  fields: {
    tabs: list(record({ tab_id: TEXT, title: TEXT, url: TEXT, active: FLAG })),
    cache_control: CACHE_CONTROL,
    state_changes: list(
      variants('type', {
        tab_opened: { fields: { tab_id: TEXT } },
        download_started: { fields: { download_id: TEXT, url: TEXT } },
        download_completed: { fields: { download_id: TEXT, url: TEXT, path: TEXT, size_bytes: NUMBER } },
        download_failed: { fields: { download_id: TEXT, url: TEXT, error: TEXT } },
      }),
    ),
  },
};

/** What a tool of the client's may answer with. */
const TOOL_RESULT_CONTENT: Place = either(
  TEXT,
  list(
    variants('type', {
      text: TEXT_KIND,
      image: IMAGE_KIND,
      document: DOCUMENT_KIND,
      search_result: SEARCH_RESULT_KIND,
      tool_reference: TOOL_REFERENCE_KIND,
      browser_state: BROWSER_STATE,
    }),
  ),
);

const REFERENCES: Readonly<Record<string, Kind>> = {
  tool_reference: { fields: { name: TEXT } },
  mcp_tool_reference: { fields: { name: TEXT, server_name: TEXT }, grant: 'mcp_servers' },
  mcp_toolset_reference: { fields: { server_name: TEXT }, grant: 'mcp_servers' },
};

/** Tools that come and go; one that comes is classified like any tool. */
const TOOL_CHANGE_KINDS: Readonly<Record<string, Kind>> = {
  tool_addition: {
    grant: 'tool_changes',
    fields: {
      tool: variants('type', { ...REFERENCES, tool_definition: { fields: { definition: TOOL } } }),
      cache_control: CACHE_CONTROL,
    },
  },
  tool_removal: {
    grant: 'tool_changes',
    fields: { tool: variants('type', REFERENCES), cache_control: CACHE_CONTROL },
  },
};

/** The models that handed over to each other, in history: both have answered already. */
const FALLBACK_MODEL = record({ model: MODEL });

const BLOCK: Place = variants('type', {
  text: TEXT_KIND,
  image: IMAGE_KIND,
  document: DOCUMENT_KIND,
  search_result: SEARCH_RESULT_KIND,
  thinking: { fields: { thinking: TEXT, signature: TEXT } },
  redacted_thinking: { fields: { data: TEXT } },
  tool_use: { fields: { ...TOOL_USE, caller: CALLER, toolset_name: TEXT } },
  tool_result: {
    fields: {
      tool_use_id: TEXT,
      content: TOOL_RESULT_CONTENT,
      is_error: FLAG,
      toolset_name: TEXT,
      cache_control: CACHE_CONTROL,
    },
  },
  server_tool_use: { fields: { ...TOOL_USE, caller: CALLER } },
  ...SERVER_RESULT_KINDS,
  mcp_tool_use: { grant: 'mcp_servers', fields: { ...TOOL_USE, server_name: TEXT } },
  mcp_tool_result: {
    grant: 'mcp_servers',
    fields: {
      tool_use_id: TEXT,
      content: either(TEXT, TEXT_BLOCKS),
      is_error: FLAG,
      cache_control: CACHE_CONTROL,
    },
  },
  mcp_tool_listing: { grant: 'mcp_servers', fields: { mcp_server_name: TEXT, tools: list(MCP_TOOL) } },
  container_upload: {
    grant: 'container',
    fields: { file_id: needs('file_ids', TEXT), cache_control: CACHE_CONTROL },
  },
  compaction: {
    grant: 'context_management',
    fields: {
      content: TEXT,
      encrypted_content: TEXT,
      signature: TEXT,
      tool_changes: list(variants('type', TOOL_CHANGE_KINDS)),
      cache_control: CACHE_CONTROL,
    },
  },
  ...TOOL_CHANGE_KINDS,
  fallback: { grant: 'fallbacks', fields: { from: FALLBACK_MODEL, to: FALLBACK_MODEL, trigger: FREE } },
});

/** What a turn of the user or of the model may hold. */
export const TURN_CONTENT: Place = either(TEXT, list(BLOCK));

/** What a turn of the system may hold. */
export const SYSTEM_TURN_CONTENT: Place = either(
  TEXT,
  list(variants('type', { text: TEXT_KIND, ...TOOL_CHANGE_KINDS })),
);
