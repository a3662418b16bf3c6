import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gate } from '../../../../src/refine/gate.ts';
import { candidatesAt } from '../../../../src/refine/templates/candidatesAt.ts';
import { collectIngredients } from '../../../../src/refine/templates/ingredients.ts';
import { languageOf } from '../../../../src/syntax/language.ts';
import { isTestPath } from '../../../../src/testing/testPath.ts';
import { shareDeclarations } from '../../../../src/syntax/exactType.ts';
import type { LanguageId, SyntaxTree } from '../../../../src/syntax/tree.ts';
import { parseProgram, replaceOnce, seed } from '../../../bench/repair/seededBug.ts';
import type { Replacement, SeededBug, SeededProgram } from '../../../bench/repair/seededBug.ts';
import { parser } from './grammars.ts';

const bugs = join(import.meta.dirname, '../../../fixtures/bugs');

function sourcesOf({ name }: SeededProgram, language: LanguageId): string[] {
  return readdirSync(join(bugs, name), { recursive: true, encoding: 'utf8' }).filter(
    (path) => languageOf(path) === language && !isTestPath(path) && !/^(heldout|target)\//.test(path),
  );
}

/** Where the right repair stands among what is tried at the faulty lines; 0 where it is not. */
async function rankAt(program: SeededProgram, bug: SeededBug, place: Replacement): Promise<number> {
  const correct = readFileSync(join(bugs, program.name, place.path), 'utf8');
  // The other places of the bug in the same file are as faulty as they are for the engine.
  const others = [bug, ...(bug.also ?? [])].filter((other) => other !== place && other.path === place.path);
  const right = others.reduce((text, other) => replaceOnce(text, other, bug.id), correct);
  const { text, lines } = seed(right, { ...bug, ...place });
  const language = languageOf(place.path)!;
  const tree = await parser.parse(language, text);
  const wanted = await parser.parse(language, right);
  const beside = await Promise.all(
    sourcesOf(program, language)
      .filter((path) => path !== place.path)
      .map((path) => parser.parse(language, readFileSync(join(bugs, program.name, path), 'utf8'))),
  );
  shareDeclarations([tree, ...beside]);
  const ingredients = collectIngredients([tree, ...beside]);
  try {
    const ranked = [...lines]
      .flatMap((line) => candidatesAt(tree, place.path, line, { ingredients }))
      .sort((a, b) => b.prior - a.prior);
    let rank = 0;
    for (const candidate of ranked) {
      const gated = await gate(tree, candidate, parser.parse);
      if (!gated) continue;
      rank++;
      if (await same(gated.text, wanted)) return rank;
    }
    return 0;
  } finally {
    tree.dispose();
    wanted.dispose();
    for (const other of beside) other.dispose();
  }
}

/** Equal but for white space and parentheses, and for how one and the same number is written. */
async function same(text: string, wanted: SyntaxTree): Promise<boolean> {
  const plain = (code: string): string => code.replace(/100 - 1/g, '99').replace(/[\s()]+/g, '');
  return plain(text) === plain(wanted.text);
}

suite('the right repair is among the candidates', () => {
  for (const name of ['ferry', 'apiary', 'canteen']) {
    const program = parseProgram(readFileSync(join(bugs, `${name}.bugs.json`), 'utf8'), name);
    for (const bug of program.bugs) {
      for (const [at, place] of [bug, ...(bug.also ?? [])].entries()) {
        test(`${bug.id}${at > 0 ? ' elsewhere' : ''}`, async () => {
          const rank = await rankAt(program, bug, place);
          assert.notEqual(rank, 0, 'it is not there');
          if (process.env['RANKS'] !== undefined) console.log(`      rank ${rank}`);
        });
      }
    }
  }
});
