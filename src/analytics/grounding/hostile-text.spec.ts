import { ungroundedNumbers } from './grounding';

/** Each is read in time that grows with the text's length alone: a quadratic reading would not end in this test's time. */
const HOSTILE = [
  "1|1,|1,234|1 |1 \n| |1.|.1|-|1-|1e|1×10^|1'|\u00A0|1\u00A0|1%|²1|½|٣|➋|%",
  'million |twenty |hundred and |a |point one |one point |half a |and a half |twenty-',
  'step_2-|step_2.|2026-|_|a-|**|1. |\n- |\n1. |#|\n ',
].flatMap((units) => units.split('|'));

it.each(HOSTILE)('reads a long text of %j', (unit) => {
  const long = unit.repeat(Math.ceil(20_000 / unit.length));
  const known = {
    name: 'step_2',
    year: '2026',
    many: Array.from({ length: 5000 }, (_, index) => index * 1.37),
  };
  for (const said of [long, `7${long}x`])
    expect(ungroundedNumbers([said], known).every((number) => said.includes(number))).toBe(true);
});
