const LONGEST = 200;

/** A name of the client's, cut to what an answer or a log can bear. */
export function shortened(name: string): string {
  return name.length > LONGEST ? `${name.slice(0, LONGEST)}…` : name;
}
