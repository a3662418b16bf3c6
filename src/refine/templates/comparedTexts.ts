/** Two texts that are compared as they are, where case or surrounding space should make no difference: both sides change. */

import { asOperand } from '../../syntax/grammar.ts';
import { typeByName, typeOf } from '../../syntax/roughType.ts';
import { binary, call } from '../../syntax/shapes.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import type { Draft, Site } from './site.ts';
import { replaced, replacement } from './write.ts';

export function* comparedTexts(site: Site): Generator<Draft> {
  for (const node of site.expressions) {
    const pair = binary(node);
    const same = pair && /^([!=]==?|in|not in)$/.test(pair.operator) ? pair : undefined;
    const asked = call(node);
    if (same) yield* alike(node, same.left, same.right, same.operator, site);
    else if (asked?.receiver && asked.values[0] && asked.values.length === 1) {
      if (
        /^(includes|startsWith|endsWith|indexOf|startswith|endswith|find|count|contains|starts_with|ends_with)$/.test(
          asked.name,
        )
      )
        yield* lowered(asked.receiver, asked.values[0], site, 0.8);
    } else if (asked?.receiver?.text === 'strings' && site.tree.language === 'go')
      yield* inGo(asked.values, asked.name);
  }
}

function isText(node: SyntaxNode, site: Site): boolean | undefined {
  if (site.compiled) {
    const exact = site.exact(node)?.replace(/^[&*\s]+/, '');
    return exact === undefined ? undefined : /^(String|str|string)$/.test(exact);
  }
  const type = typeOf(node, site.scopes) ?? typeByName(node.text);
  return type === undefined || type === 'object' ? undefined : type === 'string';
}

const things = new Set([
  'identifier',
  'member_expression',
  'attribute',
  'call',
  'call_expression',
  'subscript',
  'subscript_expression',
  'reference_expression',
  'unary_expression',
]);

function* alike(node: SyntaxNode, left: SyntaxNode, right: SyntaxNode, operator: string, site: Site): Generator<Draft> {
  if (!things.has(left.type) || !things.has(right.type)) return;
  const known = [isText(left, site), isText(right, site)];
  if (known.includes(false)) return;
  const sure = known.includes(true) ? 1 : 0.4;
  const not = operator.startsWith('!') ? '!' : '';
  if (site.tree.language === 'go') {
    if (sure === 1)
      yield replaced('missing normalisation', node, `${not}strings.EqualFold(${left.text}, ${right.text})`, 1.2);
  } else if (site.tree.language === 'rust') {
    const other = site.exact(right) === 'String' && !right.text.startsWith('&') ? `&${right.text}` : right.text;
    if (sure === 1)
      yield replaced('missing normalisation', node, `${not}${asOperand(left)}.eq_ignore_ascii_case(${other})`, 1.2);
  } else if (site.tree.language !== 'java') yield* lowered(left, right, site, sure);
}

/** Both lowered, both trimmed. */
function* lowered(left: SyntaxNode, right: SyntaxNode, site: Site, scale: number): Generator<Draft> {
  if (!things.has(left.type) || /^(number|integer|null|none|true|false)$/.test(right.type)) return;
  const methods = site.python
    ? ['lower()', 'strip()', 'casefold()']
    : site.tree.language === 'rust'
      ? ['to_lowercase()', 'trim()']
      : site.tree.language === 'java'
        ? ['toLowerCase()', 'trim()']
        : ['toLowerCase()', 'trim()'];
  for (const [at, method] of methods.entries()) {
    if (left.text.includes(method) || right.text.includes(method)) continue;
    const borrowed = site.tree.language === 'rust' && method !== 'trim()' ? '&' : '';
    yield {
      template: 'missing normalisation',
      edits: [
        replacement(left, `${asOperand(left)}.${method}`),
        replacement(right, `${borrowed}${asOperand(right)}.${method}`),
      ],
      description: `both sides are compared after \`.${method}\``,
      fit: (1.1 - at * 0.3) * scale,
    };
  }
}

function* inGo(values: readonly SyntaxNode[], name: string): Generator<Draft> {
  const [whole, part] = values;
  if (!whole || !part || !/^(Contains|HasPrefix|HasSuffix|Index)$/.test(name)) return;
  for (const [at, change] of ['ToLower', 'TrimSpace'].entries())
    yield {
      template: 'missing normalisation',
      edits: [
        replacement(whole, `strings.${change}(${whole.text})`),
        replacement(part, `strings.${change}(${part.text})`),
      ],
      description: `both texts are looked at after \`strings.${change}\``,
      fit: 0.8 - at * 0.3,
    };
}
