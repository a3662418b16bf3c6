import assert from 'node:assert/strict';
import { learntRows } from '../../../src/completion/gateLearning.ts';
import { ShowGate } from '../../../src/completion/showGate.ts';

suite('what the gate has learnt, by language', () => {
  test('tells a language whose suggestions are taken from one whose are not', () => {
    const gate = new ShowGate({ eagerness: 1, random: () => 0.5 });
    for (let times = 0; times < 60; times++)
      for (const [language, isTaken] of [
        ['go', true],
        ['python', false],
        ['python', false],
      ] as const) {
        const passage = gate.enter({ [`language:${language}`]: 1 });
        assert.ok(passage.judge({ confidence: 0.5 }));
        passage.outcome(isTaken);
      }
    const kept: unknown = JSON.parse(JSON.stringify(gate.state));
    assert.deepEqual(
      learntRows(kept).map(({ language, outcomes, taken }) => [language, outcomes, taken]),
      [
        ['python', 120, 0],
        ['go', 60, 60],
      ],
    );
    const [python, go] = learntRows(kept);
    assert.match(python!.effect, /less is shown/);
    assert.match(go!.effect, /more is shown/);
  });

  test('is nothing before anything was learnt, and for what no gate has written', () => {
    assert.deepEqual(learntRows(undefined), []);
    assert.deepEqual(learntRows({ format: 1, seen: 'many' }), []);
    assert.deepEqual(learntRows(new ShowGate({ eagerness: 0.5, random: () => 0 }).state), []);
  });
});
