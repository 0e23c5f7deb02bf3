/** The 0.975 quantile of the standard normal distribution: 95 % lie between its negative and itself. */
export const Z_95 = 1.959963984540054;

/** From here on the continued fraction converges quickly, and below it the series loses no digits. */
const FAR = 2;
const FRACTION_TERMS = 200;

/**
 * The probability that a standard normal value is further from zero than `z`, on either side: 2 (1 - Φ(|z|)).
 *
 * Near zero by the series Φ(z) = 1/2 + φ(z) (z + z³/3 + z⁵/(3·5) + …), further out by the continued fraction
 * 1 - Φ(z) = φ(z) / (z + 1/(z + 2/(z + 3/(z + …)))): Abramowitz and Stegun (1964), 26.2.11 and 26.2.14. The relative
 * error is below 1e-13; beyond |z| = 38.5 the result is too small for a number, and is 0.
 */
export function twoSidedP(z: number): number {
  const distance = Math.abs(z);
  return distance < FAR
    ? 1 - 2 * density(distance) * series(distance)
    : 2 * density(distance) * far(distance);
}

/** φ(z) = e^(-z²/2) / √(2π). */
function density(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
}

function series(z: number): number {
  let term = z;
  let sum = 0;
  for (let odd = 3; sum + term !== sum; odd += 2) {
    sum += term;
    term *= (z * z) / odd;
  }
  return sum;
}

/** The continued fraction, from its last term backwards. */
function far(z: number): number {
  let rest = z;
  for (let term = FRACTION_TERMS; term > 0; term -= 1) rest = z + term / rest;
  return 1 / rest;
}
