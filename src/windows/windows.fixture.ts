import { Clock } from '../kernel';
import { RedisConnection } from '../storage';
import { MemoryWindows } from './memory-windows';
import { RedisWindows } from './redis-windows';
import { Windows } from './windows';

/** Windows over a Redis, or in this process where none is given. */
export function windowsOver(
  redis: RedisConnection = new RedisConnection(undefined),
  clock: Clock = new Clock(),
): Windows {
  return new Windows(new RedisWindows(redis), new MemoryWindows(clock));
}
