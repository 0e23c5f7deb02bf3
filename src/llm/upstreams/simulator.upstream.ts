import { startSimulator } from '../../../simulator';
import type { UpstreamKind } from '../upstream';
import { AnthropicUpstream } from './anthropic.upstream';

/** The embedded simulator, over a real socket: the same path as Claude, with answers that say what they are. */
export const simulatorUpstream: UpstreamKind = {
  id: 'simulator',
  async open({ connectionsMax }) {
    const simulator = await startSimulator({});
    const config = { baseUrl: simulator.url, connectionsMax };
    const upstream = new AnthropicUpstream('simulator', config, () => 'simulator');
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
