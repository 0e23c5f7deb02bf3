import { Access, type AccessPolicy } from './access';

/** A handler with a declared policy, or with none. */
export function handlerWith(policy?: AccessPolicy): () => unknown {
  class Routes {
    route(): undefined {
      return undefined;
    }
  }
  const descriptor = Object.getOwnPropertyDescriptor(Routes.prototype, 'route');
  if (descriptor === undefined) throw new Error('There is a route');
  if (policy !== undefined) Access(policy)(Routes.prototype, 'route', descriptor);
  return descriptor.value as () => unknown;
}
