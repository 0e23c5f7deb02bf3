import { parseDictionary, serializeDictionary, type Dictionary } from 'structured-headers';

/**
 * Reads a structured dictionary (RFC 9651 section 3.2), or gives undefined unless the text is just what it is read as,
 * white space apart. A name given twice, `1.0` for `1`, base64 with stray bits: what can be written in two ways is
 * taken in one.
 */
export function strictDictionary(text: string): Dictionary | undefined {
  try {
    const members = parseDictionary(text);
    return unspaced(serializeDictionary(members)) === unspaced(text) ? members : undefined;
  } catch {
    return undefined;
  }
}

function unspaced(text: string): string {
  return text.replaceAll(/[ \t]/g, '');
}
