import assert from 'node:assert/strict';
import { failureWords } from '../../../../src/refine/facts/failureWords.ts';

/** The text of a failure as a tool writes it, and what is to be read in it. */
const cases: readonly [tool: string, text: string, expected: string | undefined, actual: string | undefined][] = [
  ['node assert', 'AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:\n\n1 !== 2\n', '2', '1'],
  ['node assert with a message', "AssertionError [ERR_ASSERTION]: totals differ\n\n'a' !== 'b'", "'b'", "'a'"],
  [
    'node assert, long values',
    "AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:\n+ actual - expected\n\n+ 'xx'\n- 'yy'\n",
    "'yy'",
    "'xx'",
  ],
  [
    'node assert.match',
    "AssertionError [ERR_ASSERTION]: The input did not match the regular expression /x/. Input:\n\n'abc'\n",
    'a match of /x/',
    "'abc'",
  ],
  [
    'node assert.ok',
    'AssertionError [ERR_ASSERTION]: The expression evaluated to a falsy value:\n\n  assert.ok(0)\n',
    'assert.ok(0) to hold',
    undefined,
  ],
  ['node assert.throws', 'AssertionError [ERR_ASSERTION]: Missing expected exception.', 'an error', 'none was thrown'],
  ['chai', 'AssertionError: expected 3 to equal 4', '4', '3'],
  ['chai, deeply', 'AssertionError: expected { a: 1 } to deeply equal { a: 2 }', '{ a: 2 }', '{ a: 1 }'],
  ['chai, a property', 'AssertionError: expected [ 1 ] to include 2', 'to include 2', '[ 1 ]'],
  ['vitest', 'AssertionError: expected 3 to be 4 // Object.is equality', '4', '3'],
  [
    'vitest, deeply',
    'AssertionError: expected { a: 1 } to deeply equal { a: 2 }\n\n- Expected\n+ Received\n',
    '{ a: 2 }',
    '{ a: 1 }',
  ],
  ['jest', 'Error: expect(received).toBe(expected) // Object.is equality\n\nExpected: 4\nReceived: 3', '4', '3'],
  [
    'jest in colour',
    '\u001b[2mexpect(\u001b[22m).toBe()\n\nExpected: \u001b[32m4\u001b[39m\nReceived: \u001b[31m3\u001b[39m',
    '4',
    '3',
  ],
  [
    'jest, a pattern',
    'Error: expect(received).toMatch(expected)\n\nExpected pattern: /x/\nReceived string:  "abc"',
    '/x/',
    '"abc"',
  ],
  ['pytest', 'AssertionError: assert 1 == 2\n +  where 1 = f(3)', '2', '1'],
  [
    'pytest, strings with operators',
    "AssertionError: assert 'a == b' == 'c'\n  \n  - c\n  + a == b",
    "'c'",
    "'a == b'",
  ],
  ['pytest, an order', 'AssertionError: assert 3 < 2', '< 2', '3'],
  ['pytest, a bare value', 'AssertionError: assert False\n +  where False = open()', 'False to hold', undefined],
  ['pytest, own message', 'AssertionError: the total\nassert 1 == 2', '2', '1'],
  ['pytest.raises', "Failed: DID NOT RAISE <class 'ValueError'>", 'ValueError to be raised', 'it was not'],
  [
    'pytest.raises with match',
    "AssertionError: Regex pattern did not match.\n  Expected regex: 'x'\n  Actual message: 'y'",
    "a match of 'x'",
    "'y'",
  ],
  ['unittest', 'AssertionError: 1 != 2', '2', '1'],
  ['unittest with a message', "AssertionError: 'a' != 'b' : the label", "'b'", "'a'"],
  [
    'unittest, lists',
    'AssertionError: Lists differ: [1, 2] != [1]\n\nFirst list contains 1 additional elements.',
    '[1]',
    '[1, 2]',
  ],
  ['unittest, truth', 'AssertionError: False is not true', 'true', 'False'],
  ['unittest, raises', 'AssertionError: ValueError not raised', 'ValueError to be raised', 'it was not'],
  ['go', 'cart_test.go:12: Total() = 3, want 4', '4', '3'],
  ['go, the other way', 'got 3, want 4', '4', '3'],
  ['go, in two lines', 'got: 3\nwant: 4', '4', '3'],
  ['go, expected first', 'expected 4, got 3', '4', '3'],
  [
    'testify',
    'Error Trace: a.go:1\nError:      Not equal: \n            expected: 4\n            actual  : 3',
    '4',
    '3',
  ],
  [
    'rust',
    "thread 'tests::adds' panicked at src/lib.rs:9:9:\nassertion `left == right` failed: sums\n  left: 3\n right: 4",
    '4',
    '3',
  ],
  ['junit 4', 'java.lang.AssertionError: expected:<4> but was:<3>', '4', '3'],
  ['junit 5', 'org.opentest4j.AssertionFailedError: total ==> expected: <4> but was: <3>', '4', '3'],
  ['hamcrest', 'java.lang.AssertionError: \nExpected: is <4>\n     but: was <3>', 'is <4>', '3'],
  ['assertj', 'org.opentest4j.AssertionFailedError: \nexpected: 4\n but was: 3', '4', '3'],
];

suite('failure words', () => {
  for (const [tool, text, expected, actual] of cases) {
    test(tool, () => {
      const words = failureWords(text);
      assert.deepEqual([words.expected, words.actual, words.assertion], [expected, actual, true]);
    });
  }

  test('a difference is kept where the values are not whole', () => {
    const words = failureWords(
      'AssertionError [ERR_ASSERTION]: Expected values to be strictly deep-equal:\n+ actual - expected\n\n  {\n+   a: 1\n-   a: 2\n  }\n',
    );
    assert.equal(words.difference, '  {\n+   a: 1\n-   a: 2\n  }');
    assert.equal(words.message, 'Expected values to be strictly deep-equal:');
  });

  test('an exception is none: type and message', () => {
    assert.deepEqual(failureWords("TypeError: Cannot read properties of null (reading 'x')"), {
      type: 'TypeError',
      message: "Cannot read properties of null (reading 'x')",
      assertion: false,
    });
    assert.deepEqual(failureWords('java.lang.IllegalStateException: closed'), {
      type: 'java.lang.IllegalStateException',
      message: 'closed',
      assertion: false,
    });
    assert.deepEqual(failureWords('panic: runtime error: index out of range [3] with length 2\n\ngoroutine 7'), {
      type: 'panic',
      message: 'runtime error: index out of range [3] with length 2',
      assertion: false,
    });
    assert.deepEqual(failureWords('KeyError'), { type: 'KeyError', message: '', assertion: false });
  });

  test('nothing, prose and a very long value', () => {
    assert.deepEqual(failureWords(''), { type: '', message: '', assertion: false });
    assert.deepEqual(failureWords('The test did not end'), {
      type: '',
      message: 'The test did not end',
      assertion: false,
    });
    const long = failureWords(`AssertionError: '${'x'.repeat(5000)}' != 'y'`);
    assert.equal(long.actual?.length, 602);
    assert.equal(long.expected, "'y'");
  });
});
