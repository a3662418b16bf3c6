/**
 * One case of choosing: a function with a fault, the samples of a model that is right two times in five and whose
 * wrong answers share a few misunderstandings, and the tests that it writes, three in five of them right. The truth
 * is known here and nowhere else. Everything follows from the seed.
 */
import { seeded } from '../../fakes/passMatrices.ts';

/** What the function is to do: thresholds and fees of an order. */
export interface Behaviour {
  readonly limit: number;
  readonly strict: boolean;
  readonly member: number;
  readonly plain: number;
  readonly small: number;
  readonly least: number;
}

export interface NoisyCase {
  /** Texts of `src/fee.js`, in the order in which the model gave them; the first is what one sample would be. */
  readonly samples: readonly string[];
  readonly right: readonly boolean[];
  readonly truth: Behaviour;
  /** The project's own tests, which every sample passes. */
  readonly visibleTests: string;
  /** The test file that the model writes when it is asked for tests. */
  readonly writtenTests: string;
}

export interface Noise {
  readonly samples: number;
  readonly tests: number;
  readonly sampleRight: number;
  readonly testRight: number;
}

export const issueNoise: Noise = { samples: 8, tests: 20, sampleRight: 0.4, testRight: 0.6 };

export function noisyCase(seed: number, noise: Noise): NoisyCase {
  const random = seeded(seed * 7919 + 17);
  const truth = someBehaviour(random);
  const visible: readonly Input[] = [
    [truth.limit, 0],
    [truth.limit + 30, 1],
    [truth.least + 3, 0],
  ];
  const agrees = (other: Behaviour): boolean =>
    visible.every((input) => valueOf(other, input) === valueOf(truth, input));
  // Wrong in a way that no visible test shows; the first misunderstanding is the most common.
  const wrong: Behaviour[] = [];
  for (let tries = 0; wrong.length < 3 && tries < 200; tries++) {
    const other = misunderstood(truth, random);
    if (agrees(other) && differs(other, truth) && wrong.every((known) => differs(known, other))) wrong.push(other);
  }
  const drawn = Array.from({ length: noise.samples }, () => {
    const right = random() < noise.sampleRight;
    const draw = random();
    return { right, behaviour: right ? truth : (wrong[draw < 0.55 ? 0 : draw < 0.85 ? 1 : 2] ?? wrong[0] ?? truth) };
  });
  const tests = Array.from({ length: noise.tests }, (_, at) => {
    const input = tellingInput(truth, random);
    const isRight = random() < noise.testRight;
    return testOf(`case ${at + 1}`, input, isRight ? valueOf(truth, input) : wrongValue(truth, wrong, input, random));
  });
  return {
    samples: drawn.map(({ behaviour }) => codeOf(behaviour, random)),
    right: drawn.map(({ behaviour }) => !differs(behaviour, truth)),
    truth,
    visibleTests: visible.map((input, at) => testOf(`visible ${at + 1}`, input, valueOf(truth, input))).join('\n'),
    writtenTests: `import test from 'node:test';\nimport assert from 'node:assert';\nimport { fee } from '../src/fee.js';\n${tests.join('\n')}\n`,
  };
}

/** Total and whether the customer is a member. */
export type Input = readonly [total: number, member: number];

export function valueOf(behaviour: Behaviour, [total, member]: Input): number {
  const { limit, strict, member: own, plain, small, least } = behaviour;
  if (strict ? total > limit : total >= limit) return 0;
  if (total < least) return small;
  return member ? own : plain;
}

const integer = (random: () => number, low: number, high: number): number =>
  low + Math.floor(random() * (high - low + 1));

function someBehaviour(random: () => number): Behaviour {
  const least = integer(random, 5, 15);
  const plain = integer(random, 6, 12);
  return {
    limit: least + integer(random, 15, 60),
    strict: false,
    plain,
    member: plain - integer(random, 2, 4),
    small: plain + integer(random, 1, 5),
    least,
  };
}

function misunderstood(truth: Behaviour, random: () => number): Behaviour {
  const others: readonly Partial<Behaviour>[] = [
    { member: truth.plain },
    { member: truth.member + 1 },
    { small: truth.plain },
    { small: truth.small + 1 },
    { least: truth.least + 1 },
    { least: truth.least - 1 },
    { least: 0 },
    { limit: truth.limit - 1 },
    { limit: truth.limit - 5 },
    { member: truth.plain, small: truth.plain },
  ];
  return { ...truth, ...others[integer(random, 0, others.length - 1)] };
}

/** Whether two do differ anywhere near their limits. */
function differs(a: Behaviour, b: Behaviour): boolean {
  return inputsNear(a)
    .concat(inputsNear(b))
    .some((input) => valueOf(a, input) !== valueOf(b, input));
}

const inputsNear = ({ limit, least }: Behaviour): Input[] =>
  [0, least - 1, least, least + 1, limit - 5, limit - 1, limit, limit + 1].flatMap((total): Input[] => [
    [total, 0],
    [total, 1],
  ]);

function tellingInput(truth: Behaviour, random: () => number): Input {
  const near = inputsNear(truth);
  return near[integer(random, 0, near.length - 1)] ?? [0, 0];
}

/** Half of the wrong tests share the misunderstanding of wrong samples, where that shows. */
function wrongValue(truth: Behaviour, wrong: readonly Behaviour[], input: Input, random: () => number): number {
  const right = valueOf(truth, input);
  const shared = wrong.map((other) => valueOf(other, input)).filter((value) => value !== right);
  const [first] = shared;
  return first !== undefined && random() < 0.5 ? first : right + integer(random, 1, 4);
}

const testOf = (name: string, [total, member]: Input, value: number): string =>
  `test('${name}', () => {\n  assert.equal(fee(${total}, ${member}), ${value});\n});`;

/** The same behaviour is not always written the same way. */
function codeOf({ limit, strict, member, plain, small, least }: Behaviour, random: () => number): string {
  const free = strict
    ? `total > ${limit}`
    : [`total >= ${limit}`, `!(total < ${limit})`, `${limit} <= total`][integer(random, 0, 2)];
  const few = [`total < ${least}`, `${least} > total`][integer(random, 0, 1)];
  const rest = [
    `  return member ? ${member} : ${plain};`,
    `  if (member) return ${member};\n  return ${plain};`,
    `  return !member ? ${plain} : ${member};`,
  ][integer(random, 0, 2)];
  return `export function fee(total, member) {\n  if (${free}) return 0;\n  if (${few}) return ${small};\n${rest}\n}\n`;
}
