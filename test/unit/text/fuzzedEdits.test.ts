import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyEditAnswer } from '../../../src/text/editAnswer.ts';
import { openEditReader } from '../../../src/text/readEdits.ts';
import { faults, fuzzedEdits, harmless, type Fault, type FuzzedEdit, type RealFile } from './fuzzedEdits.ts';

const root = join(import.meta.dirname, '../../fixtures/bugs');

/** Programs in TypeScript, JavaScript, Python, Go, Rust and Java, the languages in turn. */
function realFiles(): RealFile[] {
  const all = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => !/(?:^|[\\/])(?:node_modules|target|build)[\\/]/.test(path))
    .sort();
  const languages = ['.ts', '.js', '.py', '.go', '.rs', '.java'].map((ending) =>
    all
      .filter((path) => path.endsWith(ending))
      .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8').replaceAll('\r\n', '\n') }))
      .filter(({ text }) => text.length > 600),
  );
  const most = Math.max(...languages.map((files) => files.length));
  return Array.from({ length: most }, (_, at) => languages.map((files) => files[at % files.length]!)).flat();
}

type Outcome = 'right' | 'refused' | 'wrong';

/** Blank lines that came and went with the fault are not what the edit was about. */
const withoutBlankLines = (text: string): string => text.replace(/^[ \t]*\r?\n/gm, '');

async function outcomeOf({
  path,
  text,
  format,
  answer,
  asShown,
  blankLinesVary,
  expected,
}: FuzzedEdit): Promise<Outcome> {
  const reader = openEditReader(format);
  for (let at = 0; at < answer.length; at += 23) reader.push(answer.slice(at, at + 23));
  const files = { paths: [path], text: () => Promise.resolve(text), asShown };
  const { texts, refused } = await applyEditAnswer(reader.end(), files);
  if (refused.length > 0) {
    assert.equal(texts.size, 0);
    assert.ok(
      refused.every((why) => /[A-Z“].{20,}\./.test(why)),
      refused.join('\n'),
    );
    return 'refused';
  }
  const after = texts.get(path);
  const same = (each: string): string => (blankLinesVary ? withoutBlankLines(each) : each);
  return after !== undefined && expected !== undefined && same(after) === same(expected) ? 'right' : 'wrong';
}

suite('5,000 edits as models get them wrong', () => {
  const counts = new Map<Fault, Record<Outcome, number>>(
    faults.map((fault) => [fault, { right: 0, refused: 0, wrong: 0 }]),
  );

  suiteSetup(async function () {
    this.timeout(300_000);
    for (const fuzzed of fuzzedEdits(realFiles(), 5000, 20261121)) {
      const outcome = await outcomeOf(fuzzed);
      assert.notEqual(outcome, 'wrong', `${fuzzed.fault} in ${fuzzed.path}, as ${fuzzed.format}:\n${fuzzed.answer}`);
      counts.get(fuzzed.fault)![outcome]++;
    }
  });

  test('go where they were meant or nowhere, and then say why', () => {
    const all = [...counts.values()].reduce((sum, { right, refused }) => sum + right + refused, 0);
    assert.equal(all, 5000);
  });

  test('are applied when nothing but white space, or the file around them, is not as it was', () => {
    for (const fault of harmless) {
      const { right, refused } = counts.get(fault)!;
      assert.ok(right / (right + refused) > 0.97, `${fault}: ${right} of ${right + refused}`);
    }
  });

  test('are never applied when they are cut off, leave code out, fit two places, or their place is gone', () => {
    for (const fault of ['answer cut off', 'left out', 'duplicated', 'target gone', 'target gone, twin left'] as const)
      assert.equal(counts.get(fault)!.right, 0, fault);
  });
});
