import { explainSdkError, serve, WEATHER, WEATHER_REPORT } from './serve.mjs';

const optionsOf = ({ url, key, token, maxRetries, headers }) => ({
  baseURL: url,
  ...(token === undefined ? { apiKey: key } : { apiKey: null, authToken: token }),
  ...(maxRetries === undefined ? {} : { maxRetries }),
  defaultHeaders: headers,
});

const bodyOf = ({ model, question, extra }) => ({
  model,
  max_tokens: 1024,
  messages: [{ role: 'user', content: question }],
  ...extra,
});

const shown = ({ content, stop_reason, usage }) => ({
  text: content.map(({ text = '' }) => text).join(''),
  stopReason: stop_reason,
  usage: { input: usage.input_tokens, output: usage.output_tokens },
});

const tools = [{ name: WEATHER.name, description: WEATHER.description, input_schema: WEATHER.schema }];

/** Serves an official SDK, whichever release of it. */
export function serveSdk(Anthropic) {
  const clientFor = (task) => new Anthropic(optionsOf(task));
  serve(deedsOf(clientFor), explainSdkError);
}

const deedsOf = (clientFor) => ({
  ask: async (task) => {
    const message = await clientFor(task).messages.create(bodyOf(task));
    return { ...shown(message), requestId: message._request_id };
  },

  stream: async (task) => {
    const pieces = [];
    const stream = clientFor(task).messages.stream(bodyOf(task));
    stream.on('text', (piece) => pieces.push(piece));
    return { ...shown(await stream.finalMessage()), pieces };
  },

  useTool: async (task) => {
    const { messages } = clientFor(task);
    const body = { ...bodyOf(task), tools };
    const reply = await messages.create({ ...body, tool_choice: { type: 'tool', name: WEATHER.name } });
    const call = reply.content.find(({ type }) => type === 'tool_use');
    const result = { type: 'tool_result', tool_use_id: call.id, content: WEATHER_REPORT };
    const turns = [
      ...body.messages,
      { role: 'assistant', content: reply.content },
      { role: 'user', content: [result] },
    ];
    const last = await messages.create({ ...body, messages: turns });
    return { ...shown(last), called: { name: call.name, input: call.input } };
  },

  countTokens: async (task) => {
    const { model, messages } = bodyOf(task);
    return clientFor(task).messages.countTokens({ model, messages });
  },

  listModels: async (task) => {
    const ids = [];
    for await (const { id } of clientFor(task).models.list({ limit: task.limit })) ids.push(id);
    return ids;
  },

  retrieveModel: async (task) => clientFor(task).models.retrieve(task.model),

  /** A tool runner of 1.x keeps its conversation in a thread. */
  runTools: async (task) => {
    const tool = { type: 'custom', ...tools[0], run: () => WEATHER_REPORT, parse: (input) => input };
    const runner = clientFor(task).beta.messages.toolRunner({ ...bodyOf(task), tools: [tool] });
    return shown(await runner.runUntilDone());
  },

  /** Two turns, the second of which leaves the first with the provider. */
  converse: async (task) => {
    const { messages, ...params } = bodyOf(task);
    const thread = clientFor(task).beta.messages.thread({ ...params, tools });
    await thread.send(messages[0]);
    return shown(await thread.send({ role: 'user', content: `${task.question} And then?` }));
  },

  /** Leaves at the first piece of a stream. */
  leave: async (task) => {
    const stream = clientFor(task).messages.stream(bodyOf(task));
    stream.on('text', () => stream.abort());
    return shown(await stream.finalMessage());
  },

  listBatches: async (task) => clientFor(task).messages.batches.list(),
});
