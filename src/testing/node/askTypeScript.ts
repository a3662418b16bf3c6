/** Asks a project's own TypeScript, in a process of its own that is confined as a type check is and writes nothing. */
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { foldersAround } from '../projectFiles.ts';
import type { WorkspacePath } from '../report.ts';
import type { AskTypeScript, CodePlace, TypeScriptAnswer } from '../typeScriptQuestion.ts';
import type { TestRunnerDeps } from './runner.ts';

interface AskDeps extends Pick<TestRunnerDeps, 'runProcess' | 'environment' | 'sandbox' | 'shims'> {
  /** Absolute and real. */
  readonly root: string;
  /** What the editor has not written yet. */
  readonly unsaved: ReadonlyMap<WorkspacePath, string>;
}

/** A large project takes most of a minute to be read. */
const limitMs = 120_000;

export function createAskTypeScript({
  root,
  unsaved,
  runProcess,
  environment,
  sandbox,
  shims,
}: AskDeps): AskTypeScript {
  return async (question, signal) => {
    const around = foldersAround(path.posix.dirname(question.path).replace(/^\.$/, ''));
    const compiler = around
      .map((folder) => path.join(root, folder, 'node_modules/typescript'))
      .find((each) => existsSync(each));
    if (compiler === undefined) return none('TypeScript is not installed in the project.');
    const folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'touchstone-typescript-')));
    try {
      const order = path.join(folder, 'order.json');
      const answer = path.join(folder, 'answer.json');
      const texts = Object.fromEntries([...unsaved].map(([file, text]) => [path.join(root, file), text]));
      await writeFile(order, JSON.stringify({ root, compiler, texts, answer, question }));
      const ended = await runProcess(
        {
          command: ['node', path.join(shims, 'typescriptAnswers.cjs'), order],
          cwd: root,
          environment,
          limitMs,
          sandbox,
          writable: [folder],
          readable: [root, shims, await realpath(compiler)],
        },
        signal,
      );
      const said = await readFile(answer, 'utf8').catch(() => undefined);
      if (said === undefined)
        return none(
          ended.end.kind === 'timedOut'
            ? 'TypeScript did not answer within two minutes.'
            : 'TypeScript ended without an answer.',
        );
      return withPaths(JSON.parse(said) as TypeScriptAnswer, root);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
}

const none = (why: string): TypeScriptAnswer => ({ kind: 'none', why });

/** Its paths are absolute; what lies outside of the workspace cannot be changed. */
function withPaths(answer: TypeScriptAnswer, root: string): TypeScriptAnswer {
  if (answer.kind !== 'places') return answer;
  const inside = <P extends CodePlace>(place: P): P => ({
    ...place,
    path: path.relative(root, place.path).split(path.sep).join('/'),
  });
  const places = answer.places.map(inside);
  const stranger = places.find(
    (place) => /^\.\.(?:\/|$)|(?:^|\/)node_modules\//.test(place.path) || path.isAbsolute(place.path),
  );
  if (stranger) return none(`It is declared or used in ${stranger.path}, which is not to be changed.`);
  return { ...answer, places, unsure: answer.unsure.map(inside) };
}
