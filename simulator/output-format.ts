import { invalidRequest } from './api-error';
import { isJsonObject, type JsonObject } from './json';
import { checkSchema } from './schema';

/** The schema that `output_config` asks the answer to satisfy, if it asks; refused when Claude would not take it. */
export function parseOutputSchema(config: unknown): JsonObject | undefined {
  if (config === undefined) return undefined;
  if (!isJsonObject(config)) throw invalidRequest('output_config: Input should be an object');
  const { format = null } = config;
  if (format === null) return undefined;
  if (!isJsonObject(format)) throw invalidRequest('output_config.format: Input should be an object');
  const { type, schema } = format;
  if (type !== 'json_schema') {
    throw invalidRequest("output_config.format.type: Input should be 'json_schema'");
  }
  if (!isJsonObject(schema)) throw invalidRequest('output_config.format.schema: Input should be an object');
  checkSchema(schema);
  return schema;
}
