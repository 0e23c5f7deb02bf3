import type { Type } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum';
import { accessOf, type AccessPolicy } from '../../auth';

/** A route as its declarations describe it. */
export interface RouteFacts {
  /** As declared, such as `GET /api/chains/:id`. */
  readonly name: string;
  readonly method: string;
  readonly access: AccessPolicy | undefined;
  /** The kinds of body that it reads. */
  readonly reads: readonly string[];
  readonly body: Type<object> | undefined;
  readonly query: Type<object> | undefined;
  /** Of Claude's own API, whose refusals have another shape. */
  readonly isNative: boolean;
}

export type Controller = Type<Record<string, () => unknown>>;

/** What `@Reads` keeps. */
const READS = 'sallyport:reads';

/** @param path as OpenAPI writes it, such as `/api/chains/{id}` */
export function routeFacts(
  controller: Controller,
  handlerName: string,
  method: string,
  path: string,
): RouteFacts {
  const prototype = controller.prototype as Record<string, () => unknown>;
  const handler = prototype[handlerName];
  if (handler === undefined) throw new Error(`${controller.name} has no ${handlerName}`);
  return {
    name: `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
    method,
    access: accessOf(handler),
    reads: (Reflect.getMetadata(READS, handler) ?? []) as readonly string[],
    body: classOf(RouteParamtypes.BODY, controller, handlerName),
    query: classOf(RouteParamtypes.QUERY, controller, handlerName),
    isNative: /^\/v1(?:\/|$)/.test(path),
  };
}

/** The class of the parameter that takes the body or the query. */
function classOf(kind: RouteParamtypes, controller: Controller, name: string): Type<object> | undefined {
  const declared = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) ?? {}) as object;
  const types = Reflect.getMetadata('design:paramtypes', controller.prototype as object, name) as
    readonly Type<object>[] | undefined;
  const [, index] =
    Object.keys(declared)
      .map((one) => one.split(':'))
      .find(([type]) => type === String(kind)) ?? [];
  return index === undefined ? undefined : types?.[Number(index)];
}
