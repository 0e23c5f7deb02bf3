import { Access, type AccessPolicy } from './access';

/** A handler with a declared policy, or with none, and with these decorators besides. */
export function handlerWith(policy?: AccessPolicy, ...decorators: readonly MethodDecorator[]): () => unknown {
  class Routes {
    route(): undefined {
      return undefined;
    }
  }
  const descriptor = Object.getOwnPropertyDescriptor(Routes.prototype, 'route');
  if (descriptor === undefined) throw new Error('There is a route');
  const declared = policy === undefined ? decorators : [...decorators, Access(policy)];
  for (const decorate of declared) decorate(Routes.prototype, 'route', descriptor);
  return descriptor.value as () => unknown;
}
