import assert from 'node:assert/strict';
import { parseProgram, seed } from '../../bench/repair/seededBug.ts';
import type { SeededBug } from '../../bench/repair/seededBug.ts';

const CORRECT = [
  'function total(list) {',
  '  let sum = 0;',
  '  for (const n of list) sum += n;',
  '  log(sum);',
  '  return sum;',
  '}',
  '',
].join('\n');

function lines(find: string, replace: string, fixLine?: number): number[] {
  return [...seed(CORRECT, bug(find, replace, fixLine)).lines].sort((a, b) => a - b);
}

function bug(find: string, replace: string, fixLine?: number): SeededBug {
  const rest = fixLine === undefined ? {} : { fixLine };
  return { id: 'b', kind: 'k', path: 'total.js', find, replace, heldOut: false, note: '', ...rest };
}

suite('a seeded bug', () => {
  test('replaces the one occurrence', () => {
    assert.equal(seed('a + b', bug('+', '-')).text, 'a - b');
  });

  test('must occur exactly once', () => {
    assert.throws(() => seed('a + b + c', bug('+', '-')), /exactly once/);
    assert.throws(() => seed('a * b', bug('+', '-')), /exactly once/);
    assert.throws(() => seed('a', bug('', 'x')), /exactly once/);
  });

  test('stands on the line that differs', () => {
    assert.deepEqual(lines('sum = 0', 'sum = 1'), [2]);
  });

  test('leaves out lines of the replacement that are as before', () => {
    assert.deepEqual(lines('  let sum = 0;\n  for', '  let sum = 1;\n  for'), [2]);
  });

  test('of statements in the wrong order is any of them', () => {
    assert.deepEqual(lines('  log(sum);\n  return sum;\n', '  return sum;\n  log(sum);\n'), [4, 5]);
  });

  test('of omission is found at the gap and at its neighbours', () => {
    assert.deepEqual(lines('  log(sum);\n', ''), [3, 4, 5]);
  });

  test('of duplication is either copy', () => {
    assert.deepEqual(lines('  log(sum);\n', '  log(sum);\n  log(sum);\n'), [4, 5]);
  });

  test('of insertion is what was inserted', () => {
    assert.deepEqual(lines('  log(sum);\n', '  log(sum);\n  sum = 0;\n'), [5]);
  });

  test('may name its line', () => {
    assert.deepEqual(lines('sum = 0', 'sum = 1', 5), [5]);
  });
});

suite('a file of seeded bugs', () => {
  const one = { id: 'a-b', kind: 'k', path: 'a.js', find: 'x', replace: 'y', note: 'n' };
  const file = {
    program: 'a',
    language: 'javascript',
    test: 'npm test',
    heldoutTest: 'node --test heldout',
    bugs: [one],
  };

  test('is read', () => {
    const program = parseProgram(JSON.stringify({ ...file, bugs: [one, { ...one, heldOut: true }] }), 'a.bugs.json');
    assert.equal(program.name, 'a');
    assert.deepEqual(
      program.bugs.map((entry) => entry.heldOut),
      [false, true],
    );
  });

  test('names what is missing', () => {
    assert.throws(() => parseProgram(JSON.stringify({ ...file, test: 1 }), 'a.bugs.json'), /a\.bugs\.json: "test"/);
    assert.throws(() => parseProgram(JSON.stringify({ ...file, bugs: {} }), 'a.bugs.json'), /"bugs" is not a list/);
    assert.throws(() => parseProgram(JSON.stringify({ ...file, bugs: [{ ...one, fixLine: '3' }] }), 'a'), /"fixLine"/);
  });
});
