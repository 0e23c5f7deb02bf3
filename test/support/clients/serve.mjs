import diagnostics from 'node:diagnostics_channel';

let attempts = 0;
diagnostics.subscribe('undici:request:create', () => {
  attempts += 1;
});

/**
 * Does what the test asks for, one deed at a time, and tells what came of it.
 * @param deeds functions of a task, by name
 * @param explain what a library's error has to say: status, body, request id
 */
export function serve(deeds, explain) {
  process.on('message', async ({ deed, task }) => {
    attempts = 0;
    process.send({ ...(await outcomeOf(() => deeds[deed](task), explain)), attempts });
  });
  process.on('disconnect', () => process.exit());
}

async function outcomeOf(act, explain) {
  try {
    return { result: await act() };
  } catch (error) {
    return { thrown: { classes: classesOf(error), message: String(error?.message), ...explain(error) } };
  }
}

/** The names of an error's classes, its own first: what `instanceof` would find. */
function classesOf(error) {
  const names = [];
  for (let type = error?.constructor; type?.name; type = Object.getPrototypeOf(type)) names.push(type.name);
  return names;
}

/** The error of the Anthropic SDKs, and of what wraps them. */
export function explainSdkError(error) {
  const { status, error: body, requestID, errorCode, headers } = error;
  return {
    status,
    body,
    requestId: requestID,
    errorCode,
    retryAfter: headers?.get('retry-after'),
    shouldRetry: headers?.get('x-should-retry'),
  };
}

/** A tool for every library, in JSON schema. */
export const WEATHER = {
  name: 'weather',
  description: 'The weather in a city',
  schema: { type: 'object', properties: { city: { type: 'string' } }, additionalProperties: false },
};

export const WEATHER_REPORT = 'eighteen degrees and rain';
