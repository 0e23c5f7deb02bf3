// Vercel's `ai` with its Anthropic provider.
import { createAnthropic } from '@ai-sdk/anthropic';
import { generateObject, generateText, jsonSchema, stepCountIs, streamText, tool } from 'ai';
import { serve, WEATHER, WEATHER_REPORT } from './serve.mjs';

const requestOf = ({ url, key, token, model, question, maxRetries, headers, options }) => {
  const anthropic = createAnthropic({
    baseURL: `${url}/v1`,
    ...(token === undefined ? { apiKey: key } : { authToken: token }),
    headers,
  });
  return {
    model: anthropic(model),
    prompt: question,
    maxOutputTokens: 1024,
    ...(maxRetries === undefined ? {} : { maxRetries }),
    ...(options === undefined ? {} : { providerOptions: { anthropic: options } }),
  };
};

const shown = ({ text, finishReason, usage }) => ({
  text,
  stopReason: finishReason,
  usage: { input: usage.inputTokens, output: usage.outputTokens },
});

const deeds = {
  ask: async (task) => shown(await generateText(requestOf(task))),

  stream: async (task) => {
    const pieces = [];
    const stream = streamText({ ...requestOf(task), onError: () => {} });
    for await (const part of stream.fullStream) {
      if (part.type === 'error') throw part.error;
      if (part.type === 'text-delta') pieces.push(part.text);
    }
    const [text, finishReason, usage] = await Promise.all([stream.text, stream.finishReason, stream.usage]);
    return { ...shown({ text, finishReason, usage }), pieces };
  },

  useTool: async (task) => {
    const answer = await generateText({
      ...requestOf(task),
      tools: {
        [WEATHER.name]: tool({
          description: WEATHER.description,
          inputSchema: jsonSchema(WEATHER.schema),
          execute: () => WEATHER_REPORT,
        }),
      },
      stopWhen: stepCountIs(2),
      prepareStep: ({ stepNumber }) => ({
        toolChoice: stepNumber === 0 ? { type: 'tool', toolName: WEATHER.name } : 'auto',
      }),
    });
    const [call] = answer.steps[0].toolCalls;
    return { ...shown(answer), called: { name: call.toolName, input: call.input } };
  },

  structured: async (task) => {
    const { object } = await generateObject({ ...requestOf(task), schema: jsonSchema(WEATHER.schema) });
    return object;
  },
};

/** After its last attempt `ai` wraps the error of it; an error event it hands on as it stands, no error at all. */
function explain(error) {
  const { statusCode, responseBody, responseHeaders, text, type } = error.lastError ?? error;
  return {
    status: statusCode,
    body: responseBody === undefined ? type && { error } : JSON.parse(responseBody),
    requestId: responseHeaders?.['request-id'] ?? null,
    retryAfter: responseHeaders?.['retry-after'] ?? null,
    shouldRetry: responseHeaders?.['x-should-retry'] ?? null,
    text,
  };
}

serve(deeds, explain);
