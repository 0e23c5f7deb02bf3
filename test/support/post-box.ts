import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Takes whatever is posted to it, as collectors and receivers of alerts do, and keeps it. */
export interface PostBox {
  readonly url: string;
  /** The bodies that were posted to paths that begin so. */
  posted(path: string): readonly string[];
  close(): void;
}

export async function startPostBox(): Promise<PostBox> {
  const posts: { readonly path: string; readonly body: string }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request
      .setEncoding('utf8')
      .on('data', (part: string) => (body += part))
      .on('end', () => {
        posts.push({ path: request.url ?? '', body });
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    posted: (path) => posts.filter((post) => post.path.startsWith(path)).map(({ body }) => body),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
