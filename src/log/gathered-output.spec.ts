import { setImmediate as turn } from 'node:timers/promises';
import { GatheredOutput } from './gathered-output';

let printed: string[];
let output: GatheredOutput;
beforeEach(() => {
  printed = [];
  output = new GatheredOutput((text) => printed.push(text));
});
afterEach(() => {
  process.off('exit', output.flush);
});

describe('lines for standard output', () => {
  it('are printed at once when the turn of the event loop is over, in their order', async () => {
    output.write('one\n');
    output.write('two\n');
    expect(printed).toEqual([]);
    await turn();
    output.write('three\n');
    await turn();
    expect(printed).toEqual(['one\ntwo\n', 'three\n']);
  });

  it('are printed before the process ends, or fails, whatever the turn', async () => {
    output.write('fatal\n');
    output.flush();
    expect(printed).toEqual(['fatal\n']);
    await turn();
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
