import { findRedisServer } from './binaries';
import { type ServerControls, startChildServer } from './child-server';
import { freePort } from './free-port';
import { WatchedFolder } from './watched-folder';

export interface RedisServer extends ServerControls {
  /** `redis://127.0.0.1:port`, without a database number. */
  readonly url: string;
}

/** Starts an empty Redis with 256 databases. It keeps nothing on disk, so a restart empties it. */
export async function startRedis(): Promise<RedisServer> {
  const command = findRedisServer();
  if (command === undefined) throw new Error('Neither redis-server nor valkey-server is on the PATH');
  const port = String(await freePort());
  const folder = await WatchedFolder.create(`sallyport-redis-${port}-`, 'SIGTERM');
  try {
    const controls = await startChildServer({
      command,
      args: redisArguments(port, folder.path),
      readyLine: 'Ready to accept connections',
      stopSignal: 'SIGTERM',
      folder,
    });
    return { url: `redis://127.0.0.1:${port}`, ...controls };
  } catch (error) {
    await folder.remove();
    throw error;
  }
}

function redisArguments(port: string, folder: string): readonly string[] {
  return [
    ['--port', port],
    ['--bind', '127.0.0.1'],
    ['--databases', '256'],
    ['--save', ''],
    ['--appendonly', 'no'],
    ['--dir', folder],
  ].flat();
}
