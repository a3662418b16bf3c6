import assert from 'node:assert/strict';
import type { SuspiciousPlace } from '../../../src/refine/event.ts';
import { withLoadTime } from '../../../src/refine/loadTime.ts';
import type { LanguageId, SyntaxTree } from '../../../src/syntax/tree.ts';
import { parser } from './templates/grammars.ts';

suite('what is set up at load time', () => {
  const place = (path: string, line: number, score: number): SuspiciousPlace => ({
    path,
    line,
    score,
    reasons: ['run by 1 failing test only'],
  });

  /** Lines and scores by path, the most suspicious first. */
  async function suspected(files: Readonly<Record<string, string>>, places: SuspiciousPlace[]) {
    const language = (path: string): LanguageId => (path.endsWith('.py') ? 'python' : 'typescript');
    const trees = new Map<string, SyntaxTree>();
    for (const [path, text] of Object.entries(files)) trees.set(path, await parser.parse(language(path), text));
    const found = withLoadTime(places, trees);
    for (const tree of trees.values()) tree.dispose();
    return found.map(({ path, line, score }) => `${path}:${line} ${score.toFixed(2)}`);
  }

  test('a constant is almost as suspicious as the line that reads it', async () => {
    const text = 'LOW = 1\nHIGH = 9\n\ndef f(x):\n    return x < HIGH\n';
    assert.deepEqual(await suspected({ 'a.py': text }, [place('a.py', 5, 1), place('a.py', 1, 0.2)]), [
      'a.py:5 1.00',
      'a.py:2 0.85',
      'a.py:1 0.20',
    ]);
  });

  test('so are every row of a table, a class’s field, and a parameter’s default', async () => {
    const text =
      'const table = [\n  1,\n];\nclass A {\n  size = 3;\n  f(n = 2) {\n    return table[n] + this.size;\n  }\n}\n';
    assert.deepEqual(await suspected({ 'a.ts': text }, [place('a.ts', 7, 1)]), [
      'a.ts:7 1.00',
      'a.ts:1 0.85',
      'a.ts:2 0.85',
      'a.ts:3 0.85',
      'a.ts:5 0.85',
      'a.ts:6 0.70',
    ]);
  });

  test('a constant of another file is found by its name where only one file has it', async () => {
    const files = { 'a.py': 'from b import MOST\ndef f(x):\n    return x < MOST\n', 'b.py': 'MOST = 3\nx = 1\n' };
    assert.deepEqual(await suspected(files, [place('a.py', 3, 1)]), ['a.py:3 1.00', 'b.py:1 0.85']);
    const twice = { ...files, 'c.py': 'MOST = 4\n' };
    assert.deepEqual(await suspected(twice, [place('a.py', 3, 1)]), ['a.py:3 1.00']);
  });

  test('a module that is loaded under a name is none', async () => {
    const text = "const fs = require('fs');\nfunction f() {\n  return fs.x;\n}\n";
    assert.deepEqual(await suspected({ 'a.ts': text }, [place('a.ts', 3, 1)]), ['a.ts:3 1.00']);
  });
});
