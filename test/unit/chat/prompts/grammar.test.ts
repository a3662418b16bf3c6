import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promptVariables, wholeMentions } from '../../../../src/chat/prompts/promptPieces.ts';
import { root } from '../../house/manifest.ts';

interface Rule {
  readonly match?: string;
  readonly name?: string;
  readonly patterns?: readonly Rule[];
}

const { repository } = JSON.parse(
  readFileSync(join(root, 'syntaxes', 'touchstone-prompt.tmLanguage.json'), 'utf8'),
) as { readonly repository: Readonly<Record<string, Rule>> };

const rules = (name: string): RegExp[] => {
  const rule = repository[name];
  return (rule?.patterns ?? [rule ?? {}]).map(({ match = '' }) => new RegExp(match, 'm'));
};
const matches = (name: string, text: string): string | undefined =>
  rules(name)
    .map((rule) => rule.exec(text)?.[0])
    .find((found) => found !== undefined);

/** By its rules alone: what tokenises is in the editor. */
suite('the grammar of prompt files', () => {
  test('knows every variable, with its other names, and no other', () => {
    for (const name of promptVariables.flatMap(({ name: own, alias }) => [own, ...alias]))
      assert.equal(matches('variable', `Look at \${${name}}.`), `\${${name}}`);
    assert.equal(matches('variable', 'x ${input:what:in words} y'), '${input:what:in words}');
    assert.equal(matches('variable', 'x ${input:} ${HOME}'), undefined);
    assert.equal(matches('escape', 'x \\${HOME}'), '\\${');
  });

  test('knows every mention, and no address of a person', () => {
    for (const { word } of wholeMentions) assert.equal(matches('mention', `(@${word})`), `@${word}`);
    assert.equal(matches('mention', 'See @file:src/a.ts'), '@file:src/a.ts');
    assert.equal(matches('mention', 'See @file:${file}'), '@file:');
    assert.equal(matches('mention', 'See @src/a.ts.'), '@src/a.ts');
    assert.equal(matches('mention', 'me@src/a.ts @param'), undefined);
  });
});
