/** A text as it stands inside of the quotes of a JSON string. */
export function insideJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** The ways in which a secret may stand in a text: as it is, and as JSON, URLs, headers and dumps carry it. */
export function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const component = encodeURIComponent(bytes.toString());
  const urlForms = [component, new URLSearchParams([['', bytes.toString()]]).toString().slice(1)];
  return [
    secret,
    insideJson(secret),
    insideJson(insideJson(secret)),
    ...urlForms,
    ...urlForms.map((form) => form.replace(/%[0-9A-F]{2}/g, (byte) => byte.toLowerCase())),
    // What follows a secret changes the last characters of its base64.
    unpadded(bytes, 'base64'),
    unpadded(bytes, 'base64url'),
    bytes.toString('hex'),
  ];
}

function unpadded(bytes: Buffer, encoding: 'base64' | 'base64url'): string {
  return bytes.subarray(0, bytes.length - (bytes.length % 3)).toString(encoding);
}
