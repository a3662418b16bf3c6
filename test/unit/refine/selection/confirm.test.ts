import assert from 'node:assert/strict';
import type { Answer, Question } from '../../../../src/refine/question.ts';
import { confirmByAnswers, differenceWarning } from '../../../../src/refine/selection/confirm.ts';
import type { ProbeInput } from '../../../../src/refine/selection/differences.ts';

const never = new AbortController().signal;

/** Columns are inputs, rows candidates: what each gives. */
function seen(...rows: string[]) {
  const codes = rows[0]?.split(' ').map((_, at) => `f(${at})`) ?? [];
  const inputs = codes.map((code, at): ProbeInput => ({ key: `${at}`, code, language: 'typescript', test: 'adds' }));
  const behaviours = rows.map(
    (row) => new Map(row.split(' ').map((shown, at) => [`${at}`, { key: `${at}`, same: shown, shown }])),
  );
  return { inputs, behaviours, weights: rows.map(() => 1), titles: rows.map((_, at) => `patch ${at}`), most: 4 };
}

async function confirm(rows: readonly string[], answer: (question: Question) => Answer) {
  const asked: string[] = [];
  const result = await confirmByAnswers(
    seen(...rows),
    (question) => {
      asked.push(question.code);
      return Promise.resolve(answer(question));
    },
    never,
  );
  return { left: result.left, last: result.last, asked, said: result.said };
}

const right =
  (text: string) =>
  ({ outcomes }: Question): Answer => ({ kind: 'right', outcome: outcomes.findIndex((each) => each.text === text) });

suite('confirmByAnswers', () => {
  test('asks the input that splits most, and drops what disagrees with the answer', async () => {
    const { left, asked, said } = await confirm(['1 a 5', '1 a 6', '1 b 7', '1 b 8'], right('7'));
    assert.deepEqual(asked, ['f(2)']);
    assert.deepEqual(left, [2]);
    assert.deepEqual(said, ['You said that f(2) gives 7.']);
  });

  test('goes on where the user cannot tell, four times at most', async () => {
    const { left, asked } = await confirm(['1 1 1 1 1 1', '2 2 2 2 2 2'], () => ({ kind: 'unknown' }));
    assert.deepEqual(asked, ['f(0)', 'f(1)', 'f(2)', 'f(3)']);
    assert.deepEqual(left, [0, 1]);
  });

  test('an input on which none is right leaves none', async () => {
    const { left, last, said } = await confirm(['1', '2'], () => ({ kind: 'wrong' }));
    assert.deepEqual([left, last], [[], [0, 1]]);
    assert.deepEqual(said, ['You said that neither 1 nor 2 is right for f(0).']);
  });

  test('what an earlier answer has refuted is not among the last that were left', async () => {
    const answers: Answer[] = [{ kind: 'right', outcome: 0 }, { kind: 'wrong' }];
    const { left, last, asked } = await confirm(['1 5', '1 6', '2 5', '2 6'], () => answers.shift()!);
    assert.deepEqual([asked, left, last], [['f(0)', 'f(1)'], [], [0, 1]]);
  });

  test('an odd input is asked about when no other tells, however much it would tell', async () => {
    const all = seen('1 5', '1 6', '2 7', '2 7');
    const inputs = all.inputs.map((input, at): ProbeInput => (at === 1 ? { ...input, odd: true } : input));
    const asked: string[] = [];
    const ask = ({ code, outcomes }: Question): Promise<Answer> => {
      asked.push(`${code}: ${outcomes.length}`);
      return Promise.resolve({ kind: 'right', outcome: 0 });
    };
    const { left } = await confirmByAnswers({ ...all, inputs }, ask, never);
    assert.deepEqual([asked, left], [['f(0): 2', 'f(1): 2'], [0]]);
  });

  test('a value that the user writes is one of those given, or none of them', async () => {
    assert.deepEqual((await confirm(['1', '2'], () => ({ kind: 'corrected', code: ' 2\n' }))).left, [1]);
    assert.deepEqual((await confirm(['1', '2'], () => ({ kind: 'corrected', code: '3' }))).left, []);
  });

  test('an answer to nothing that was asked counts as none', async () =>
    assert.deepEqual((await confirm(['1', '2'], () => ({ kind: 'right', outcome: 7 }))).left, [0, 1]));

  test('nothing is asked where all do the same', async () =>
    assert.deepEqual((await confirm(['1 2', '1 2'], () => assert.fail())).left, [0, 1]));

  test('says which patch gives what', async () => {
    const shown: Question[] = [];
    await confirm(['3', '4', '4'], (question) => {
      shown.push(question);
      return { kind: 'unknown' };
    });
    assert.equal(
      shown[0]?.why,
      'Three patches pass every test and differ here, where values of “adds” are changed. Which result is right?',
    );
    assert.deepEqual(shown[0]?.outcomes, [
      { text: '3', patches: ['patch 0'] },
      { text: '4', patches: ['patch 1', 'patch 2'] },
    ]);
  });

  test('a test that the model wrote is right, or it is wrong: there is nothing between', async () => {
    const demands = ['as this test demands', 'something else'];
    const answers: readonly (readonly [Answer, number, string])[] = [
      [{ kind: 'right', outcome: 0 }, 0, 'You said that this test is right: assert.equal(f(1), 2);'],
      [{ kind: 'right', outcome: 1 }, 1, 'You said that this test is wrong: assert.equal(f(1), 2);'],
      [{ kind: 'wrong' }, 1, 'You said that this test is wrong: assert.equal(f(1), 2);'],
    ];
    for (const [answer, left, said] of answers) {
      const input: ProbeInput = { ...call, code: 'assert.equal(f(1), 2);', test: 'adds', written: true };
      const behaviours = demands.map((shown) => new Map([['0', { key: '0', same: shown, shown }]]));
      const of = { inputs: [input], behaviours, weights: [1, 1], titles: [], most: 4 };
      const result = await confirmByAnswers(
        of,
        ({ why }) => {
          assert.match(why, /^Two patches pass every test and differ on this test, which the model wrote/);
          return Promise.resolve(answer);
        },
        never,
      );
      assert.deepEqual([result.left, result.said], [[left], [said]]);
    }
  });
});

const call: ProbeInput = { key: '0', code: 'f(0)', language: 'typescript', test: '' };

/** What the others do, how many they are, what this one does, and the sentence. */
const differing: readonly (readonly [theirs: string, others: number, own: string, said: string])[] = [
  ['3', 1, '4', 'another patch gives 3, this one 4.'],
  ['3', 2, '4', 'two other patches give 3, this one 4.'],
  ['3', 11, '4', '11 other patches give 3, this one 4.'],
  ['does not come to an end', 1, '4', 'another patch does not come to an end, and this one gives 4.'],
  ['does not come to an end', 3, '4', 'three other patches do not come to an end, and this one gives 4.'],
  ['4', 1, 'does not come to an end', 'another patch gives 4, and this one does not come to an end.'],
  ['throws TypeError: x is null.', 1, '[]', 'another patch throws TypeError: x is null, and this one gives [].'],
  [
    'throws TypeError',
    2,
    'throws RangeError: a\n  b',
    'two other patches throw TypeError, and this one throws RangeError: a b.',
  ],
  ['raises ValueError: no', 2, 'None', 'two other patches raise ValueError: no, and this one gives None.'],
  [
    'panics: runtime error: index out of range [3]',
    2,
    'nil',
    'two other patches panic: runtime error: index out of range [3], and this one gives nil.',
  ],
  ['panics', 1, '', 'another patch panics, and this one gives nothing.'],
  [
    'makes of its argument []int{1}',
    2,
    '',
    'two other patches make of its argument []int{1}, and this one gives nothing.',
  ],
  ['3, and makes of its argument [1]', 1, '3', 'another patch gives 3 and makes of its argument [1], this one 3.'],
  [
    '3, and makes of its argument [1]',
    2,
    'throws E',
    'two other patches give 3 and make of its argument [1], and this one throws E.',
  ],
  ['"throws"', 1, "'raises'", 'another patch gives "throws", this one \'raises\'.'],
];

suite('how patches are said to differ', () => {
  for (const [theirs, others, own, said] of differing)
    test(said, () => {
      const outcomes = [
        { shown: theirs, candidates: Array.from({ length: others }, (_, at) => at + 1) },
        { shown: own, candidates: [0] },
      ];
      assert.equal(
        differenceWarning({ input: call, outcomes }, 0),
        `On f(0) ${said} All of them pass every test: say which is right by a test.`,
      );
    });

  const tests: readonly (readonly [own: string, others: number, said: string])[] = [
    [
      'as this test demands',
      1,
      'Another patch fails a test that the model wrote from the issue, and this one passes it: f(0)',
    ],
    [
      'as this test demands',
      2,
      'Two other patches fail a test that the model wrote from the issue, and this one passes it: f(0)',
    ],
    [
      'something else',
      1,
      'Another patch passes a test that the model wrote from the issue, and this one fails it: f(0)',
    ],
    [
      'something else',
      2,
      'Two other patches pass a test that the model wrote from the issue, and this one fails it: f(0)',
    ],
  ];
  for (const [own, others, said] of tests)
    test(said, () => {
      const [a, b] = ['as this test demands', 'something else'];
      const outcomes = [
        { shown: own === a ? b : a, candidates: Array.from({ length: others }, (_, at) => at + 1) },
        { shown: own, candidates: [0] },
      ];
      assert.equal(differenceWarning({ input: { ...call, written: true }, outcomes }, 0), said);
    });

  const answers: readonly (readonly [shown: readonly string[], answer: Answer, said: string])[] = [
    [['1', '2'], { kind: 'right', outcome: 1 }, 'You said that f(0) gives 2.'],
    [['1', 'throws E: no.'], { kind: 'right', outcome: 1 }, 'You said that f(0) throws E: no.'],
    [['1', 'does not come to an end'], { kind: 'right', outcome: 1 }, 'You said that f(0) does not come to an end.'],
    [['1', '2'], { kind: 'wrong' }, 'You said that neither 1 nor 2 is right for f(0).'],
    [['1', '2', '3'], { kind: 'wrong' }, 'You said that none of 1, 2 and 3 is right for f(0).'],
    [
      ['does not come to an end', 'throws E'],
      { kind: 'wrong' },
      'You said that f(0) should neither run on without end nor throw E.',
    ],
    [['1', 'panics: x', 'raises E'], { kind: 'wrong' }, 'You said that f(0) should not give 1, panic: x or raise E.'],
    [['1', '2'], { kind: 'corrected', code: '3' }, 'You said that f(0) gives 3, and no patch does that.'],
    [['1', '2'], { kind: 'corrected', code: '2 ' }, 'You said that f(0) gives 2.'],
  ];
  for (const [shown, answer, said] of answers)
    test(said, async () => {
      const behaviours = shown.map((each) => new Map([['0', { key: '0', same: each, shown: each }]]));
      const of = { inputs: [call], behaviours, weights: shown.map(() => 1), titles: [], most: 1 };
      assert.deepEqual((await confirmByAnswers(of, () => Promise.resolve(answer), never)).said, [said]);
    });

  test('the whole of a long test is cut', () => {
    const input: ProbeInput = { ...call, code: `check(\n  ${'ä'.repeat(900)});`, written: true };
    const outcomes = [
      { shown: 'as this test demands', candidates: [0] },
      { shown: 'something else', candidates: [1] },
    ];
    assert.match(differenceWarning({ input, outcomes }, 0) ?? '', /it: check\( ä{232}…$/);
  });
});
