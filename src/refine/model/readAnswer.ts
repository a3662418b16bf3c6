/** A model's answer as a change of files, or why it is none, in sentences that go back to the model. */

import type { EndReason } from '../../model/model.ts';
import { isSecretFile, judgePath } from '../../safety/pathPolicy.ts';
import { languageOf } from '../../syntax/language.ts';
import { isTestPath } from '../../testing/testPath.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import { applyEditAnswer } from '../../text/editAnswer.ts';
import { readEdits } from '../../text/readEdits.ts';

export interface AnswerFiles {
  readonly paths: readonly WorkspacePath[];
  /** As the model was shown them. Undefined for what is not there. */
  readonly text: (path: WorkspacePath) => Promise<string | undefined>;
  /** Besides what is a test by its name: files of the failing tests. */
  readonly isTest: (path: WorkspacePath) => boolean;
  /** The user has asked for a change of tests. */
  readonly mayChangeTests: boolean;
}

export interface ReadAnswer {
  readonly title: string;
  /** How sure the model is of itself, 0 to 1. Only ever decides between equals. */
  readonly judgement: number;
  readonly texts: ReadonlyMap<WorkspacePath, string>;
  /** Why it cannot be tried; empty when it can. */
  readonly refused: readonly string[];
}

export async function readAnswer(answer: string, end: EndReason | undefined, files: AnswerFiles): Promise<ReadAnswer> {
  const read = readEdits(answer, 'blocks');
  const { texts, created, refused } = await applyEditAnswer(read, {
    paths: files.paths.filter((path) => !isSecretFile(path)),
    text: (path) => files.text(path),
    asShown: true,
    parsedLater: true,
  });
  const added = created.flatMap((path) => whyNotNew(path, files) ?? []);
  const wrong = [...texts.keys()].flatMap((path) => whyNot(path, files) ?? []);
  const cut = end === 'length' ? ['The answer was longer than it may be. Change less at once.'] : [];
  return {
    title: titleOf(read.prose) || `changes ${[...texts.keys()].join(', ') || 'nothing'}`,
    judgement: judgementOf(read.prose),
    texts,
    refused: [...wrong, ...added, ...refused, ...(refused.length > 0 ? cut : [])],
  };
}

function whyNot(path: WorkspacePath, { isTest, mayChangeTests }: AnswerFiles): string | undefined {
  const verdict = judgePath(path);
  if (verdict.kind === 'refused') return verdict.reason;
  if (!mayChangeTests && (isTest(path) || isTestPath(path)))
    return `It changes the test file ${path}. The tests are right: change the code instead.`;
  if (decidesTests.test(path))
    return `It changes ${path}, which decides how the tests are run. Change the code instead.`;
  return undefined;
}

/** A new file goes where the project has files of its kind: nothing is put among what is built, installed or ignored. */
function whyNotNew(path: WorkspacePath, { paths }: AnswerFiles): string | undefined {
  const twin = paths.find((each) => each.toLowerCase() === path.toLowerCase());
  if (twin !== undefined)
    return `It adds the file ${path}, and ${twin} is there already: some systems hold them for one.`;
  const kind = endingOf(path);
  if (languageOf(path) === undefined || !paths.some((each) => endingOf(each) === kind))
    return `It adds the file ${path}, of a kind that the project does not have. Put what is needed into code.`;
  const folders = new Set(paths.flatMap(foldersOf));
  const [folder = '', above = ''] = foldersOf(path);
  // A folder of its own at the top is rather one that is built or ignored.
  if (!folders.has(folder) && (above === '' || !folders.has(above)))
    return `It adds the file ${path}, where the project has no files. Put it beside files that are there.`;
  return undefined;
}

const endingOf = (path: WorkspacePath): string => /\.[^./]+$/.exec(path)?.[0].toLowerCase() ?? '';

/** The folder of a file and all above it, the innermost first; the workspace's own is ''. */
function foldersOf(path: WorkspacePath): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, i) => parts.slice(0, parts.length - i).join('/')).concat('');
}

/** A fault is hardly ever there, and a change there can make any test seem to pass. */
const decidesTests =
  /(?:^|\/)(?:package\.json|(?:jest|vitest|vite|karma)\.config\.[\w.]+|\.mocharc[\w.]*|\.?nycrc[\w.]*|pytest\.ini|tox\.ini|setup\.cfg|pyproject\.toml|conftest\.py|sitecustomize\.py|pom\.xml|(?:build|settings)\.gradle(?:\.kts)?|go\.mod|Cargo\.toml|Makefile|noxfile\.py)$|(?:^|\/)\.(?:github|vscode|git)\//i;

const longestTitle = 120;

function titleOf(prose: string): string {
  const said = /^\W*title\W*[:：]\s*(.+)$/im.exec(prose)?.[1];
  const first = said ?? prose.split('\n').find((line) => line.trim() !== '' && !/^\W*confidence\b/i.test(line)) ?? '';
  const plain = first
    .replaceAll('**', '')
    .replace(/^[#>*\s-]+|\s+$/g, '')
    .replace(/\s+/g, ' ');
  return plain.length > longestTitle ? `${plain.slice(0, longestTitle - 1).trimEnd()}…` : plain;
}

function judgementOf(prose: string): number {
  const said = /^\W*confidence\W*[:：]\W*(\d+(?:\.\d+)?)/im.exec(prose)?.[1];
  return said === undefined ? 0.5 : Math.min(1, Math.max(0, Number(said) / 10));
}
