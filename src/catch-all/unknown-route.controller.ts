import { All, Controller, Req } from '@nestjs/common';
import type { Express, Request } from 'express';
import { Access } from '../auth';
import { UNKNOWN_ROUTE } from '../http';
import { GatewayError } from '../kernel';

const ALL_ROUTES = '`GET /docs` shows what there is';

interface RouterLayer {
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
  match(path: string): boolean;
}

/** What no route declares: a known path with another method is 405, everything else 404; after the first guards. */
@Controller()
export class UnknownRouteController {
  @All(UNKNOWN_ROUTE)
  @Access({ public: true, quota: 'free' })
  refuse(@Req() request: Request): never {
    const app = request.app as Express;
    const methods = methodsOf(app, request.path);
    if (methods.length === 0) throw nothingAt(app, request.path);
    const allowed = methods.join(', ');
    // Paths for probes: people who come there look for something else.
    const advice = allowed === 'HEAD' ? `; ${ALL_ROUTES}` : '';
    throw new GatewayError('method_not_allowed', `This path takes ${allowed}${advice}`, {
      headers: { Allow: allowed },
    });
  }
}

/** Paths are matched to the letter, and a final slash is what people add. */
function nothingAt(app: Express, path: string): GatewayError {
  const isTooLong = path.endsWith('/') && methodsOf(app, path.slice(0, -1)).length > 0;
  const advice = isTooLong ? 'leave out the slash at its end' : ALL_ROUTES;
  return new GatewayError('not_found', `There is nothing at this path; ${advice}`);
}

function methodsOf(app: Express, path: string): readonly string[] {
  const layers = app.router.stack as unknown as readonly RouterLayer[];
  const found = layers
    .filter(({ route }) => route !== undefined && route.path !== UNKNOWN_ROUTE)
    .filter((layer) => layer.match(path))
    .flatMap(({ route }) => Object.keys(route?.methods ?? {}));
  return [...new Set(found)]
    .map((method) => method.toUpperCase())
    .flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
}
