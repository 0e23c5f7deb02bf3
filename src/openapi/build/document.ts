import type { INestApplication } from '@nestjs/common';
import type { HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import type { OpenAPIObject, SwaggerDocumentOptions } from '@nestjs/swagger';
import type { AnalyticsQuery } from '../../analytics';
import { Turns } from '../../kernel';
import type { Schema } from '../schema';
import { topics } from '../topics';
import { analyticsSchemas } from '../topics/analytics-schemas';
import type { RouteDescription, Topic } from '../topic';
import { COMMON_SCHEMAS } from './common-schemas';
import { dtoSchema } from './dto-schema';
import { frameOf } from './frame';
import { headerParameters, RESPONSE_HEADERS } from './headers';
import { bodyName, operationOf } from './operation';
import { refusalExamples } from './refusal-responses';
import type { RouteFacts } from './route-facts';
import { routesOf, type Route } from './routes';
import { sharingResponses, type Operation } from './shared-responses';

const DESCRIBED: ReadonlyMap<string, { readonly topic: Topic; readonly route: RouteDescription }> = new Map(
  topics.flatMap((topic) =>
    Object.entries(topic.routes).map(([name, route]) => [name, { topic, route }] as const),
  ),
);

/** Each is worth a look at the clock. */
const STEPS_OF_A_ROUTE = 256;

/**
 * The OpenAPI document of the routes that these modules have, and of the queries that may be asked. It takes a good part
 * of a second on a small machine, in turns with everybody else.
 */
export async function documentOf(
  modules: ModulesContainer,
  host: HttpAdapterHost,
  queries: readonly AnalyticsQuery[],
): Promise<OpenAPIObject> {
  const turns = new Turns();
  // Heavy, and needed once.
  const { DocumentBuilder, SwaggerModule } = await import('@nestjs/swagger');
  await turns.next();
  const frame = frameOf(new DocumentBuilder());
  const scan = (app: INestApplication, options: SwaggerDocumentOptions): OpenAPIObject =>
    SwaggerModule.createDocument(app, frame, options);
  const routes = routesOf(modules, host, scan);
  await turns.next();
  const whole: Record<string, Record<string, Operation>> = {};
  for (const { path, facts } of routes) {
    if (turns.areDue(STEPS_OF_A_ROUTE)) await turns.next();
    const { topic, route } = DESCRIBED.get(facts.name) ?? undescribed(facts);
    (whole[path] ??= {})[facts.method.toLowerCase()] = operationOf(facts, route, topic);
  }
  await turns.next();
  const { paths, responses } = sharingResponses(whole);
  await turns.next();
  const schemas = { ...COMMON_SCHEMAS, ...bodiesOf(routes) };
  for (const topic of topics) Object.assign(schemas, topic.schemas);
  Object.assign(schemas, analyticsSchemas(queries));
  const components = {
    schemas,
    parameters: headerParameters(),
    headers: RESPONSE_HEADERS,
    responses,
    examples: refusalExamples(namedIn(whole, 'examples')),
    securitySchemes: frame.components?.securitySchemes,
  };
  return { ...frame, paths, components } as unknown as OpenAPIObject;
}

/** The components of one kind that are referred to. */
function namedIn(paths: object, kind: string): ReadonlySet<string> {
  const references = JSON.stringify(paths).matchAll(/"#\/components\/(\w+)\/([^"]+)"/g);
  return new Set([...references].filter(([, one]) => one === kind).map(([, , name = '']) => name));
}

/** What the declarations alone say. */
function undescribed({ name }: RouteFacts): { readonly topic: Topic; readonly route: RouteDescription } {
  const topic = { tag: 'Others', about: '', schemas: {}, fields: {}, routes: {} };
  const answers = { 200: { description: 'Not described.' } };
  return { topic, route: { id: name.replaceAll(/\W+/g, '_'), summary: name, description: '', answers } };
}

/** The bodies that DTOs describe, as components. */
function bodiesOf(routes: readonly Route[]): Record<string, Schema> {
  const bodies: Record<string, Schema> = {};
  for (const { facts } of routes) {
    if (facts.body === undefined) continue;
    const fields = DESCRIBED.get(facts.name)?.topic.fields[facts.body.name] ?? {};
    bodies[bodyName(facts.body)] = dtoSchema(facts.body, fields);
  }
  return bodies;
}
