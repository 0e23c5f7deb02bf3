import { FixedClock } from '../kernel/clock.fixture';
import { FloodWindows } from './flood-windows';

describe('the floods of addresses', () => {
  it('count each address apart, IPv6 by its /64, until the window ends', () => {
    const clock = new FixedClock();
    const floods = new FloodWindows(clock);
    expect(floods.hit('192.0.2.1', 1000)).toEqual({ hits: 1, endsInMs: 1000 });
    expect(floods.hit('::ffff:192.0.2.1', 1000).hits).toBe(2);
    expect(floods.hit('192.0.2.2', 1000).hits).toBe(1);
    expect(floods.hit('2001:db8::1', 1000).hits).toBe(1);
    expect(floods.hit('2001:db8::ffff', 1000).hits).toBe(2);
    clock.advance(1000);
    expect(floods.hit('192.0.2.1', 1000).hits).toBe(1);
  });

  it('take back what was forgiven, and never more', () => {
    const floods = new FloodWindows(new FixedClock());
    floods.forgive('192.0.2.1');
    floods.hit('192.0.2.1', 1000);
    floods.forgive('192.0.2.1');
    floods.forgive('192.0.2.1');
    expect(floods.hit('192.0.2.1', 1000).hits).toBe(1);
  });

  it('count all that cannot be read as one', () => {
    const floods = new FloodWindows(new FixedClock());
    floods.hit('junk', 1000);
    expect(floods.hit('010.0.0.1', 1000).hits).toBe(2);
  });
});
