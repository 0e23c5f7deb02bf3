import fc from 'fast-check';
import { ALL_CAPABILITIES, CAPABILITIES, CAPABILITY_NAMES, capabilitiesOf } from './capabilities';

const ALL = Object.keys(CAPABILITIES);
const of = (...names: readonly string[]): readonly string[] => [...capabilitiesOf(names)].sort();

describe('the capabilities that a name stands for', () => {
  it.each(ALL)('are, of %s, itself', (name) => {
    expect(of(name)).toEqual([name]);
  });

  it('are, of *, all but the history that nothing bounds', () => {
    expect(of('*')).toEqual(ALL.filter((name) => name !== 'thread').sort());
    expect(of('*', 'thread')).toEqual([...ALL].sort());
  });

  it('are, of claude-code, some of the harmless ones', () => {
    const granted = capabilitiesOf(['claude-code']);
    expect(granted.size).toBeGreaterThan(0);
    expect([...granted].filter((name) => !capabilitiesOf(['*']).has(name))).toEqual([]);
    const dear = ['thread', 'server_tools', 'mcp_servers', 'container', 'file_ids', 'speed', 'fallbacks'];
    expect(dear.filter((name) => of('claude-code').includes(name))).toEqual([]);
  });

  it('are those of every name, each once', () => {
    expect(of('thread', 'claude-code', 'thread', 'betas')).toEqual(
      [...new Set(['thread', ...of('claude-code')])].sort(),
    );
    expect(of()).toEqual([]);
    expect(of('strict')).toEqual([]);
  });

  it.each([
    '',
    '**',
    'Thread',
    'thread ',
    'claude',
    'constructor',
    '__proto__',
    'toString',
    'hasOwnProperty',
  ])('are none of %j', (name) => {
    expect(of(name)).toEqual([]);
    expect(of(name, 'thread')).toEqual(['thread']);
  });

  it('are never others than those that are declared', () => {
    const name = fc.oneof(fc.string(), fc.constantFrom(...CAPABILITY_NAMES));
    fc.assert(
      fc.property(fc.array(name), (names) => {
        const granted = capabilitiesOf(names);
        expect([...granted].filter((one) => !ALL_CAPABILITIES.has(one))).toEqual([]);
        expect(granted.has('thread')).toBe(names.includes('thread'));
      }),
    );
  });
});

it('a key may carry every capability and every preset, by name', () => {
  expect([...CAPABILITY_NAMES].sort()).toEqual(['*', 'strict', 'claude-code', ...ALL].sort());
  expect([...ALL_CAPABILITIES].sort()).toEqual([...ALL].sort());
});
