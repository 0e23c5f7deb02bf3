import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SETTINGS } from '../../src/config';
import { at, configOfDeployment, fixtureSecret, manifestOf, yamlFilesIn } from '../support/deployment';
import { PROJECT } from '../support/gateway';

const NAMES: ReadonlySet<string> = new Set(SETTINGS.map(({ name }) => name));
const BASE = 'deploy/kubernetes/base';
const PRODUCTION = 'deploy/kubernetes/overlays/production';

describe('the manifests for Kubernetes', () => {
  const files = yamlFilesIn(BASE).filter((name) => name !== 'kustomization.yaml');
  const manifests = files.map((name) => manifestOf(`${BASE}/${name}`));
  const of = (kind: string): unknown => manifests.find((manifest) => manifest.kind === kind);
  const pod = at(of('Deployment'), 'spec.template.spec');
  const container = at(pod, 'containers.0');
  const selected = at(of('Deployment'), 'spec.selector.matchLabels');
  const settings = at(of('ConfigMap'), 'data') as Readonly<Record<string, string>>;

  it.each([BASE, PRODUCTION])('in %s are all listed, and all there', (folder) => {
    const kustomization = manifestOf(`${folder}/kustomization.yaml`);
    const resources = (at(kustomization, 'resources') ?? []) as readonly string[];
    const patches = ((at(kustomization, 'patches') ?? []) as readonly { path: string }[]).map(
      ({ path }) => path,
    );
    const listed = [...resources, ...patches];
    expect(listed.filter((name) => !existsSync(join(PROJECT, folder, name)))).toEqual([]);
    const there = yamlFilesIn(folder).filter((name) => name !== 'kustomization.yaml');
    expect(listed.filter((name) => name.endsWith('.yaml')).sort()).toEqual([...there].sort());
  });

  it('patch what the base has', () => {
    for (const name of ['config-map.yaml', 'ingress.yaml']) {
      const { apiVersion, kind, metadata } = manifestOf(`${PRODUCTION}/${name}`);
      const patched = { apiVersion, kind, metadata: { name: metadata.name } };
      expect(manifests).toContainEqual(expect.objectContaining(patched));
    }
  });

  it('mean the same pods', () => {
    expect(at(of('Deployment'), 'spec.template.metadata.labels')).toEqual(selected);
    const selectors = [
      at(of('Service'), 'spec.selector'),
      at(of('PodDisruptionBudget'), 'spec.selector.matchLabels'),
      at(of('NetworkPolicy'), 'spec.podSelector.matchLabels'),
      at(pod, 'topologySpreadConstraints.0.labelSelector.matchLabels'),
      at(pod, 'topologySpreadConstraints.1.labelSelector.matchLabels'),
      at(manifestOf('deploy/kubernetes/service-monitor.example.yaml'), 'spec.selector.matchLabels'),
    ];
    expect(selectors).toEqual(selectors.map(() => selected));
    expect(at(of('HorizontalPodAutoscaler'), 'spec.scaleTargetRef')).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      name: at(of('Deployment'), 'metadata.name'),
    });
    expect(at(pod, 'serviceAccountName')).toBe(at(of('ServiceAccount'), 'metadata.name'));
  });

  it('mean the same port', () => {
    const port = Number(settings['PORT']);
    expect(at(container, 'ports')).toEqual([{ name: 'http', containerPort: port }]);
    expect(at(of('Service'), 'spec.ports.0')).toMatchObject({ name: 'http', targetPort: 'http' });
    expect(at(of('Ingress'), 'spec.rules.0.http.paths.0.backend.service')).toEqual({
      name: at(of('Service'), 'metadata.name'),
      port: { name: 'http' },
    });
    expect(at(of('NetworkPolicy'), 'spec.ingress.0.ports.0.port')).toBe(port);
    for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe'])
      expect(at(container, `${probe}.httpGet`)).toMatchObject({
        path: probe === 'readinessProbe' ? '/health/ready' : '/health/live',
        port: 'http',
      });
  });

  it('make a configuration that production takes, of secrets that are mounted', () => {
    expect(at(container, 'envFrom.0.configMapRef.name')).toBe(at(of('ConfigMap'), 'metadata.name'));
    const overlay = at(manifestOf(`${PRODUCTION}/config-map.yaml`), 'data') as Record<string, string>;
    const { mountPath } = at(container, 'volumeMounts.0') as { readonly mountPath: string };
    const items = at(pod, 'volumes.0.secret.items') as readonly {
      readonly key: string;
      readonly path: string;
    }[];
    for (const env of [settings, { ...settings, ...overlay }]) {
      expect(Object.keys(env).filter((name) => !NAMES.has(name))).toEqual([]);
      const config = configOfDeployment(env, (reference) => {
        expect(items.map(({ path }) => `file://${mountPath}/${path}`)).toContain(reference);
        return fixtureSecret(reference);
      });
      expect(config.mode).toBe('production');
      expect(config.replicas).toBe(at(of('HorizontalPodAutoscaler'), 'spec.maxReplicas'));
      const stop = at(container, 'lifecycle.preStop.exec.command') as readonly string[];
      expect(at(pod, 'terminationGracePeriodSeconds')).toBeGreaterThan(
        Number(stop[1]) + config.http.shutdownGraceSeconds,
      );
    }
  });

  it('hold a pod as small as it can be', () => {
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
    });
    expect(container).toMatchObject({
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      },
      resources: { requests: { cpu: expect.any(String) }, limits: { memory: expect.any(String) } },
    });
    const mounts = at(container, 'volumeMounts') as readonly { name: string; mountPath: string }[];
    const volumes = at(pod, 'volumes') as readonly { name: string }[];
    expect(mounts.map(({ name }) => name)).toEqual(volumes.map(({ name }) => name));
    expect(mounts.map(({ mountPath }) => mountPath)).toEqual(['/run/secrets/sallyport', '/tmp', '/data']);
    expect(at(of('HorizontalPodAutoscaler'), 'spec.minReplicas')).toBeGreaterThanOrEqual(2);
  });
});

it('the service for Cloud Run makes a configuration that production takes', () => {
  const service = manifestOf('deploy/cloud-run/service.yaml');
  const template = at(service, 'spec.template');
  const annotations = at(template, 'metadata.annotations') as Readonly<Record<string, string>>;
  const variables = at(template, 'spec.containers.0.env') as readonly { name: string; value: string }[];
  const env = Object.fromEntries(variables.map(({ name, value }) => [name, value]));
  expect(Object.keys(env).filter((name) => !NAMES.has(name))).toEqual([]);
  const config = configOfDeployment(env, fixtureSecret);
  expect(config.mode).toBe('production');
  expect(String(config.replicas)).toBe(annotations['autoscaling.knative.dev/maxScale']);
  expect(annotations['run.googleapis.com/cpu-throttling']).toBe('false');
  // Ten seconds after SIGTERM an instance is killed.
  expect(config.http.shutdownGraceSeconds).toBeLessThan(10);
  expect(at(template, 'spec.timeoutSeconds')).toBeGreaterThanOrEqual((config.upstream.timeoutMs / 1000) * 10);
  expect(at(template, 'spec.containers.0.ports.0.containerPort')).toBe(5001);
});
