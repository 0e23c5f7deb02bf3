import { startSimulator } from '../../../simulator';
import type { UpstreamKind } from '../upstream';
import { AnthropicUpstream } from './anthropic.upstream';

/** The embedded simulator, over a real socket: the same path as Claude, with answers that say what they are. */
export const simulatorUpstream: UpstreamKind = {
  id: 'simulator',
  async open() {
    const simulator = await startSimulator({});
    const upstream = new AnthropicUpstream('simulator', { baseUrl: simulator.url }, () => 'simulator');
    return {
      id: upstream.id,
      send: (request) => upstream.send(request),
      async close() {
        await upstream.close();
        await simulator.close();
      },
    };
  },
};
