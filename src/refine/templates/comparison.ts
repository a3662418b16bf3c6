/** `<` or `<=`, `==` or `!=`, `is` or `==`, `in` or `not in`. */

import { comparisons } from '../../syntax/shapes.ts';
import type { Binary } from '../../syntax/shapes.ts';
import { typeOf } from '../../syntax/roughType.ts';
import type { Template } from './prior.ts';
import type { Draft, Site } from './site.ts';
import { quoted } from './write.ts';

type Alternative = readonly [operator: string, template: Template, fit?: number];

const ordering: Readonly<Record<string, readonly Alternative[]>> = {
  '<': [
    ['<=', 'boundary operator'],
    ['>', 'comparison direction'],
    ['>=', 'comparison direction', 0.8],
    ['!=', 'other comparison', 0.6],
    ['==', 'other comparison', 0.5],
  ],
  '<=': [
    ['<', 'boundary operator'],
    ['>=', 'comparison direction'],
    ['>', 'comparison direction', 0.8],
    ['==', 'other comparison', 0.7],
    ['!=', 'other comparison', 0.4],
  ],
  '>': [
    ['>=', 'boundary operator'],
    ['<', 'comparison direction'],
    ['<=', 'comparison direction', 0.8],
    ['!=', 'other comparison', 0.6],
    ['==', 'other comparison', 0.5],
  ],
  '>=': [
    ['>', 'boundary operator'],
    ['<=', 'comparison direction'],
    ['<', 'comparison direction', 0.8],
    ['==', 'other comparison', 0.7],
    ['!=', 'other comparison', 0.4],
  ],
  '==': [
    ['!=', 'equality operator'],
    ['>=', 'other comparison', 0.9],
    ['<=', 'other comparison', 0.9],
    ['>', 'other comparison', 0.5],
    ['<', 'other comparison', 0.5],
  ],
  '!=': [
    ['==', 'equality operator'],
    ['<', 'other comparison', 0.7],
    ['>', 'other comparison', 0.7],
    ['>=', 'other comparison', 0.4],
    ['<=', 'other comparison', 0.4],
  ],
  is: [
    ['is not', 'equality operator'],
    ['==', 'identity comparison'],
  ],
  'is not': [
    ['is', 'equality operator'],
    ['!=', 'identity comparison'],
  ],
  in: [
    ['not in', 'membership operator'],
    ['==', 'other comparison', 0.4],
  ],
  'not in': [
    ['in', 'membership operator'],
    ['!=', 'other comparison', 0.4],
  ],
};

export function* comparison(site: Site): Generator<Draft> {
  for (const node of site.expressions) {
    for (const pair of comparisons(node)) {
      const strict = pair.operator === '===' || pair.operator === '!==';
      const plain = strict ? pair.operator.slice(0, 2) : pair.operator;
      if (!site.python && plain === 'in') continue;
      for (const [operator, template, fit = 1] of ordering[plain] ?? []) {
        const orders = ['<', '<=', '>', '>='].includes(operator);
        if (orders && !['<', '<=', '>', '>='].includes(plain) && !canBeOrdered(pair, site)) continue;
        const written =
          operator.length === 2 && '!='.includes(operator[0] ?? '') && usesStrict(site, pair)
            ? `${operator}=`
            : operator;
        yield swap(pair, written, template, fit);
      }
      if (site.python) {
        if (plain === '==' && pair.right.type === 'none') yield swap(pair, 'is', 'identity comparison', 0.3);
        if (plain === '==' || plain === '!=') {
          const membership = plain === '==' ? 'in' : 'not in';
          const type = typeOf(pair.right, site.scopes);
          if (type === 'array' || type === 'set' || type === 'map' || type === 'string')
            yield swap(pair, membership, 'other comparison', 0.5);
        }
      } else if (!site.compiled && (plain === '==' || plain === '!=')) {
        yield swap(pair, strict ? plain : `${plain}=`, 'strict equality');
      }
    }
  }
}

function swap(pair: Binary, operator: string, template: Template, fit = 1): Draft {
  return {
    template,
    edits: [{ start: pair.operatorStart, end: pair.operatorEnd, text: operator }],
    description: `${quoted(pair.operator)} becomes ${quoted(operator)}`,
    fit,
  };
}

const usesStrict = (site: Site, pair: Binary): boolean =>
  !site.python &&
  !site.compiled &&
  (pair.operator.length === 3 || (!/^[=!]=$/.test(pair.operator) && /[=!]==/.test(site.tree.text)));

/** Nobody means `name >= "x"` or `flag < true`. */
function canBeOrdered(pair: Binary, site: Site): boolean {
  return [pair.left, pair.right].every((side) => {
    const type = typeOf(side, site.scopes);
    if (site.compiled && /^(\*|bool|String|Option|List|Vec)|\[/.test(site.exact(side) ?? '')) return false;
    return type === undefined || type === 'number';
  });
}
