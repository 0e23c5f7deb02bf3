import type { INestApplication } from '@nestjs/common';
import { ApplicationConfig, type HttpAdapterHost, type ModulesContainer } from '@nestjs/core';
import type { OpenAPIObject, SwaggerDocumentOptions } from '@nestjs/swagger';
import { UNKNOWN_ROUTE } from '../../http';
import { routeFacts, type Controller, type RouteFacts } from './route-facts';

/** A route with its path as OpenAPI writes it. */
export interface Route {
  readonly path: string;
  readonly facts: RouteFacts;
}

/** The routes of the gateway but for the one that takes what no other does, as `scan`, which is Swagger, finds them. */
export function routesOf(
  modules: ModulesContainer,
  host: HttpAdapterHost,
  scan: (app: INestApplication, options: SwaggerDocumentOptions) => OpenAPIObject,
): readonly Route[] {
  const controllers = controllersOf(modules);
  const { paths } = scan(scannable(modules, host), {
    operationIdFactory: (controller, handler) => `${controller}.${handler}`,
  });
  const rest = `/{${UNKNOWN_ROUTE.replaceAll(/\W/g, '')}}`;
  return Object.entries(paths)
    .filter(([path]) => path !== rest)
    .flatMap(([path, item]) =>
      Object.entries(item as Readonly<Record<string, { readonly operationId: string }>>).map(
        ([method, { operationId }]) => ({ path, facts: factsOf(operationId, method, path, controllers) }),
      ),
    );
}

function factsOf(
  id: string,
  method: string,
  path: string,
  controllers: ReadonlyMap<string, Controller>,
): RouteFacts {
  // Swagger numbers the paths of a handler that has several.
  const [name = '', handler = ''] = id.replace(/\[\d+\]$/, '').split('.');
  const controller = controllers.get(name);
  if (controller === undefined) throw new Error(`There is no controller ${name}`);
  return routeFacts(controller, handler, method.toUpperCase(), path);
}

/** What Swagger looks at of an application: this one has neither prefixes nor versions. */
function scannable(modules: ModulesContainer, { httpAdapter }: HttpAdapterHost): INestApplication {
  return {
    container: { getModules: () => modules },
    config: new ApplicationConfig(),
    getHttpAdapter: () => httpAdapter,
  } as unknown as INestApplication;
}

/** By name, which is all that Swagger tells of them. */
function controllersOf(modules: ModulesContainer): ReadonlyMap<string, Controller> {
  const controllers = new Map<string, Controller>();
  for (const module of modules.values())
    for (const { name, metatype } of module.controllers.values()) {
      const other = controllers.get(String(name));
      if (other !== undefined && other !== metatype)
        throw new Error(`Two controllers are called ${String(name)}`);
      controllers.set(String(name), metatype as Controller);
    }
  return controllers;
}
