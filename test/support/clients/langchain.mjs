// LangChain's chat model for Claude, which has an SDK of its own inside.
import { ChatAnthropic } from '@langchain/anthropic';
import { HumanMessage, ToolMessage } from '@langchain/core/messages';
import { explainSdkError, serve, WEATHER, WEATHER_REPORT } from './serve.mjs';

const modelFor = ({ url, key, token, model, maxRetries, headers, extra }) =>
  new ChatAnthropic({
    anthropicApiUrl: url,
    // It insists on a key; `null` in the headers below takes it out again.
    apiKey: token === undefined ? key : 'unused',
    model,
    maxTokens: 1024,
    ...(maxRetries === undefined ? {} : { maxRetries }),
    clientOptions: {
      defaultHeaders: {
        ...headers,
        ...(token === undefined ? {} : { 'x-api-key': null, authorization: `Bearer ${token}` }),
      },
    },
    invocationKwargs: extra,
  });

const shown = ({ text, response_metadata, additional_kwargs, usage_metadata }) => ({
  text,
  stopReason: response_metadata.stop_reason ?? additional_kwargs.stop_reason,
  usage: { input: usage_metadata.input_tokens, output: usage_metadata.output_tokens },
});

const tools = [{ name: WEATHER.name, description: WEATHER.description, input_schema: WEATHER.schema }];

const deeds = {
  ask: async (task) => shown(await modelFor(task).invoke(task.question)),

  stream: async (task) => {
    const pieces = [];
    let whole;
    for await (const chunk of await modelFor(task).stream(task.question)) {
      if (chunk.text !== '') pieces.push(chunk.text);
      whole = whole === undefined ? chunk : whole.concat(chunk);
    }
    return { ...shown(whole), pieces };
  },

  useTool: async (task) => {
    const model = modelFor(task);
    const question = new HumanMessage(task.question);
    const reply = await model.bindTools(tools, { tool_choice: WEATHER.name }).invoke([question]);
    const [call] = reply.tool_calls;
    const result = new ToolMessage({ content: WEATHER_REPORT, tool_call_id: call.id });
    const last = await model.bindTools(tools).invoke([question, reply, result]);
    return { ...shown(last), called: { name: call.name, input: call.args } };
  },

  structured: async (task) =>
    modelFor(task).withStructuredOutput(WEATHER.schema, { name: 'weather' }).invoke(task.question),
};

serve(deeds, explainSdkError);
