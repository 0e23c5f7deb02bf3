import fc from 'fast-check';
import { ALL_CAPABILITIES, GatewayError } from '../../kernel';
import { inspectMessage } from './firewall';
import { objectsIn, requests } from './requests.arbitrary.fixture';

const grants = fc.subarray([...ALL_CAPABILITIES]).map((names) => new Set(names));

/** The refusal, or undefined when the request passed. */
function refusal(work: () => unknown): GatewayError | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
}

describe('requests that hold to the table', () => {
  it('pass with every capability', () => {
    fc.assert(
      fc.property(requests, (body) => {
        expect(refusal(() => inspectMessage(body, ALL_CAPABILITIES))?.message).toBeUndefined();
      }),
    );
  });

  it('never pass for losing a capability, and pass again with what the refusals name', () => {
    fc.assert(
      fc.property(requests, grants, fc.constantFrom(...ALL_CAPABILITIES), (body, granted, lost) => {
        const fewer = new Set([...granted].filter((one) => one !== lost));
        const before = refusal(() => inspectMessage(body, granted));
        const after = refusal(() => inspectMessage(body, fewer));
        if (before !== undefined) expect(after?.code).toBe('capability_denied');
        if (before === undefined && after !== undefined) expect(after.message).toContain(`\`${lost}\``);
        const named = [...ALL_CAPABILITIES].filter((one) => after?.message.includes(`capability \`${one}\``));
        expect(refusal(() => inspectMessage(body, new Set([...fewer, ...named])))).toBeUndefined();
      }),
    );
  });

  it('are refused with an unknown field anywhere, by its path, whatever was granted', () => {
    fc.assert(
      fc.property(
        requests,
        grants,
        fc.nat(),
        fc.constantFrom(null, 1, 'a', {}),
        (body, granted, at, value) => {
          const copy = structuredClone(body);
          const objects = objectsIn(copy);
          const [object, path] = objects[at % objects.length] ?? [copy, ''];
          Object.assign(object, { frobnicate: value });
          const error = refusal(() => inspectMessage(copy, granted));
          expect(error?.code).toBe('validation_failed');
          expect(error?.extras.fields).toEqual([path === '' ? 'frobnicate' : `${path}.frobnicate`]);
        },
      ),
    );
  });
});
