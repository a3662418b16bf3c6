/** Says of one file whether it is indexed, and if not, what would change that. */
import { counted } from './indexWords.ts';
import type { FileState, Refusal, RefusalKind, RuleSource } from './indexStatus.ts';

export interface Explanation {
  readonly sentence: string;
  /** Where it can be changed. */
  readonly mend?: RuleSource;
}

/** @param place relative to its folder. */
export function explainState(place: string, state: FileState): Explanation {
  switch (state.kind) {
    case 'indexed': {
      const unsaved = state.isUnsaved ? ', with what is not saved yet' : '';
      const pieces = counted(state.chunks, 'piece');
      return { sentence: `“${place}” is indexed, in ${pieces} as ${languageName(state.language)}${unsaved}.` };
    }
    case 'waiting':
      return { sentence: `“${place}” is not indexed yet: it waits for its turn.` };
    case 'absent':
      return { sentence: `“${place}” is not indexed: there is no such file on disk. Save it first.` };
    case 'refused':
      return explainRefusal(place, state);
  }
}

/** The groups of the page of the index. */
export const refusalNames: Readonly<Record<RefusalKind, string>> = {
  ignored: 'Ignored',
  excluded: 'Excluded by a setting',
  tooLarge: 'Too large',
  secret: 'Secrets',
  binary: 'Not text',
  generated: 'Generated',
  minified: 'Minified',
  dependency: 'Installed packages and caches',
  repository: 'Repository data',
  link: 'Links',
  name: 'Unusual names',
  special: 'Pipes, sockets, devices',
  unreadable: 'Unreadable',
};

/** A grammar's name as people write it. */
export function languageName(language: string | undefined): string {
  if (language === undefined) return 'plain text';
  return names[language] ?? language.charAt(0).toUpperCase() + language.slice(1);
}

function explainRefusal(place: string, { why, reason, from }: Refusal): Explanation {
  const mend = from ?? (why === 'tooLarge' ? sizeSetting : undefined);
  return {
    sentence: `“${place}” is not indexed: ${reason}. ${advice(why, mend)}`,
    ...(mend && { mend }),
  };
}

const sizeSetting: RuleSource = { kind: 'setting', setting: 'touchstone.index.maxFileKilobytes' };

function advice(why: RefusalKind, mend: RuleSource | undefined): string {
  switch (why) {
    case 'ignored':
      return 'Change that rule to index it.';
    case 'excluded':
    case 'tooLarge':
      return mend?.kind === 'setting'
        ? `Change the setting ${mend.setting} to index it.`
        : 'Change that rule to index it.';
    case 'secret':
      return 'Secrets are never indexed, and no setting changes that.';
    case 'unreadable':
      return 'Mend its permissions, then save it or rebuild the index.';
    case 'link':
      return 'Open the folder that it leads to, or add it to the workspace.';
    case 'name':
      return 'Rename it to index it.';
    case 'binary':
    case 'generated':
    case 'minified':
    case 'dependency':
    case 'repository':
    case 'special':
      return 'Such files are never indexed, and no setting changes that.';
  }
}

const names: Readonly<Record<string, string>> = {
  'c-sharp': 'C#',
  cpp: 'C++',
  css: 'CSS',
  html: 'HTML',
  javascript: 'JavaScript',
  json: 'JSON',
  php: 'PHP',
  tsx: 'TSX',
  typescript: 'TypeScript',
  yaml: 'YAML',
};
