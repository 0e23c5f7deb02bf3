import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppModule } from '../../src/app.module';
import { accessOf, type AccessPolicy } from '../../src/auth';
import { refusedFor } from '../../src/auth/access';
import type { Mode, Role } from '../../src/kernel';

/** A route as its decorators declare it. */
export interface DeclaredRoute {
  readonly method: string;
  /** As declared, such as `/api/chains/:id`. */
  readonly path: string;
  readonly access: AccessPolicy | undefined;
  /** Whether the declaration lets somebody in. */
  readonly admits: (role: Role, mode: Mode) => boolean;
}

type Handler = (...parameters: never[]) => unknown;

/** Every route of the application, read from the application itself. */
export async function declaredRoutes(): Promise<readonly DeclaredRoute[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'sallyport-routes-'));
  Object.assign(process.env, { NODE_ENV: 'test', DATA_DIR: dataDir, UPSTREAM: 'simulator' });
  const app = await NestFactory.create(AppModule, { logger: false, abortOnError: false });
  try {
    return [...app.get(ModulesContainer).values()]
      .flatMap(({ controllers }) => [...controllers.values()])
      .flatMap(({ metatype }) => routesOf(metatype as { prototype: Record<string, Handler> }));
  } finally {
    await app.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function routesOf(controller: { prototype: Record<string, Handler> }): readonly DeclaredRoute[] {
  const base = Reflect.getMetadata(PATH_METADATA, controller) as string;
  return Object.getOwnPropertyNames(controller.prototype).flatMap((name) => {
    const handler = controller.prototype[name];
    const verb = handler && (Reflect.getMetadata(METHOD_METADATA, handler) as number | undefined);
    if (handler === undefined || verb === undefined) return [];
    const paths = Reflect.getMetadata(PATH_METADATA, handler) as string | readonly string[];
    return [paths].flat().map((path) => ({
      method: RequestMethod[verb] ?? '',
      path: joined(base, path),
      access: accessOf(handler),
      admits: (role, mode) => refusedFor(handler, role, mode) === undefined,
    }));
  });
}

function joined(...parts: readonly string[]): string {
  return `/${parts
    .flatMap((part) => part.split('/'))
    .filter(Boolean)
    .join('/')}`;
}
