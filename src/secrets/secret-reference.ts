/** Where the value of a setting is kept: `scheme://place`, or `scheme://place#field` for a member of a JSON object. */
export interface SecretReference {
  /** The id of a source. */
  readonly scheme: string;
  /** What the source knows the secret by. */
  readonly place: string;
  readonly field: string | undefined;
}

/**
 * Reads a reference. Not as a URL: the name of a secret may be an ARN, whose colons no URL takes there.
 * @returns `malformed` for what begins as a reference of one of these sources and is none; undefined for any other value
 */
export function parseReference(
  value: string,
  schemes: readonly string[],
): SecretReference | 'malformed' | undefined {
  const scheme = schemes.find((id) => value.toLowerCase().startsWith(`${id}:`));
  if (scheme === undefined) return undefined;
  const [, place, field] = /^:\/\/([^#\s]+)(?:#([^#]+))?$/.exec(value.slice(scheme.length)) ?? [];
  return place === undefined || !value.startsWith(scheme) ? 'malformed' : { scheme, place, field };
}
