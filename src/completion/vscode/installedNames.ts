import type * as vscode from 'vscode';
import type { InstalledPackages } from '../../retrieval/node/packages/installedPackages.ts';
import type { WorkspaceIndex } from '../../retrieval/node/workspaceIndex.ts';
import { chosenPython } from '../../retrieval/vscode/lookUpApi.ts';
import { editorText } from '../../text/lines.ts';
import type { ContextProvider } from '../context.ts';
import type { Check } from '../engine.ts';
import { libraryContext } from '../node/libraryContext.ts';
import { createMemberCheck } from '../node/memberCheck.ts';
import type { ModuleFilesOptions } from '../node/moduleFiles.ts';
import { engineClock } from './completionModel.ts';
import { documentAt } from './documents.ts';

export interface InstalledNamesDeps extends Omit<ModuleFilesOptions, 'unsaved'> {
  readonly folder: vscode.WorkspaceFolder;
  /** Absolute path of the bundled parts. */
  readonly assets: string;
  readonly index: () => Promise<Pick<WorkspaceIndex, 'symbols'> | undefined>;
  readonly pathOf: (uri: vscode.Uri) => string | undefined;
}

/**
 * What a folder has installed, for prompts, and a check of suggestions against it and against the folder's own files.
 * The thread that reads packages starts with the first question and ends when nobody asks any more.
 */
export function installedNames({ folder, assets, index, pathOf, ...files }: InstalledNamesDeps): vscode.Disposable & {
  readonly provider: ContextProvider;
  readonly check: Check;
} {
  let opening: Promise<InstalledPackages> | undefined;
  const open = async (): Promise<InstalledPackages> => {
    const { openInstalledPackages } = await import('../../retrieval/node/packages/installedPackages.ts');
    const python = chosenPython(folder);
    const environment = process.env;
    return openInstalledPackages(files.root, { assets, environment, ...(python !== undefined && { python }) });
  };
  const packages: Pick<InstalledPackages, 'lookUp'> = {
    async lookUp(request, signal) {
      opening ??= open();
      return (await opening).lookUp(request, signal);
    },
  };
  const unsaved = (path: string): string | undefined => {
    const document = documentAt(path, (uri) => (uri.scheme === 'file' ? pathOf(uri) : undefined));
    return document?.isDirty ? editorText(document.getText()) : undefined;
  };
  return {
    provider: libraryContext({ root: files.root, packages, now: engineClock.now }),
    check: createMemberCheck({ ...files, unsaved, packages, index, clock: engineClock }),
    dispose: () => void opening?.then((opened) => opened.dispose()).catch(() => {}),
  };
}
