/** The context of a question as it was typed: a JSON object, or nothing. */
export function contextOf(
  text: string,
): { readonly value: Readonly<Record<string, unknown>> } | { readonly fault: string } {
  if (text.trim() === '') return { value: {} };
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return { value: value as Readonly<Record<string, unknown>> };
    }
    return { fault: 'It has to be a JSON object, such as {"revenue": 1250}.' };
  } catch (error) {
    return { fault: `This is no JSON yet: ${error instanceof Error ? error.message : 'it cannot be read'}` };
  }
}

/** How many tokens an answer may have: a whole number from 1 on, or nothing. */
export function maxTokensOf(
  text: string,
): { readonly value: number | undefined } | { readonly fault: string } {
  if (text.trim() === '') return { value: undefined };
  const value = Number(text);
  return Number.isInteger(value) && value > 0 ? { value } : { fault: 'Say a whole number, such as 1024.' };
}
