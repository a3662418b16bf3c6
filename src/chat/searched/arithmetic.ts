/** Arithmetic that needs nobody to be asked: fractions of whole numbers of any length, so the result is exact. */

interface Fraction {
  readonly over: bigint;
  /** Above zero. */
  readonly under: bigint;
}

const longestTerm = 300;
const mostPower = 1_000n;
const mostDigits = 400;

/** @returns the term as it was read and its value; `undefined` for what is no plain arithmetic. */
export function calculated(text: string): { readonly term: string; readonly value: string } | undefined {
  const [, term = ''] = asking.exec(text.trim()) ?? [];
  if (term.length > longestTerm || date.test(term) || !/\d\s*(?:[-+*/^×·÷−]|\*\*)\s*[(\d-]/.test(term))
    return undefined;
  const tokens = term
    .replaceAll('×', '*')
    .replaceAll('·', '*')
    .replaceAll('÷', '/')
    .replaceAll('−', '-')
    .match(/\d+(?:\.\d+)?|\*\*|[-+*/^()]/g);
  if (!tokens) return undefined;
  const value = new Term(tokens).read();
  return value && { term: term.trim(), value: written(value) };
}

const asking =
  /^(?:(?:what(?:’s|'s| is)|how much is|calculate|compute)\s+)?((?:\d+(?:\.\d+)?|\s|\*\*|[-+*/^()×·÷−])+)(?:=\s*)?\??$/i;
const date = /^\d{4}-\d\d?-\d\d?$|^\d\d?\/\d\d?\/\d{2,4}$/;

class Term {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  read(): Fraction | undefined {
    const value = this.#sum();
    return this.#at === this.#tokens.length ? value : undefined;
  }

  #take(...signs: readonly string[]): string | undefined {
    const token = this.#tokens[this.#at];
    if (token === undefined || !signs.includes(token)) return undefined;
    this.#at++;
    return token;
  }

  #sum(): Fraction | undefined {
    let left = this.#product();
    for (let sign = this.#take('+', '-'); left && sign; sign = this.#take('+', '-')) {
      const right = this.#product();
      const turned = right && sign === '-' ? negative(right) : right;
      left = turned && fraction(left.over * turned.under + turned.over * left.under, left.under * turned.under);
    }
    return left;
  }

  #product(): Fraction | undefined {
    let left = this.#signed();
    for (let sign = this.#take('*', '/'); left && sign; sign = this.#take('*', '/')) {
      const right = this.#signed();
      const factor = right && sign === '/' ? { over: right.under, under: right.over } : right;
      left = factor && fraction(left.over * factor.over, left.under * factor.under);
    }
    return left;
  }

  #signed(): Fraction | undefined {
    if (!this.#take('-')) return this.#power();
    const value = this.#signed();
    return value && negative(value);
  }

  #power(): Fraction | undefined {
    const base = this.#single();
    if (!base || !this.#take('^', '**')) return base;
    const power = this.#signed();
    if (power?.under !== 1n || power.over > mostPower || power.over < -mostPower) return undefined;
    if (`${base.over}${base.under}`.length > mostDigits) return undefined;
    const size = power.over < 0n ? -power.over : power.over;
    const [over, under] = [base.over ** size, base.under ** size];
    return power.over < 0n ? fraction(under, over) : fraction(over, under);
  }

  #single(): Fraction | undefined {
    if (this.#take('(')) {
      const inner = this.#sum();
      return this.#take(')') ? inner : undefined;
    }
    const token = this.#tokens[this.#at++];
    if (token === undefined || !/^\d/.test(token)) return undefined;
    const [whole = '', part = ''] = token.split('.');
    return fraction(BigInt(whole + part), 10n ** BigInt(part.length));
  }
}

const negative = ({ over, under }: Fraction): Fraction => ({ over: -over, under });

/** `undefined` for a division by nothing. */
function fraction(over: bigint, under: bigint): Fraction | undefined {
  if (under === 0n) return undefined;
  let [a, b] = [over < 0n ? -over : over, under < 0n ? -under : under];
  while (b !== 0n) [a, b] = [b, a % b];
  const divisor = under < 0n ? -a : a;
  return { over: over / divisor, under: under / divisor };
}

/** A decimal where it ends; else the fraction, with a decimal that says that it is rounded. */
function written({ over, under }: Fraction): string {
  if (under === 1n) return short(String(over));
  let rest = under;
  for (const prime of [2n, 5n]) while (rest % prime === 0n) rest /= prime;
  const places = rest === 1n ? String(under).length * 4 : 12;
  const scale = 10n ** BigInt(places);
  const size = (((over < 0n ? -over : over) * scale * 2n) / under + 1n) / 2n;
  const digits = String(size).padStart(places + 1, '0');
  const decimal = `${over < 0n ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`.replace(/\.?0+$/, '');
  return rest === 1n ? short(decimal) : `${short(`${over}/${under}`)}, about ${short(decimal)}`;
}

const short = (digits: string): string =>
  digits.length <= mostDigits ? digits : `${digits.slice(0, 40)}… (${digits.replace('-', '').length} digits)`;
