/** What each defence is called on the page, and what it refuses. In the order in which a request meets them. */
export const LAYERS: Readonly<Record<string, { readonly title: string; readonly refuses: string }>> = {
  ingress: { title: 'Ingress', refuses: 'malformed, too large, not found' },
  network: { title: 'Network', refuses: 'address not allowed' },
  identity: { title: 'Identity', refuses: 'credential missing or bad' },
  signature: { title: 'Signature', refuses: 'signature missing or bad' },
  origin: { title: 'Origin', refuses: 'web site not allowed' },
  access: { title: 'Access', refuses: 'role, mode or scope' },
  throttling: { title: 'Throttling', refuses: 'too many requests' },
  budget: { title: 'Budget', refuses: 'the money is spent' },
  validation: { title: 'Validation', refuses: 'body or parameters' },
  analytics: { title: 'Analytics', refuses: 'no such query type' },
  upstream: { title: 'Upstream', refuses: 'the model did not answer' },
  gateway: { title: 'Gateway', refuses: 'overloaded, or a store away' },
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
