import { choice, FLAG, type Place, record, TEXT, variants } from './shape';

/** Kinds that stand in many places of a request. */

export const CACHE_CONTROL: Place = variants('type', {
  ephemeral: { fields: { ttl: choice({ '5m': 'everyone', '1h': 'one_hour_cache' }) } },
});

export const CITATIONS_CONFIG: Place = record({ enabled: FLAG });

/** Who called a tool, in history. */
export const CALLER: Place = variants('type', {
  direct: { fields: {} },
  code_execution_20250825: { fields: { tool_id: TEXT } },
  code_execution_20260120: { fields: { tool_id: TEXT } },
});
