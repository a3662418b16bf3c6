/** What a model is asked for tests: the code and who calls it, how tests look here, and what they are judged by. */
import { openFence } from '../../model/fence.ts';
import type { ChatMessage } from '../../model/model.ts';
import { redact } from '../../safety/redaction.ts';
import type { Framework } from '../../testing/testCommand.ts';
import { endsInClass } from '../../testing/testFile.ts';
import { isTestPath } from '../../testing/testPath.ts';
import type { Gathered } from '../gather.ts';
import type { DroppedTest } from './judgeTests.ts';
import type { TestHome } from './testHome.ts';

export interface TestsQuestion {
  readonly framework: Framework;
  readonly home: TestHome;
  /** "priceOf", "src/price.js" */
  readonly about: string;
  readonly gathered: Gathered;
  /** Lines that call it, with a few around, each under its file's name. */
  readonly callers: readonly string[];
  /** In the user's words; may be empty. */
  readonly wish: string;
}

const longestExample = 6_000;
const most = 8;

/** @param nonce not to be guessed, different in every prompt */
export function testsPrompt(question: TestsQuestion, nonce: string): ChatMessage[] {
  const { framework, home, about, gathered, callers, wish } = question;
  const fence = openFence(nonce);
  const { rules, selected, pieces, outlines, definitions } = gathered;
  const piece = ({ path, first, last, text }: { path: string; first: number; last: number; text: string }): string =>
    fence.wrap(`${path}, lines ${first} to ${last}`, text);
  const sections = [
    `The code:\n${pieces.map(piece).join('\n')}`,
    ...outlines
      .filter(({ text }) => text !== '')
      .map(({ path, text }) => `What ${path} defines:\n${fence.wrap('outline', text)}`),
    ...(definitions.length > 0 ? [`Definitions of what is used there:\n${definitions.map(piece).join('\n')}`] : []),
    ...(callers.length > 0 ? [`Who calls it:\n${callers.map((text) => fence.wrap('a caller', text)).join('\n')}`] : []),
    ...(rules.length > 0
      ? [
          `Rules of the project for how code is written:\n${rules.map(({ path, text }) => fence.wrap(path, text)).join('\n')}`,
        ]
      : []),
    `${home.isFirst ? 'There is no test yet. This is how one would look' : `A test file of this project, ${home.example.path}`}:\n${fence.wrap('tests', home.example.text.slice(0, longestExample))}`,
    ...(selected ? [`The tests are to be about these lines:\n${piece(selected)}`] : []),
    [
      `Write tests for ${about}: at most ${most}, small, independent of each other and of time, order and chance, each with a name of its own that says what it shows.`,
      'They must pass on the code as it is. Each is kept only if it fails when the code is wrong in one small way: a border moved by one, a sign turned, a condition negated, a step left out. So check exact results, at the borders, for odd and for empty input, and errors. What only shows that something is there, or that nothing is thrown, is dropped. Repeat no test that is there.',
      `Use ${framework === 'custom' ? 'the same test tool' : framework} in the style of that file. ${whereOf(home)}`,
      ...(wish === '' ? [] : [`The user adds: ${wish}`]),
    ].join('\n'),
    'Answer with one fenced code block and nothing else.',
  ];
  return [
    { role: 'system', text: redact(`You write tests that find faults.\n${fence.rule}`) },
    { role: 'user', text: redact(sections.join('\n\n')) },
  ];
}

function whereOf({ path, before }: TestHome): string {
  if (path.endsWith('.rs') && before !== undefined && !isTestPath(path))
    return `Your functions are added to the module \`tests\` at the end of ${path}, which has \`use super::*\`. Begin with what else they use.`;
  if (before === undefined) return `Write a whole new file, ${path}: its imports must be right from there.`;
  if (endsInClass(path)) return `Your methods are added to the class of ${path}. Begin with the imports that it lacks.`;
  return `Your code is added to ${path}, outside of every suite and function. Begin with the imports that it lacks.`;
}

/** What became of the first answer, and what no test notices yet. */
export function moreTestsPrompt(
  asked: readonly ChatMessage[],
  answer: string,
  came: {
    readonly unusable: string | undefined;
    readonly kept: readonly string[];
    readonly dropped: readonly DroppedTest[];
    readonly unnoticed: readonly string[];
    readonly home: TestHome;
  },
): ChatMessage[] {
  const { unusable, kept, dropped, unnoticed, home } = came;
  const where =
    kept.length > 0 || home.before !== undefined
      ? `It is added to ${home.path}, where the kept tests are.`
      : `Write the whole file ${home.path}.`;
  const text = [
    ...(unusable === undefined ? [] : [`Your answer could not be used. ${unusable}`]),
    ...(kept.length > 0 ? [`Kept: ${kept.map((name) => `“${name}”`).join(', ')}.`] : []),
    ...(dropped.length > 0 ? [`Not kept:\n${dropped.map(({ name, why }) => `- “${name}” ${why}.`).join('\n')}`] : []),
    ...(unnoticed.length > 0
      ? [`These changes of the code are not noticed by any test:\n${unnoticed.map((what) => `- ${what}`).join('\n')}`]
      : []),
    `Write further tests that notice them: each passes on the code as it is and fails with one of these changes. Leave out changes that make no difference. ${where} Answer with one fenced code block and nothing else.`,
  ].join('\n\n');
  return [...asked, { role: 'assistant', text: redact(answer) }, { role: 'user', text: redact(text) }];
}
