/** Logarithms of the Gamma and Beta functions, natural, for arguments above 0. */

/** Lanczos' approximation with g = 7 and nine terms: about 15 digits. (Lanczos, 1964; coefficients by Godfrey, 2001.) */
const g = 7;
const first = 0.99999999999980993;
const terms = [
  676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

function logGamma(x: number): number {
  // Euler's reflection: below a half the series is not accurate.
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const z = x - 1;
  const sum = terms.reduce((total, term, at) => total + term / (z + at + 1), first);
  const t = z + g + 0.5;
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum);
}

export function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}
