import path from 'node:path';
import type { LookUp } from '../../retrieval/packages/installed.ts';
import type { InstalledPackages } from '../../retrieval/node/packages/installedPackages.ts';
import type { ContextProvider } from '../context.ts';
import { commentMarks, shapeOf } from '../languageShape.ts';
import { libraryPieces, libraryQuestions, type LibraryFact, type LibraryQuestion } from '../libraries.ts';

export interface LibraryContextDeps {
  /** Absolute path of the workspace's folder. */
  readonly root: string;
  readonly packages: Pick<InstalledPackages, 'lookUp'>;
  readonly now: () => number;
}

/** How long an answer holds: somebody may install another version. */
const holdsMs = 60_000;
const mostAnswers = 500;

interface Asked {
  readonly at: number;
  readonly answer: Promise<LibraryFact | undefined>;
  isSettled: boolean;
}

/**
 * Versions and signatures of the libraries that are used near a place. A package is read in its own thread when it is
 * first asked about, which may take seconds; nobody waits twice for the same one.
 */
export function libraryContext({ root, packages, now }: LibraryContextDeps): ContextProvider {
  const known = new Map<string, Asked>();
  const never = new AbortController().signal;

  const ask = (from: string, { module, name, isNear }: LibraryQuestion): Promise<LibraryFact | undefined> => {
    const key = [path.dirname(from), path.extname(from), module, name, isNear].join('\0');
    const before = known.get(key);
    if (before && now() - before.at < holdsMs) {
      // Whoever was waited for once and was late comes in when it is there.
      return before.isSettled ? before.answer : Promise.resolve(undefined);
    }
    // It goes on when the prompt no longer waits for it: the next one will want it.
    const answer = packages.lookUp({ from, package: module, name }, never).then(
      (found) => factOf(found, isNear),
      () => undefined,
    );
    const asked: Asked = { at: now(), answer, isSettled: false };
    void answer.then(() => (asked.isSettled = true));
    known.delete(key);
    known.set(key, asked);
    if (known.size > mostAnswers) known.delete(known.keys().next().value ?? '');
    return answer;
  };

  return {
    async pieces(place) {
      const questions = libraryQuestions(place);
      if (questions.length === 0) return [];
      const from = path.join(root, place.path);
      const facts = await Promise.all(questions.map((question) => ask(from, question)));
      return libraryPieces(
        facts.filter((fact) => fact !== undefined),
        commentMarks(shapeOf(place.languageId)),
      );
    },
  };
}

function factOf(found: LookUp, isNear: boolean): LibraryFact | undefined {
  const { name, version } = found.package ?? {};
  // A part of the language itself has the language's version, which everybody knows.
  if (name === undefined || version === undefined || name.startsWith('node:')) return undefined;
  const [first] = found.kind === 'found' ? found.declarations : [];
  if (!isNear || !first) return { library: name, version };
  const dot = first.name.lastIndexOf('.');
  return {
    library: name,
    version,
    signature: first.signature,
    ...(dot > 0 && { owner: first.name.slice(0, dot) }),
    ...(first.deprecated !== undefined && { deprecated: first.deprecated }),
  };
}
