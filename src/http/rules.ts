import { ValidateBy, ValidateIf, type ValidationOptions } from 'class-validator';

/** A field that may be left out, but not be null: null is a wrong type. */
export const Optional = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);

/** A field that has to be there, and may be null. */
export const Nullable = (): PropertyDecorator => ValidateIf((_, value) => value !== null);

/** A number of few decimals. `IsNumber` would count them by the point, and `1e-7` has none. */
export function Decimals(name: string, most: number, message: string): PropertyDecorator {
  const digits = new RegExp(`^-?\\d+(?:\\.\\d{1,${String(most)}})?$`);
  const validate = (value: unknown): boolean => typeof value === 'number' && digits.test(String(value));
  return ValidateBy({ name, validator: { validate, defaultMessage: () => `$property ${message}` } });
}

/** A rule of one of our own predicates; `message` goes on after the name of the field. */
export function Is(
  name: string,
  holds: (text: string) => boolean,
  message: string,
  options: ValidationOptions = {},
): PropertyDecorator {
  const validate = (value: unknown): boolean => typeof value === 'string' && holds(value);
  return ValidateBy({ name, validator: { validate, defaultMessage: () => `$property ${message}` } }, options);
}
