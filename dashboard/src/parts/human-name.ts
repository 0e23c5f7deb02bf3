const CAPITALS = new Set([
  'mrr',
  'arr',
  'nps',
  'id',
  'ip',
  'usd',
  'eur',
  'url',
  'api',
  'ltv',
  'cac',
  'p',
  'z',
]);

/** A name of the code as people write it: `new_mrr` is "New MRR". */
export function humanName(name: string): string {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .split(/[\s_-]+/)
    .filter((word) => word !== '')
    .map((word) => (CAPITALS.has(word.toLowerCase()) ? word.toUpperCase() : word.toLowerCase()));
  const text = words.join(' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
