/** What the ranker is told of a candidate: who has seen it after which context, and what fits here at all. */
import type { Features } from './ranker.ts';
import type { Support, Supports } from './support.ts';
import { tokenClasses, type TokenClass } from './vocabulary.ts';

/** The four who are asked: this file and the workspace, each as it is and without its local names. */
const witnesses = 4;

/** What is said of a candidate beside what the witnesses say. */
export interface Fit {
  readonly class: TokenClass;
  readonly text: string;
  /** Tokens since it stood last in this file; `undefined` when it did not. */
  readonly distance: number | undefined;
}

/** What stands before the candidate. */
export interface Place {
  readonly class: TokenClass;
  readonly text: string;
  /** Round and square brackets that the line has opened and not closed. */
  readonly open: number;
}

class Layout {
  size = 0;
  section(length: number): number {
    const start = this.size;
    this.size += length;
    return start;
  }
}

const layout = new Layout();
const lengthBuckets = 11;
const lengthGroups = 3;
const perWitness = Array.from({ length: witnesses }, () => ({
  longest: layout.section(lengthBuckets),
  shorter: layout.section(lengthBuckets),
  unseen: layout.section(lengthBuckets),
  share: layout.section(lengthGroups),
  count: layout.section(lengthGroups),
  latest: layout.section(lengthGroups),
  unanimous: layout.section(lengthGroups),
  nobody: layout.section(lengthBuckets),
}));
const classes = layout.section(tokenClasses.length ** 2);
const distances = layout.section(7);
const agreement = layout.section(witnesses + 1);
const endings = ['.', '=', '(', ',', '{', ';', ':', ')', '[', ']', '}', '=>', '?', '+', '-', '&&', '||', '*/', '->'];
const brackets = layout.section(9);
const endsAfter = layout.section(endings.length + 1);
const closesAfter = layout.section(endings.length + 1);
const nothing = layout.section(1);

export const featureCount = layout.size;

/** @param supports of the witnesses, in their order */
export function featuresOf(token: number, fit: Fit, place: Place, supports: readonly Supports[]): Features {
  const at: number[] = [];
  const values: number[] = [];
  const add = (feature: number, value = 1): void => {
    at.push(feature);
    values.push(value);
  };
  let agreeing = 0;
  for (const [witness, { of, length }] of supports.entries()) {
    const sections = perWitness[witness]!;
    const support = of.get(token);
    if (!support) add(sections.unseen + bucketOf(length));
    else {
      addSupport(support, sections, add);
      if (support.isLongest) agreeing++;
    }
  }
  add(classes + tokenClasses.indexOf(place.class) * tokenClasses.length + tokenClasses.indexOf(fit.class));
  add(distances + distanceBucket(fit.distance));
  add(agreement + agreeing);
  const closes = fit.text === ')' || fit.text === ']';
  const ends = fit.class === 'end';
  add(brackets + Math.max(0, Math.min(2, place.open)) * 3 + (ends ? 0 : closes ? 1 : 2));
  const ending = endings.indexOf(place.text) + 1;
  if (ends) add(endsAfter + ending);
  if (closes) add(closesAfter + ending);
  return { at, values };
}

/** Of the candidate "none of these". */
export function featuresOfNone(supports: readonly Supports[]): Features {
  const at = [nothing, ...supports.map(({ length }, witness) => perWitness[witness]!.nobody + bucketOf(length))];
  return { at, values: at.map(() => 1) };
}

function addSupport(
  { length, isLongest, share, count, isLatest }: Support,
  sections: (typeof perWitness)[number],
  add: (feature: number, value?: number) => void,
): void {
  const group = length <= 2 ? 0 : length <= 5 ? 1 : 2;
  add((isLongest ? sections.longest : sections.shorter) + bucketOf(length));
  add(sections.share + group, Math.log(share));
  add(sections.count + group, Math.log(1 + Math.min(60, count)));
  if (isLatest) add(sections.latest + group);
  if (isLongest && share > 0.999) add(sections.unanimous + group, Math.log(1 + count));
}

function bucketOf(length: number): number {
  if (length <= 5) return length;
  if (length <= 7) return 6;
  if (length <= 10) return 7;
  if (length <= 15) return 8;
  return length <= 24 ? 9 : 10;
}

function distanceBucket(distance: number | undefined): number {
  if (distance === undefined) return 0;
  const borders = [8, 30, 100, 400, 2000];
  const at = borders.findIndex((border) => distance < border);
  return at < 0 ? 6 : at + 1;
}
