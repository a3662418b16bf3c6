import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { InstalledPackages } from '../../retrieval/node/packages/installedPackages.ts';
import type { WorkspaceIndex } from '../../retrieval/node/workspaceIndex.ts';
import type { Clock } from '../../model/retry.ts';
import type { Check } from '../engine.ts';
import { isLibrary } from '../libraries.ts';
import { languageIdOf } from '../languageShape.ts';
import { claimsIn, isRuledOut, type Claim } from '../members.ts';
import { createModuleFiles, type ImportedFrom, type ModuleFilesOptions } from './moduleFiles.ts';

export interface MemberCheckDeps extends ModuleFilesOptions {
  readonly packages: Pick<InstalledPackages, 'lookUp'>;
  /** Asked whether anything in the workspace defines a member of a type. Without it only what modules export is judged. */
  readonly index: () => Promise<Pick<WorkspaceIndex, 'symbols'> | undefined>;
  readonly clock: Clock;
}

/** Of a suggestion that names what certainly does not exist: by itself it is no longer sure enough to be shown while typing. */
const trustOfInvented = 0.3;
/** Who answers later than that is not waited for; the package that was read for it is known by the next time. */
const limitMs = 30;

/**
 * Lowers the rank of a suggestion that takes a name from a module, or a member from a module or a type, that nothing
 * there has: of files of the workspace by their texts, of installed packages by their declarations. In doubt nothing.
 */
export function createMemberCheck(deps: MemberCheckDeps): Check {
  const { packages, index, root, clock } = deps;
  const filesOf = createModuleFiles(deps);
  const never = new AbortController().signal;

  async function isInvented({ module, name }: Claim, from: ImportedFrom): Promise<boolean> {
    const found = filesOf(module, name, from);
    if (found.kind === 'files') {
      if (!isRuledOut(name, found.files, from.languageId)) return false;
      return !name.includes('.') || (await isDefinedNowhere(name.slice(name.indexOf('.') + 1)));
    }
    if (!isLibrary(module, from.languageId)) return false;
    const answer = await packages.lookUp({ from: path.join(root, from.path), package: module, name }, never);
    // One that is not installed may be about to be.
    return answer.kind === 'absent' && answer.package !== undefined && !answer.package.isMissing;
  }

  /** Another file may add members to a type. */
  async function isDefinedNowhere(name: string): Promise<boolean> {
    const known = await index();
    if (!known) return false;
    const { results } = await known.symbols({ relation: 'definitions', name, limit: 1 }, never);
    return results.length === 0;
  }

  return async ({ path: place, text, offset }, texts) => {
    const languageId = languageIdOf(place);
    const over = new AbortController();
    const late = clock.sleep(limitMs, over.signal).then(
      () => false,
      () => false,
    );
    let isLate = false;
    void late.then(() => (isLate = true));
    const judge = async (suggestion: string): Promise<number> => {
      for (const claim of claimsIn(text, offset, suggestion, languageId)) {
        const judged = isInvented(claim, { path: place, text, languageId }).catch(() => false);
        if (await Promise.race([judged, late])) return trustOfInvented;
        if (isLate) break;
        // Reading files blocks this thread, on which somebody types.
        await turn();
      }
      return 1;
    };
    try {
      return await Promise.all(texts.map(judge));
    } finally {
      over.abort();
    }
  };
}
