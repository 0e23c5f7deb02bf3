import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findNginx } from './binaries';
import { type ServerControls, startChildServer } from './child-server';
import { freePort } from './free-port';
import { WatchedFolder } from './watched-folder';

const EXAMPLE = join(__dirname, '../../../deploy/nginx.conf.example');

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
  const [first = 0, second = 0] = ports;
  const site = readFileSync(EXAMPLE, 'utf8')
    .replace('10.0.0.11:5001', `127.0.0.1:${String(first)}`)
    .replace('10.0.0.12:5001', `127.0.0.1:${String(second)}`)
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
