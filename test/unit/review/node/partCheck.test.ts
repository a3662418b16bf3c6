import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planAccept } from '../../../../src/review/fileView.ts';
import { createPartCheck } from '../../../../src/review/node/partCheck.ts';
import { startReview } from '../../../../src/review/reviewState.ts';
import { grammars } from '../../syntax/installedGrammars.ts';
import { proposalOf } from '../proposals.ts';

suite('a part of a change', () => {
  // A build has the grammars in a folder of this name.
  const assets = mkdtempSync(join(tmpdir(), 'touchstone-assets-'));
  symlinkSync(grammars, join(assets, 'grammars'));
  const check = createPartCheck(assets);
  suiteTeardown(() => {
    check.dispose();
    rmSync(assets, { recursive: true, force: true });
  });

  const filler = Array.from({ length: 6 }, (_, i) => `// line ${i}\n`).join('');
  const change = (head: string, tail: string) => `${head}${filler}${tail}`;
  async function faultOf(path: string, before: string, after: string, ids: readonly string[]) {
    const [file] = startReview(proposalOf([{ path, before, after }])).files;
    const plan = planAccept(file!, before, ids);
    assert.ok(plan.kind === 'edits');
    return check.faultIn(path, before, plan.after);
  }

  const before = change('function f() {\n  return 1;\n}\n', 'f();\n');

  test('that no longer parses is found, with its line', async () => {
    const after = change('const f = () => (\n  1\n', ');\nf();\n');
    assert.deepEqual((await faultOf('a.ts', before, after, ['1.1']))?.kind, 'broken');
    assert.equal(await faultOf('a.ts', before, after, ['1.1', '1.2']), undefined);
  });

  test('that uses what the other part declares is found', async () => {
    const after = change('const one = 1;\nfunction f() {\n  return 1;\n}\n', 'f(one);\n');
    assert.deepEqual(await faultOf('a.ts', before, after, ['1.2']), { kind: 'unknown name', name: 'one', line: 10 });
    assert.equal(await faultOf('a.ts', before, after, ['1.1']), undefined);
  });

  test('is not judged in a language that nobody understands', async () => {
    assert.equal(await check.faultIn('a.txt', '(', '(('), undefined);
    assert.equal(await check.faultIn('a.ts', 'a(', 'a(1, 2'), undefined, 'what was broken before is no news');
  });
});
