import { foldText, standsAs } from './folded-text';
import { knownNames } from './known-names';
import { isGrounded, knownData } from './known-numbers';
import { withoutListMarkers, withoutNames } from './masked-text';
import { numbersInText } from './numbers-in-text';

/** What stands in a text and is in none of the data: each as it stands in the text, once, in order of appearance. */
export function ungroundedNumbers(texts: readonly string[], data: unknown): readonly string[] {
  const { magnitudes, strings } = knownData(data);
  const names = knownNames(strings);
  const folded = texts.map(foldText);
  const read = withoutListMarkers(folded.map(({ text }) => text)).map((text) => withoutNames(text, names));
  const ungrounded = folded.flatMap((original, index) =>
    numbersInText(read[index] ?? '')
      .filter((number) => !isGrounded(number, magnitudes))
      .map((number) => standsAs(original, number.start, number.end)),
  );
  return [...new Set(ungrounded)];
}
