import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { readConfig } from '../../src/config/read-config';
import type { GatewayConfig } from '../../src/config';
import { PROJECT } from './gateway';

interface ComposeService {
  readonly image: string;
  readonly user?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
  readonly ports?: readonly string[];
  readonly networks: readonly string[] | Readonly<Record<string, { readonly ipv4_address: string }>>;
  readonly stop_grace_period?: string;
  readonly [key: string]: unknown;
}

export interface Compose {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
  readonly networks: {
    readonly edge: {
      readonly ipam: { readonly config: readonly [{ readonly subnet: string; readonly ip_range: string }] };
    };
    readonly data: { readonly internal: boolean };
  };
}

/** A manifest of Kubernetes, or of Cloud Run. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: Spec;
}

/** Whatever stands in a manifest, by its path. */
type Spec = Readonly<Record<string, unknown>>;

export function textOf(path: string): string {
  return readFileSync(join(PROJECT, path), 'utf8');
}

export function composeFile(): Compose {
  return parse(textOf('docker-compose.yml'), { merge: true }) as Compose;
}

export function manifestOf(path: string): Manifest {
  const [document, ...more] = parseAllDocuments(textOf(path));
  if (document === undefined || more.length > 0) throw new Error(`${path} should have one document`);
  if (document.errors.length > 0) throw new Error(`${path}: ${String(document.errors[0])}`);
  return document.toJS() as Manifest;
}

export function yamlFilesIn(folder: string): readonly string[] {
  return readdirSync(join(PROJECT, folder)).filter((name) => name.endsWith('.yaml'));
}

/** What is found on a path such as `template.spec.containers.0.ports`. */
export function at(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((found, key) => (found as Readonly<Record<string, unknown>> | undefined)?.[key], value);
}

/** Production's configuration, each reference taken for what its secret holds. @throws ConfigurationError */
export function configOfDeployment(
  settings: Readonly<Record<string, string>>,
  secretOf: (reference: string) => string,
): GatewayConfig {
  const isReference = (value: string): boolean => /^(file|gcp-sm):\/\//.test(value);
  return readConfig(
    Object.fromEntries(
      Object.entries(settings).map(([name, value]) => [name, isReference(value) ? secretOf(value) : value]),
    ),
  );
}

/** Secrets as long and as random as real ones have to be, by the name of the setting or file that wants them. */
export function fixtureSecret(name: string): string {
  if (/database/i.test(name)) return 'postgres://sallyport:fixture@10.0.0.5:5432/sallyport';
  if (/redis/i.test(name)) return 'redis://:fixture@10.0.0.6:6379';
  return 'kX0v8Q2mZr7Yt4Wb1Nc6Lp9Sd3Fg5Hj0 of the tests';
}
