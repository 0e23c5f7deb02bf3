import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findNginx } from './binaries';
import { type ServerControls, startChildServer } from './child-server';
import { freePort } from './free-port';
import { WatchedFolder } from './watched-folder';

const EXAMPLE = 'deploy/nginx.conf.example';
const TWO_GATEWAYS = /^ *server 10\.0\.0\.11:5001.*\n *server 10\.0\.0\.12:5001 (.*)$/m;

export interface Nginx extends ServerControls {
  readonly url: string;
}

/** Starts nginx as `deploy/nginx.conf.example` has it, in front of servers on these loopback ports, and without TLS. */
export async function startNginx(ports: readonly number[]): Promise<Nginx> {
  const command = findNginx();
  if (command === undefined) throw new Error('There is no nginx');
  const port = await freePort();
  const folder = await WatchedFolder.create(`sallyport-nginx-${String(port)}-`, 'SIGTERM');
  const file = join(folder.path, 'nginx.conf');
  writeFileSync(file, configuration(folder.path, port, ports));
  try {
    const controls = await startChildServer({
      command,
      args: ['-p', folder.path, '-e', 'stderr', '-c', file],
      readyLine: 'start worker process ',
      stopSignal: 'SIGTERM',
      folder,
    });
    return { url: `http://127.0.0.1:${String(port)}`, ...controls };
  } catch (error) {
    await folder.remove();
    throw error;
  }
}

function configuration(folder: string, port: number, ports: readonly number[]): string {
  const site = readFileSync(example(), 'utf8')
    .replace(TWO_GATEWAYS, (_, options: string) =>
      ports.map((gateway) => `    server 127.0.0.1:${String(gateway)} ${options}`).join('\n'),
    )
    .replace('listen 443 ssl', `listen 127.0.0.1:${String(port)}`)
    .replaceAll(/^ *ssl_.*$/gm, '');
  // Where nobody but this process looks, and under the account that runs the tests.
  const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `daemon off;
${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr notice;
events { worker_connections 8192; }
http {
  access_log off;
  ${folders.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
  ${site}
}
`;
}

/** Above this file, from the sources and from what is built of them. */
function example(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, EXAMPLE))) folder = dirname(folder);
  return join(folder, EXAMPLE);
}
