import { CACHE_CONTROL, CALLER } from './common';
import { either, type Fields, FLAG, type Kind, list, needs, NUMBER, TEXT, variants } from './shape';
import { DOCUMENT_KIND } from './sources';

/** What the provider's own tools answered: history, which runs nothing when it is sent back. */

const result = (kinds: Readonly<Record<string, Kind>>, more: Fields = {}): Kind => ({
  fields: {
    tool_use_id: TEXT,
    cache_control: CACHE_CONTROL,
    content: variants('type', kinds),
    ...more,
  },
});

const ERROR: Kind = { fields: { error_code: TEXT } };
const TOLD_ERROR: Kind = { fields: { error_code: TEXT, error_message: TEXT } };

const outputOf = (type: string) =>
  list(variants('type', { [type]: { fields: { file_id: needs('file_ids', TEXT) } } }));
const ran = (type: string): Fields => ({ content: outputOf(type), return_code: NUMBER, stderr: TEXT });

const WEB_SEARCH_RESULT: Kind = {
  fields: { encrypted_content: TEXT, title: TEXT, url: TEXT, page_age: TEXT },
};

export const TOOL_REFERENCE_KIND: Kind = { fields: { tool_name: TEXT, cache_control: CACHE_CONTROL } };

export const SERVER_RESULT_KINDS: Readonly<Record<string, Kind>> = {
  web_search_tool_result: {
    fields: {
      tool_use_id: TEXT,
      cache_control: CACHE_CONTROL,
      caller: CALLER,
      content: either(
        list(variants('type', { web_search_result: WEB_SEARCH_RESULT })),
        variants('type', { web_search_tool_result_error: ERROR }),
      ),
    },
  },
  web_fetch_tool_result: result(
    {
      web_fetch_result: {
        fields: {
          content: variants('type', { document: DOCUMENT_KIND }),
          url: TEXT,
          retrieved_at: TEXT,
        },
      },
      web_fetch_tool_result_error: ERROR,
    },
    { caller: CALLER },
  ),
  advisor_tool_result: result({
    advisor_result: { fields: { text: TEXT, stop_reason: TEXT } },
    advisor_redacted_result: { fields: { encrypted_content: TEXT, stop_reason: TEXT } },
    advisor_tool_result_error: ERROR,
  }),
  code_execution_tool_result: result({
    code_execution_result: { fields: { ...ran('code_execution_output'), stdout: TEXT } },
    encrypted_code_execution_result: {
      fields: { ...ran('code_execution_output'), encrypted_stdout: TEXT },
    },
    code_execution_tool_result_error: ERROR,
  }),
  bash_code_execution_tool_result: result({
    bash_code_execution_result: { fields: { ...ran('bash_code_execution_output'), stdout: TEXT } },
    bash_code_execution_tool_result_error: ERROR,
  }),
  text_editor_code_execution_tool_result: result({
    text_editor_code_execution_view_result: {
      fields: { content: TEXT, file_type: TEXT, num_lines: NUMBER, start_line: NUMBER, total_lines: NUMBER },
    },
    text_editor_code_execution_create_result: { fields: { is_file_update: FLAG } },
    text_editor_code_execution_str_replace_result: {
      fields: {
        lines: list(TEXT),
        new_lines: NUMBER,
        new_start: NUMBER,
        old_lines: NUMBER,
        old_start: NUMBER,
      },
    },
    text_editor_code_execution_tool_result_error: TOLD_ERROR,
  }),
  tool_search_tool_result: result({
    tool_search_tool_search_result: {
      fields: { tool_references: list(variants('type', { tool_reference: TOOL_REFERENCE_KIND })) },
    },
    tool_search_tool_result_error: TOLD_ERROR,
  }),
};
