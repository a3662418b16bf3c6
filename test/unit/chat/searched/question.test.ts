import assert from 'node:assert/strict';
import { readQuestion, type QuestionKind } from '../../../../src/chat/searched/question.ts';

suite('what a question asks', () => {
  const questions: readonly (readonly [string, QuestionKind, string])[] = [
    ['Where is the ETag of a response computed?', 'where', 'the ETag of a response computed'],
    ['where is `parseURL` defined', 'where', '`parseURL`'],
    ['find the code that signs cookies', 'where', 'signs cookies'],
    ['What calls `normalizeType`?', 'callers', '`normalizeType`'],
    ['who uses compileETag?', 'callers', 'compileETag'],
    ['Where is View used?', 'callers', 'View'],
    ['callers of View.render', 'callers', 'View.render'],
    ['how is compileETag used', 'usage', 'compileETag'],
    ['how do I use the Router', 'usage', 'the Router'],
    ['What does res.send depend on?', 'dependencies', 'res.send'],
    ['which functions does acceptParams call', 'dependencies', 'acceptParams'],
    ['what depends on lib/utils.js', 'dependents', 'lib/utils.js'],
    ['Which files import lib/utils.js?', 'dependents', 'lib/utils.js'],
    ['which tests cover `totalOf`?', 'tests', '`totalOf`'],
    ['how is the cart tested?', 'tests', 'the cart'],
    ['what extends DispatcherBase', 'implementers', 'DispatcherBase'],
    ['what methods does View have?', 'members', 'View'],
    ["what's in lib/view.js", 'outline', 'lib/view.js'],
    ['outline of src/a.ts', 'outline', 'src/a.ts'],
    ['What changed lately?', 'changes', ''],
    ['what changed in src/cart.ts', 'changes', 'src/cart.ts'],
    ['recent commits to lib', 'changes', 'lib'],
    ['who last changed totalOf', 'changes', 'totalOf'],
    ['which errors are there?', 'problems', ''],
    ['Explain createApplication', 'explain', 'createApplication'],
    ['what does it do?', 'explain', 'it'],
    ['please, what is acceptParams for?', 'explain', 'acceptParams'],
    // These only look like other kinds.
    ['Which function tests whether a value is empty?', 'where', 'tests whether a value is empty'],
    ['where are errors handled?', 'where', 'errors handled'],
    ['wo ist der Warenkorb', 'where', 'wo ist der Warenkorb'],
  ];
  for (const [text, kind, about] of questions) test(text, () => assert.deepEqual(readQuestion(text), { kind, about }));

  test('a command says it, whatever the words', () => {
    assert.equal(readQuestion('totalOf', 'tests').kind, 'tests');
    assert.equal(readQuestion('totalOf', 'explain').kind, 'explain');
  });
});
