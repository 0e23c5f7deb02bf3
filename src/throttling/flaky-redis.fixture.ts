import type { Redis } from 'ioredis';
import { RedisConnection } from '../storage';

/** A real Redis that goes away and comes back as a test says. */
export class FlakyRedis extends RedisConnection {
  mood: 'there' | 'away' | 'mute' = 'there';

  override get state(): 'none' | 'up' | 'away' {
    return this.mood === 'away' ? 'away' : super.state;
  }

  /** Mute, it carries out what it hears, and nobody gets to know. */
  override async run<T>(command: (redis: Redis) => Promise<T>): Promise<T> {
    if (this.mood === 'away') throw new Error('Redis is away');
    const reply = await super.run(command);
    if (this.mood === 'mute') throw new Error('Command timed out');
    return reply;
  }
}
