/** Why something is among the context of a place, in words that can be shown. */

import type { Candidate } from './contextCandidates.ts';
import { wayOf } from '../graph/symbolRelations.ts';

export function contextReason(candidate: Candidate | undefined): string {
  if (!candidate) return 'looks like the code before the cursor';
  const { role, definition } = candidate;
  const defines = `defines \`${definition.name}\``;
  switch (role.kind) {
    case 'own':
    case 'imported':
    case 'all':
    case 'package':
    case 'named':
      return `${defines}, ${wayOf(role)}`;
    case 'inModule':
      return `${defines} of \`${role.module}\`, imported on line ${role.line}`;
    case 'member':
      return role.isInherited
        ? `${defines}, inherited from \`${definition.owner}\``
        : `${defines}, a member of \`${role.owner}\`, which is used here`;
    case 'memberName':
      return `${defines}, a member that is used above`;
    case 'associated':
      return `${defines}, used elsewhere together with the names here`;
  }
}
