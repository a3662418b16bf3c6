/** The member of a class that the user means. */

import { isClass } from '../../syntax/grammar.ts';
import type { SyntaxNode } from '../../syntax/tree.ts';
import { ancestors, descend, field } from '../../syntax/walk.ts';
import type { EditPlace } from '../editRequest.ts';
import type { WorkspaceTexts } from '../../testing/workspaceTexts.ts';
import { declaringClass } from './memberNodes.ts';
import type { ClassPlace } from './members.ts';
import { namedIn, says } from './named.ts';
import { followedLanguage, type OpenTrees } from './openTrees.ts';

export type MemberTarget =
  | { readonly kind: 'found'; readonly holder: ClassPlace; readonly name: string; readonly node: SyntaxNode }
  | { readonly kind: 'unclear'; readonly why: string; readonly next: string };

const unclear = (why: string, next: string): MemberTarget => ({ kind: 'unclear', why, next });

/** @param written `Class.member`, or the member alone where the place says the class */
export async function memberTarget(
  written: string,
  place: EditPlace | undefined,
  files: WorkspaceTexts,
  trees: OpenTrees,
): Promise<MemberTarget> {
  const [member = written, holder] = written.split('.').reverse();
  const found: (MemberTarget & { kind: 'found' })[] = [];
  const paths = place ? [place.path] : await files.paths();
  for (const path of paths) {
    if (!followedLanguage(path) || !says((await files.text(path)) ?? '', member)) continue;
    const tree = await trees.get(path);
    if (!tree) continue;
    for (const node of descend(tree.root)) {
      const name = isClass(node) || node.type === 'interface_declaration' ? field(node, 'name')?.text : undefined;
      if (name === undefined || (holder !== undefined && name !== holder)) continue;
      const declared =
        namedIn(tree, member).find(({ node: each }) => declaringClass(each)?.id === node.id) ??
        setIn(node, tree, member);
      if (!declared) continue;
      if (place?.lines && holder === undefined && !isNear(node, declared.node, place.lines)) continue;
      found.push({ kind: 'found', holder: { path, name, node }, name: member, node: declared.node });
    }
  }
  const [only, ...others] = found;
  if (!only) {
    const whose = holder === undefined ? 'No class there' : `No class “${holder}”`;
    return unclear(`${whose} has a member “${member}”.`, 'Name it as it is written, and the file and the line.');
  }
  if (others.length > 0) {
    const at = found.slice(0, 5).map(({ holder: each, node }) => `${each.path}:${node.startPosition.row + 1}`);
    return unclear(
      `${found.length} classes have a member “${member}”: ${at.join(', ')}.`,
      'Write it as “Class.member”, or name the file and the line.',
    );
  }
  return only;
}

/** `this.name = …` in its methods, where nothing else declares it. */
function setIn(
  holder: SyntaxNode,
  tree: Parameters<typeof namedIn>[0],
  member: string,
): { node: SyntaxNode } | undefined {
  return namedIn(tree, member).find(({ node, role }) => {
    const { parent } = node;
    if (role !== 'member' || !parent || !/^(?:this|self)$/.test(field(parent, 'object')?.text ?? '')) return false;
    const isSet = /^assignment/.test(parent.parent?.type ?? '') && field(parent.parent!, 'left')?.id === parent.id;
    if (!isSet) return false;
    for (const above of ancestors(node)) if (isClass(above)) return above.id === holder.id;
    return false;
  });
}

/** The lines have its declaration, or the class around them does. */
function isNear(holder: SyntaxNode, node: SyntaxNode, { first, last }: NonNullable<EditPlace['lines']>): boolean {
  const line = node.startPosition.row + 1;
  if (first <= line && line <= last) return true;
  return holder.startPosition.row + 1 <= first && last <= holder.endPosition.row + 1;
}
