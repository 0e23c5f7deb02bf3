import { isPublic, type AccessPolicy } from '../../auth';
import { ref, type Schema } from '../schema';
import type { Answer, RouteDescription, Topic } from '../topic';
import { dtoSchema } from './dto-schema';
import { RATE_LIMIT_HEADERS } from './headers';
import { refusalResponses } from './refusal-responses';
import { refusalsOf } from './refusals';
import type { RouteFacts } from './route-facts';
import type { Operation } from './shared-responses';

/** What callers who are known present, one of these. */
const CREDENTIALS = [{ apiKey: [] }, { bearer: [] }, { apiKey: [], requestSignature: [] }];

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  json: 'application/json',
  message: 'application/json',
  form: 'application/x-www-form-urlencoded',
};

/** The operation object of a route. */
export function operationOf(facts: RouteFacts, route: RouteDescription, topic: Topic): Operation {
  const { access } = facts;
  const body = requestBodyOf(facts, route);
  return {
    operationId: route.id,
    tags: [topic.tag],
    summary: route.summary,
    description: route.description,
    security: route.security ?? (isPublic(access) ? [] : CREDENTIALS),
    parameters: parametersOf(facts, route, topic.fields),
    ...(body === undefined ? {} : { requestBody: body }),
    responses: responsesOf(facts, route),
    'x-sallyport-access': accessView(facts.method, access),
  };
}

/** The component that a DTO is. */
export const bodyName = (dto: { readonly name: string }): string => dto.name.replace(/Dto$/, '');

function accessView(method: string, access: AccessPolicy | undefined): Schema {
  const quota = access?.quota;
  const counted =
    typeof quota === 'object'
      ? { max_requests: quota.maxRequests, window_seconds: quota.windowSeconds }
      : (quota ?? 'caller');
  if (access === undefined) return { public: false, lowest_role: null, quota: counted };
  if ('public' in access) return { public: true, quota: counted };
  const viewer = access.viewer ?? method === 'GET';
  return { public: false, lowest_role: access.atLeast, viewer, quota: counted };
}

function parametersOf(
  { name, query }: RouteFacts,
  { path = {}, headers = [] }: RouteDescription,
  fields: Topic['fields'],
): readonly Schema[] {
  const inPath = [...name.matchAll(/:(\w+)/g)].map(([, one = '']) =>
    parameter('path', one, path[one] ?? { type: 'string' }, true),
  );
  const { properties = {} } = query === undefined ? {} : dtoSchema(query, fields[query.name] ?? {});
  const inQuery = Object.entries(properties as Readonly<Record<string, Schema>>).map(([one, schema]) =>
    parameter('query', one, schema, false),
  );
  const inHeaders = [...headers, 'x-request-id'].map((one) => ({ $ref: `#/components/parameters/${one}` }));
  return [...inPath, ...inQuery, ...inHeaders];
}

function parameter(
  place: string,
  name: string,
  { description, ...schema }: Schema,
  required: boolean,
): Schema {
  return { name, in: place, required, ...(description === undefined ? {} : { description }), schema };
}

function requestBodyOf({ reads, body: dto }: RouteFacts, { body }: RouteDescription): Schema | undefined {
  if (reads.length === 0) return undefined;
  const schema = dto === undefined ? body?.schema : ref(bodyName(dto));
  const media = {
    schema: schema ?? { type: 'object' },
    ...(body === undefined ? {} : { examples: body.examples }),
  };
  return {
    required: true,
    content: Object.fromEntries(reads.map((kind) => [MEDIA_TYPES[kind] ?? kind, media])),
  };
}

/** Answers and refusals, by status. */
function responsesOf(facts: RouteFacts, route: RouteDescription): Operation['responses'] {
  const { access, isNative, method } = facts;
  const limits = access?.quota === 'free' ? [] : RATE_LIMIT_HEADERS;
  const refusals = refusalResponses(refusalsOf(facts, route), isNative);
  const answers = new Map(Object.entries(route.answers).map(([status, one]) => [Number(status), one]));
  const statuses = [...new Set([...answers.keys(), ...refusals.keys()])].sort((one, other) => one - other);
  const responses = statuses.map((status) => {
    const [answer, refusal] = [answers.get(status), refusals.get(status)];
    const content = { ...answer?.content, ...refusal?.content };
    const headers = [...(answer?.headers ?? []), ...(refusal?.headers ?? []), ...limits, 'x-request-id'];
    return [
      status,
      {
        description: wordsOf(answer, refusal),
        headers: Object.fromEntries(headers.map((name) => [name, { $ref: `#/components/headers/${name}` }])),
        ...(method === 'HEAD' || Object.keys(content).length === 0 ? {} : { content }),
      },
    ];
  });
  return Object.fromEntries(responses) as Operation['responses'];
}

function wordsOf(answer: Answer | undefined, refusal: { readonly description: string } | undefined): string {
  return [answer?.description, refusal?.description].filter((words) => words !== undefined).join(' Or ');
}
