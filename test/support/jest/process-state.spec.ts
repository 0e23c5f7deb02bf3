import { ProcessState } from './process-state';

describe('the state of a process', () => {
  const own = globalThis as Record<string, unknown>;

  it('loses the globals that were added since, and gets back those that were replaced', () => {
    const { structuredClone: clone } = globalThis;
    const state = new ProcessState();
    own['added'] = 1;
    own['structuredClone'] = () => 'replaced';

    state.restore();

    expect(own).not.toHaveProperty('added');
    expect(structuredClone).toBe(clone);
  });

  it('has the environment of before', () => {
    Object.assign(process.env, { SALLYPORT_A: 'a', SALLYPORT_B: 'b' });
    const state = new ProcessState();
    process.env['SALLYPORT_A'] = 'other';
    delete process.env['SALLYPORT_B'];
    process.env['SALLYPORT_C'] = 'c';

    state.restore();

    const { SALLYPORT_A, SALLYPORT_B, SALLYPORT_C } = process.env;
    expect([SALLYPORT_A, SALLYPORT_B, SALLYPORT_C]).toEqual(['a', 'b', undefined]);
  });

  it('has the listeners and the methods of before', () => {
    const heard: string[] = [];
    const uptime: unknown = Reflect.get(process, 'uptime');
    process.on('SIGUSR2', () => heard.push('before'));
    const state = new ProcessState();
    process.once('SIGUSR2', () => heard.push('since'));
    process.uptime = () => 0;

    state.restore();
    process.emit('SIGUSR2', 'SIGUSR2');

    expect(heard).toEqual(['before']);
    expect(Reflect.get(process, 'uptime')).toBe(uptime);
  });

  it('keeps what a package added while it was loaded', () => {
    const heard: string[] = [];
    const state = new ProcessState();
    const loaded = state.keepingWhatAdds(() => {
      own['ofPackage'] = 1;
      process.on('SIGUSR2', () => heard.push('package'));
      return 'its exports';
    });

    state.restore();
    process.emit('SIGUSR2', 'SIGUSR2');

    expect(loaded).toBe('its exports');
    expect(own).toHaveProperty('ofPackage', 1);
    expect(heard).toEqual(['package']);
  });
});
