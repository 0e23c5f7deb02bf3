/** What each defence is called on the page, and what it refuses. In the order in which a request meets them. */
export const LAYERS: Readonly<Record<string, { readonly title: string; readonly refuses: string }>> = {
  ingress: { title: 'Ingress', refuses: 'malformed or too large, unknown address' },
  network: { title: 'Network', refuses: 'from an address that may not' },
  identity: { title: 'Identity', refuses: 'no credential, or one that is not good' },
  signature: { title: 'Signature', refuses: 'not signed, or signed wrongly' },
  origin: { title: 'Origin', refuses: 'from a web site that may not' },
  access: { title: 'Access', refuses: 'not within the role, mode or scope' },
  throttling: { title: 'Throttling', refuses: 'too many requests' },
  budget: { title: 'Budget', refuses: 'the money is spent' },
  validation: { title: 'Validation', refuses: 'not as the route asks for it' },
  analytics: { title: 'Analytics', refuses: 'no such query, or not with this data' },
  upstream: { title: 'Upstream', refuses: 'the model did not answer' },
  gateway: { title: 'Gateway', refuses: 'a store is away, or there is too much to do' },
};

export interface LayerRefusals {
  readonly layer: string;
  readonly title: string;
  readonly refuses: string;
  readonly count: number;
}

/** Layers that refused something, the most first. */
export function refusalsByLayer(refused: Readonly<Record<string, number>>): readonly LayerRefusals[] {
  return Object.entries(refused)
    .filter(([, count]) => count > 0)
    .map(([layer, count]) => ({ layer, count, ...(LAYERS[layer] ?? { title: layer, refuses: '' }) }))
    .sort((one, other) => other.count - one.count || one.title.localeCompare(other.title));
}

/** Of all layers. */
export function refusalsIn(refused: Readonly<Record<string, number>>): number {
  return Object.values(refused).reduce((sum, count) => sum + count, 0);
}
