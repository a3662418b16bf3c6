import { languageOf } from '../../syntax/language.ts';
import type { Parse, SyntaxTree } from '../../syntax/tree.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import type { WorkspaceTexts } from '../../testing/workspaceTexts.ts';

/** Trees of the workspace's files in the languages whose names can be followed, each parsed once. */
export class OpenTrees {
  readonly #files: WorkspaceTexts;
  readonly #parse: Parse;
  readonly #trees = new Map<WorkspacePath, SyntaxTree | undefined>();

  constructor(files: WorkspaceTexts, parse: Parse) {
    this.#files = files;
    this.#parse = parse;
  }

  /** Undefined for a file that is not there, or in another language. */
  async get(path: WorkspacePath): Promise<SyntaxTree | undefined> {
    if (!this.#trees.has(path)) {
      const language = followedLanguage(path);
      const text = language && (await this.#files.text(path));
      this.#trees.set(path, text === undefined || !language ? undefined : await this.#parse(language, text));
    }
    return this.#trees.get(path);
  }

  dispose(): void {
    for (const tree of this.#trees.values()) tree?.dispose();
    this.#trees.clear();
  }
}

const followed = new Set(['javascript', 'typescript', 'tsx', 'python'] as const);
type Followed = typeof followed extends Set<infer Language> ? Language : never;

export function followedLanguage(path: WorkspacePath): Followed | undefined {
  const language = languageOf(path);
  return language !== undefined && (followed as ReadonlySet<string>).has(language) ? (language as Followed) : undefined;
}
