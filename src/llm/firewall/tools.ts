import { CACHE_CONTROL, CITATIONS_CONFIG } from './common';
import {
  choice,
  type Fields,
  FLAG,
  FREE,
  type Grant,
  type Kind,
  list,
  MAX_TOKENS,
  names,
  NUMBER,
  OTHER_MODEL,
  type Place,
  record,
  TEXT,
  variants,
} from './shape';

/** Code at the provider that may call a tool of the client's. */
const ALLOWED_CALLERS = list(
  choice({
    direct: 'everyone',
    code_execution_20250825: 'server_tools',
    code_execution_20260120: 'server_tools',
    code_execution_20260521: 'server_tools',
  }),
);

const EVERY_TOOL: Fields = {
  name: TEXT,
  allowed_callers: ALLOWED_CALLERS,
  cache_control: CACHE_CONTROL,
  defer_loading: FLAG,
  strict: FLAG,
};
const CLIENT_TOOL: Fields = { ...EVERY_TOOL, input_examples: list(FREE) };
const SCREEN: Fields = {
  ...CLIENT_TOOL,
  display_height_px: NUMBER,
  display_width_px: NUMBER,
  display_number: NUMBER,
};
const WEB: Fields = {
  ...EVERY_TOOL,
  allowed_domains: list(TEXT),
  blocked_domains: list(TEXT),
  max_uses: NUMBER,
};
const RESPONSE_INCLUSION = choice({ full: 'everyone', excluded: 'everyone' });

const USER_LOCATION: Place = variants('type', {
  approximate: { fields: { city: TEXT, country: TEXT, region: TEXT, timezone: TEXT } },
});
const WEB_SEARCH: Fields = { ...WEB, user_location: USER_LOCATION };

const TOOL_NAMES: Kind = {
  fields: { tools: list(variants('type', { tool_reference: { fields: { name: TEXT } } })) },
};
const ALL_OR_NONE = { all: { fields: {} }, none: { fields: {} } };
const FETCHABLE: Place = variants('type', { ...ALL_OR_NONE, only: TOOL_NAMES, except: TOOL_NAMES });
const WEB_FETCH: Fields = {
  ...WEB,
  citations: CITATIONS_CONFIG,
  max_content_tokens: NUMBER,
  url_sources: record({
    client_tool_results: FETCHABLE,
    server_tool_results: FETCHABLE,
    user_input: variants('type', ALL_OR_NONE),
  }),
};
const CACHED_WEB_FETCH: Fields = { ...WEB_FETCH, use_cache: FLAG };

const SWITCH: Place = record({ defer_loading: FLAG, enabled: FLAG });
const switches = (actions: string): Place =>
  record(Object.fromEntries(actions.split(' ').map((action) => [action, SWITCH])));

const POINTER_ACTIONS =
  'double_click hold_key key left_click left_click_drag left_mouse_down left_mouse_up middle_click mouse_move right_click screenshot scroll triple_click type wait zoom';
const COMPUTER_ACTIONS = `${POINTER_ACTIONS} cursor_position`;
const BROWSER_ACTIONS = `${POINTER_ACTIONS} close_tab file_upload find form_input get_page_text hover javascript_exec list_tabs navigate new_tab read_console read_network read_page scroll_to switch_tab`;

/** A tool as an MCP server tells of it. */
export const MCP_TOOL: Place = record({ name: TEXT, description: TEXT, input_schema: FREE });

const versions = (grant: Grant, kinds: Readonly<Record<string, Fields>>): Readonly<Record<string, Kind>> =>
  Object.fromEntries(Object.entries(kinds).map(([name, fields]) => [name, { fields, grant }]));

/** Tools by `type`, each version by its name: a new one is refused until somebody has read what it does. */
export const TOOL: Place = variants(
  'type',
  {
    ...versions('everyone', {
      custom: { ...CLIENT_TOOL, description: TEXT, input_schema: FREE, eager_input_streaming: FLAG },
      bash_20241022: CLIENT_TOOL,
      bash_20250124: CLIENT_TOOL,
      text_editor_20241022: CLIENT_TOOL,
      text_editor_20250124: CLIENT_TOOL,
      text_editor_20250429: CLIENT_TOOL,
      text_editor_20250728: { ...CLIENT_TOOL, max_characters: NUMBER },
      memory_20250818: CLIENT_TOOL,
      computer_20241022: SCREEN,
      computer_20250124: SCREEN,
      computer_20251124: { ...SCREEN, enable_zoom: FLAG },
      computer_toolset_20260801: { cache_control: CACHE_CONTROL, configs: switches(COMPUTER_ACTIONS) },
      browser_toolset_20260801: { cache_control: CACHE_CONTROL, configs: switches(BROWSER_ACTIONS) },
    }),
    ...versions('server_tools', {
      web_search_20250305: WEB_SEARCH,
      web_search_20260209: WEB_SEARCH,
      web_search_20260318: { ...WEB_SEARCH, response_inclusion: RESPONSE_INCLUSION },
      web_fetch_20250910: WEB_FETCH,
      web_fetch_20260209: WEB_FETCH,
      web_fetch_20260309: CACHED_WEB_FETCH,
      web_fetch_20260318: { ...CACHED_WEB_FETCH, response_inclusion: RESPONSE_INCLUSION },
      code_execution_20250522: EVERY_TOOL,
      code_execution_20250825: EVERY_TOOL,
      code_execution_20260120: EVERY_TOOL,
      code_execution_20260521: EVERY_TOOL,
      tool_search_tool_bm25: EVERY_TOOL,
      tool_search_tool_bm25_20251119: EVERY_TOOL,
      tool_search_tool_regex: EVERY_TOOL,
      tool_search_tool_regex_20251119: EVERY_TOOL,
    }),
    // Another model, at its own price: the caller must know which.
    advisor_20260301: {
      grant: 'server_tools',
      required: ['model'],
      fields: {
        ...EVERY_TOOL,
        model: OTHER_MODEL,
        caching: CACHE_CONTROL,
        max_tokens: MAX_TOKENS,
        max_uses: NUMBER,
      },
    },
    mcp_toolset: {
      grant: 'mcp_servers',
      fields: {
        mcp_server_name: TEXT,
        cache_control: CACHE_CONTROL,
        configs: names(SWITCH),
        default_config: SWITCH,
        tools: list(MCP_TOOL),
      },
    },
  },
  'custom',
);
