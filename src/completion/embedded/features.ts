/** What the ranker is told of a candidate: who has seen it after which context, and what fits here at all. */
import { relations, type Hint, type Likeness } from './hints.ts';
import type { Features } from './ranker.ts';
import type { Support, Supports } from './support.ts';
import { tokenClasses, type TokenClass } from './vocabulary.ts';

/** Who is asked: this file, the workspace and the folder, each as it is and without its local names; and sketches. */
const witnesses = 7;

/** What is said of a candidate beside what the witnesses say. */
export interface Fit {
  readonly hint: Hint | undefined;
  /** How like what the called function names its parameter. */
  readonly likeness: Likeness;
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
  /** All the members are known of what stands before the point. */
  readonly hasMembers: boolean;
  /** In how many tokens of the workspace something can have been seen. */
  readonly known: number;
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
/** What few have seen says more where there is little to see. */
const sizes = [5_000, 50_000, 500_000];
const agreement = layout.section((witnesses + 1) * (sizes.length + 1));
const endings = ['.', '=', '(', ',', '{', ';', ':', ')', '[', ']', '}', '=>', '?', '+', '-', '&&', '||', '*/', '->'];
const brackets = layout.section(9);
const endsAfter = layout.section(endings.length + 1);
const closesAfter = layout.section(endings.length + 1);
/** What stands before a name, as far as it matters to what the name is for. */
const places = [['(', ','], ['=', ':=', ':'], ['return', '=>'], ['.', '?.', '->', '::'], ['\n']];
const placeOf = new Map(places.flatMap((texts, place) => texts.map((text) => [text, place] as const)));
const related = layout.section((places.length + 1) * relations.length);
const unrelated = layout.section((places.length + 1) * 2);
const ranked = layout.section(relations.length);
/** A name that nobody has seen in a place like this. */
const hintedOnly = layout.section(relations.length);
const likened = layout.section(4);
const nothing = layout.section(sizes.length + 1);

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
  add(agreement + sizeGroup(place.known) * (witnesses + 1) + agreeing);
  const closes = fit.text === ')' || fit.text === ']';
  const ends = fit.class === 'end';
  add(brackets + Math.max(0, Math.min(2, place.open)) * 3 + (ends ? 0 : closes ? 1 : 2));
  const ending = endings.indexOf(place.text) + 1;
  if (ends) add(endsAfter + ending);
  if (closes) add(closesAfter + ending);
  if (fit.class === 'name')
    addHint(
      fit,
      place,
      supports.some(({ of }) => of.has(token)),
      add,
    );
  return { at, values };
}

function addHint(
  { hint, likeness }: Fit,
  { text, hasMembers }: Place,
  isSeen: boolean,
  add: (feature: number, value?: number) => void,
): void {
  const place = placeOf.get(text) ?? places.length;
  if (hint) {
    const relation = relations.indexOf(hint.relation);
    add(related + place * relations.length + relation);
    add(ranked + relation, Math.log(1 + hint.rank));
    if (!isSeen) add(hintedOnly + relation);
  } else add(unrelated + place * 2 + Number(hasMembers));
  if (likeness === 'same') add(likened + (hint ? 1 : 0));
  else if (likeness === 'word') add(likened + (hint ? 3 : 2));
}

/** Of the candidate "none of these". */
export function featuresOfNone(place: Place, supports: readonly Supports[]): Features {
  const at = [
    nothing + sizeGroup(place.known),
    ...supports.map(({ length }, witness) => perWitness[witness]!.nobody + bucketOf(length)),
  ];
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

function sizeGroup(known: number): number {
  const group = sizes.findIndex((size) => known < size);
  return group < 0 ? sizes.length : group;
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
