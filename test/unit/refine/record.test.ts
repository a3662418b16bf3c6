import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TriedNode } from '../../../src/refine/event.ts';
import { createRecordStore } from '../../../src/refine/node/recordStore.ts';
import { attemptLine, endLine, startLine } from '../../../src/refine/record.ts';

const node: TriedNode = {
  id: 3,
  parent: 1,
  source: 'model',
  strategy: 'direct',
  title: 'Größe statt `<`',
  place: { path: 'src/a.ts', line: 4 },
  diff: "--- a\n+const token = 'hunter22';\n",
  outcome: { kind: 'failed', effect: 'none', why: 'expected 1' },
  ms: 12.6,
  prompt: 'Fix “a” with hunter22',
};

suite('the record of a fix', () => {
  test('an attempt is a line of JSON with prompt, patch and outcome, without secrets', () => {
    const line = attemptLine('f1', node, ['hunter22']);
    assert.ok(line.endsWith('}\n'));
    assert.deepEqual(JSON.parse(line), {
      ...{ kind: 'attempt', fix: 'f1', id: 3, parent: 1, source: 'model', strategy: 'direct', title: node.title },
      ...{ place: node.place, prompt: 'Fix “a” with [redacted]', patch: "--- a\n+const token = '[redacted]';\n" },
      ...{ outcome: node.outcome, ms: 13 },
    });
  });

  test('a fix has a line for its start and one for its end', () => {
    const fix = { fix: 'f1', started: '2026-11-21T14:02:00Z', issue: 'totals', command: 'npm test' };
    assert.deepEqual(JSON.parse(startLine(fix, [])), { kind: 'fix', ...fix });
    const counts = { generated: 0, parsed: 0, run: 0, passed: 0 };
    assert.deepEqual(JSON.parse(endLine('f1', { status: 'none', reason: 'No test fails.', counts }, [])), {
      ...{ kind: 'end', fix: 'f1', status: 'none', reason: 'No test fails.' },
    });
  });

  suite('on disk', () => {
    const folder = mkdtempSync(join(tmpdir(), 'touchstone-record-'));
    const target = join(folder, 'out ü.jsonl');
    const kept = join(folder, 'record');
    suiteTeardown(() => rmSync(folder, { recursive: true }));

    test('with nothing in it nothing is written', async () => {
      assert.equal(await createRecordStore(kept).export(target), 0);
      assert.equal(existsSync(target), false);
    });

    test('fixes are exported in the order in which they began', async () => {
      const store = createRecordStore(kept);
      await store.append('one', '{"a":1}\n');
      await new Promise((resolve) => setTimeout(resolve, 5));
      void store.append('two', '{"b":1}\n');
      void store.append('one', '{"a":2}\n');
      assert.equal(await store.export(target), 2);
      assert.equal(readFileSync(target, 'utf8'), '{"a":1}\n{"a":2}\n{"b":1}\n');
      assert.deepEqual(readdirSync(folder).sort(), ['out ü.jsonl', 'record']);
    });

    test('where it cannot be written, nothing is left behind', async () => {
      await assert.rejects(createRecordStore(kept).export(join(folder, 'no', 'such.jsonl')), /ENOENT/);
    });

    test('the oldest go when there is too much', async () => {
      const store = createRecordStore(kept, 20);
      await store.append('three', '{"c":1234567890}\n');
      await store.export(target);
      assert.equal(readFileSync(target, 'utf8'), '{"c":1234567890}\n');
    });

    test('it can be removed', async () => {
      const store = createRecordStore(kept);
      assert.equal(await store.clear(), 1);
      assert.equal(await store.export(target), 0);
    });
  });
});
