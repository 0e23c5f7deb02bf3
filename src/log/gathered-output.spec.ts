import { GatheredOutput } from './gathered-output';

let printed: string[];
let output: GatheredOutput;
beforeEach(() => {
  jest.useFakeTimers();
  printed = [];
  output = new GatheredOutput((text) => printed.push(text));
});
afterEach(() => {
  jest.useRealTimers();
  process.off('exit', output.flush);
});

describe('lines for standard output', () => {
  it('are printed at once when their moment is over, in their order', () => {
    output.write('one\n');
    output.write('two\n');
    jest.advanceTimersByTime(9);
    expect(printed).toEqual([]);
    jest.advanceTimersByTime(1);
    output.write('three\n');
    jest.advanceTimersByTime(10);
    expect(printed).toEqual(['one\ntwo\n', 'three\n']);
  });

  it('are printed before the process ends, or fails, whatever the moment', () => {
    output.write('fatal\n');
    output.flush();
    expect(printed).toEqual(['fatal\n']);
    jest.advanceTimersByTime(10);
    expect(printed).toEqual(['fatal\n']);
    expect(process.listeners('exit')).toContain(output.flush);
  });

  it('are not kept where they are many', () => {
    const line = `${'x'.repeat(1023)}\n`;
    for (let written = 0; written < 200; written += 1) output.write(line);
    expect(printed.length).toBeGreaterThan(2);
    output.flush();
    expect(printed.join('')).toBe(line.repeat(200));
  });
});
