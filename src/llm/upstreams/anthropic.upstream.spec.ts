import { createServer, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { AnthropicUpstream } from './anthropic.upstream';

it('opens no more connections than it may: further calls wait for one', async () => {
  const held: ServerResponse[] = [];
  let connections = 0;
  const server = createServer((_, response) => held.push(response));
  server.on('connection', () => (connections += 1));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const baseUrl = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const upstream = new AnthropicUpstream('anthropic', { baseUrl, connectionsMax: 2 }, () => 'key');
  const signal = new AbortController().signal;
  const call = async (): Promise<string> => {
    const { body } = await upstream.send({
      method: 'GET',
      target: '/v1/models',
      headers: {},
      body: undefined,
      signal,
    });
    return text(body);
  };

  const calls = Promise.all([call(), call(), call(), call()]);
  for (let answered = 0; answered < 4; answered += 1) {
    while (held.length <= answered) await once(server, 'request');
    held[answered]?.end('word');
  }
  expect(await calls).toEqual(['word', 'word', 'word', 'word']);
  expect(connections).toBe(2);

  await upstream.close();
  server.closeAllConnections();
  server.close();
});
