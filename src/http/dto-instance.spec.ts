import { Type } from 'class-transformer';
import { IsInt, IsObject, IsString } from 'class-validator';
import fc from 'fast-check';
import { instanceOf } from './dto-instance';

class Inner {
  @IsInt()
  weight!: number;
}

class Outer {
  @IsString()
  name!: string;

  @IsObject()
  data!: Record<string, unknown>;

  @IsObject()
  @Type(() => Inner)
  one!: Inner;

  @IsObject({ each: true })
  @Type(() => Inner)
  many!: Inner[];
}

describe('a DTO filled with a body', () => {
  it('is an instance, at every place that declares a type', () => {
    const { instance, unknown } = instanceOf(Outer, { name: 'a', one: { weight: 1 }, many: [{ weight: 2 }] });
    const outer = instance as Outer;
    expect(outer).toBeInstanceOf(Outer);
    expect(outer.one).toBeInstanceOf(Inner);
    expect(outer.many[0]).toBeInstanceOf(Inner);
    expect(JSON.parse(JSON.stringify(outer))).toEqual({
      name: 'a',
      one: { weight: 1 },
      many: [{ weight: 2 }],
    });
    expect(unknown).toEqual([]);
  });

  it('takes data that declares no type as it is, without a copy', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (data) => {
        expect((instanceOf(Outer, { data }).instance as Outer).data).toBe(data);
      }),
    );
  });

  it.each<[unknown, readonly string[]]>([
    [{ extra: 1 }, ['extra']],
    [{ one: { extra: 1 } }, ['one.extra']],
    [{ many: [{ weight: 1 }, { extra: 1 }] }, ['many.1.extra']],
    [JSON.parse('{"__proto__": {"name": "x"}}'), ['__proto__']],
    [{ constructor: 1, toString: 2 }, ['constructor', 'toString']],
    [['a'], ['0']],
  ])('of %j names what it does not know, and leaves it out', (body, unknown) => {
    const filled = instanceOf(Outer, body);
    expect(filled.unknown).toEqual(unknown);
    expect((filled.instance as Outer).name).toBeUndefined();
    expect(Object.getPrototypeOf(filled.instance)).toBe(Outer.prototype);
  });

  it.each([[null], ['text'], [5], [undefined]])('of %j, which is no object, is empty', (body) => {
    expect(instanceOf(Outer, body).unknown).toEqual([]);
  });

  it.each([[{ one: 'text' }], [{ one: null }], [{ many: [1, null, 'x'] }]])(
    'of %j keeps what cannot be nested, for the rules to refuse',
    (body) => {
      expect(JSON.parse(JSON.stringify(instanceOf(Outer, body).instance))).toEqual(body);
    },
  );
});
