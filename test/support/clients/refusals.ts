import { PAGE, tokenFrom } from '../browser-tokens';
import { unknownKey } from '../gateway';
import { endlessQuestion, hold, untilUnderWay } from '../holding';
import type { Library, LibraryName, Task } from './library';
import type { World } from './world';

/** Who is about to be refused, and where. */
interface Scene {
  readonly world: World;
  readonly library: Library;
  readonly name: LibraryName;
}

/** A refusal as each library is to show it. */
export interface Refusal {
  readonly when: string;
  /** The task that is refused, after whatever it takes to get there. */
  readonly prepare: (scene: Scene) => Promise<Task>;
  readonly status: number;
  readonly type: string;
  /** Undefined where the words are the provider's. */
  readonly code: string | undefined;
  /** The class in sdk 1.x, which has more of them. */
  readonly newest: string;
  /** The class in sdk 0.x, also the one inside langchain. */
  readonly older: string;
  /** Whether `Retry-After` says when it will be over. */
  readonly passes?: true;
  /** Whether `x-should-retry` says that it will not be over. */
  readonly final?: true;
  readonly not?: LibraryName;
}

export const REFUSALS: readonly Refusal[] = [
  {
    when: 'the key is unknown',
    prepare: async ({ world }) => ({ ...(await world.freshTask()), key: unknownKey() }),
    status: 401,
    type: 'authentication_error',
    code: 'credential_invalid',
    newest: 'AuthenticationError',
    older: 'AuthenticationError',
    final: true,
  },
  {
    when: 'the key has ended',
    prepare: async ({ world }) => {
      const task = await world.freshTask();
      await world.gateway.revokeKey(task.key);
      return task;
    },
    status: 401,
    type: 'authentication_error',
    code: 'credential_invalid',
    newest: 'AuthenticationError',
    older: 'AuthenticationError',
    final: true,
  },
  {
    when: 'the requests of a token are used up',
    prepare: async ({ world, library }) => {
      const { key, ...task } = await world.freshTask();
      const token = await tokenFrom(world.gateway, key, { max_requests: 1 });
      const spent = { ...task, key, token, headers: { origin: PAGE } };
      await library.does('ask', spent);
      return spent;
    },
    status: 402,
    type: 'billing_error',
    code: 'budget_exhausted',
    newest: 'PaymentRequiredError',
    older: 'APIError',
    final: true,
  },
  {
    when: 'the key is for another model',
    prepare: ({ world }) => world.freshTask({ models: ['claude-haiku-5-5'] }),
    status: 403,
    type: 'permission_error',
    code: 'model_denied',
    newest: 'PermissionDeniedError',
    older: 'PermissionDeniedError',
    final: true,
  },
  {
    when: 'the role does not ask',
    prepare: ({ world }) => world.freshTask({ role: 'analyst' }),
    status: 403,
    type: 'permission_error',
    code: 'role_denied',
    newest: 'PermissionDeniedError',
    older: 'PermissionDeniedError',
    final: true,
  },
  {
    when: 'a beta was not granted',
    prepare: async ({ world }) => ({
      ...(await world.freshTask()),
      headers: { 'anthropic-beta': 'files-api-2025-04-14' },
    }),
    status: 403,
    type: 'permission_error',
    code: 'capability_denied',
    newest: 'PermissionDeniedError',
    older: 'PermissionDeniedError',
    final: true,
  },
  {
    when: 'a tool is to run at the provider',
    prepare: async ({ world }) => ({
      ...(await world.freshTask()),
      extra: { tools: [{ type: 'web_search_20250305', name: 'web_search' }] },
    }),
    status: 403,
    type: 'permission_error',
    code: 'capability_denied',
    newest: 'PermissionDeniedError',
    older: 'PermissionDeniedError',
    final: true,
    not: 'ai',
  },
  {
    when: 'a field is unknown',
    prepare: async ({ world }) => ({ ...(await world.freshTask()), extra: { favourite_colour: 'green' } }),
    status: 400,
    type: 'invalid_request_error',
    code: 'validation_failed',
    newest: 'BadRequestError',
    older: 'BadRequestError',
    // It sends no field that it does not know.
    not: 'ai',
  },
  {
    when: 'the provider has no such model',
    prepare: async ({ world }) => ({ ...(await world.freshTask()), model: 'claude-sonnet-0-1' }),
    status: 404,
    type: 'not_found_error',
    code: undefined,
    newest: 'NotFoundError',
    older: 'NotFoundError',
  },
  {
    when: 'the provider calls the request wrong',
    prepare: ({ world }) => troubledTask(world, 'status:400'),
    status: 400,
    type: 'invalid_request_error',
    code: undefined,
    newest: 'BadRequestError',
    older: 'BadRequestError',
  },
  {
    when: 'the provider refuses the gateway itself',
    // These two try every 5xx again, whatever `x-should-retry` says.
    prepare: async ({ world, name }) => ({
      ...(await troubledTask(world, 'status:401')),
      ...(name === 'ai' || name === 'langchain' ? { maxRetries: 0 } : {}),
    }),
    status: 502,
    type: 'api_error',
    code: 'upstream_error',
    newest: 'InternalServerError',
    older: 'InternalServerError',
    final: true,
  },
  {
    when: 'the provider hangs up',
    prepare: async ({ world }) => ({ ...(await troubledTask(world, 'reset')), maxRetries: 0 }),
    status: 502,
    type: 'api_error',
    code: 'upstream_error',
    newest: 'InternalServerError',
    older: 'InternalServerError',
  },
  {
    when: 'the body is too large',
    // More than the sockets between take up before anybody reads.
    prepare: async ({ world }) => ({ ...(await world.freshTask()), question: 'long '.repeat(1_000_000) }),
    status: 413,
    type: 'request_too_large',
    code: 'body_too_large',
    newest: 'ContentTooLargeError',
    older: 'APIError',
  },
  {
    when: 'the quota is used up',
    prepare: async ({ world, library }) => {
      const task = await world.freshTask({ rateLimit: { maxRequests: 1, windowSeconds: 3600 } });
      await library.does('ask', task);
      return { ...task, maxRetries: 0 };
    },
    status: 429,
    type: 'rate_limit_error',
    code: 'rate_limited',
    newest: 'RateLimitError',
    older: 'RateLimitError',
    passes: true,
  },
  {
    when: 'as many requests are under way as may be',
    prepare: async ({ world }) => {
      const task = await world.freshTask({ maxConcurrency: 1 });
      const question = await endlessQuestion(world.simulator);
      hold(world.gateway, task.key, question);
      await untilUnderWay(world.simulator, question, 1);
      return { ...task, maxRetries: 0 };
    },
    status: 429,
    type: 'rate_limit_error',
    code: 'concurrency_limited',
    newest: 'RateLimitError',
    older: 'RateLimitError',
    passes: true,
  },
  {
    when: 'the provider is overloaded',
    prepare: async ({ world }) => ({
      ...(await troubledTask(world, 'status:529,retry-after=7')),
      maxRetries: 0,
    }),
    status: 529,
    type: 'overloaded_error',
    code: 'upstream_unavailable',
    newest: 'OverloadedError',
    older: 'InternalServerError',
    passes: true,
  },
];

/** The class that a library raises it as. */
export function classOf(name: LibraryName, { newest, older }: Refusal): string {
  if (name === 'ai') return 'APICallError';
  return name === 'sdk 1.x' ? newest : older;
}

async function troubledTask(world: World, trouble: string): Promise<Task> {
  const task = await world.freshTask();
  await world.simulator.trouble(trouble, { match: task.question, times: 10 });
  return task;
}
