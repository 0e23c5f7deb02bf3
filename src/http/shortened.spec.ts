import fc from 'fast-check';
import { shortened } from './shortened';

it('a name of the client’s is kept up to 200 characters, and cut after them', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 400, size: 'max' }), (name) => {
      const shown = shortened(name);
      if (name.length <= 200) expect(shown).toBe(name);
      else expect(shown).toBe(`${name.slice(0, 200)}…`);
    }),
  );
});
