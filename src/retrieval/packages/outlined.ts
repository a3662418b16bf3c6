/** What files declare whose language is read by its outline alone: Java, Kotlin, PHP, Ruby. */

import type { Definition, Outline } from '../../syntax/outline.ts';
import { documentationIn, emptyModule, signatureOf, type Declared, type ModuleFacts } from './declaration.ts';

/** Such a language can always make more names than are written. */
const open = 'more may be inherited, or made when it runs';

interface Node {
  readonly definition: Definition;
  readonly inner: Node[];
}

export function readOutlined({ definitions }: Outline): ModuleFacts {
  const top: Node[] = [];
  const within: Node[] = [];
  for (const definition of definitions) {
    while (within.length > 0 && within.at(-1)!.definition.end < definition.end) within.pop();
    const node: Node = { definition, inner: [] };
    const holder = within.at(-1);
    (holder ? holder.inner : top).push(node);
    within.push(node);
  }
  const declared = top.map(declaredBy);
  const names = new Set(declared.map(({ name }) => name));
  return {
    ...emptyModule,
    declared,
    exports: Array.from(names, (name) => ({ kind: 'name', name, target: { path: [name] } })),
    open: [open],
  };
}

function declaredBy({ definition, inner }: Node): Declared {
  const { name, kind, signature, doc, startLine, exported } = definition;
  return {
    name,
    kind,
    signature: signatureOf(signature),
    ...documentationIn(doc),
    line: startLine,
    // What a function declares is its own.
    members: kind === 'function' || kind === 'method' ? [] : inner.map(declaredBy),
    like: [],
    open,
    ...(exported ? {} : { isPrivate: true as const }),
  };
}

/** Several files as one module. */
export function joinOutlined(files: readonly { readonly place: string; readonly facts: ModuleFacts }[]): ModuleFacts {
  const declared = files.flatMap(({ place, facts }) =>
    facts.declared.map((one) => ({ ...one, file: place, members: placed(one.members, place) })),
  );
  const names = new Set(declared.map(({ name }) => name));
  return {
    ...emptyModule,
    declared,
    exports: Array.from(names, (name) => ({ kind: 'name', name, target: { path: [name] } })),
    open: [open],
  };
}

const placed = (members: readonly Declared[], file: string): Declared[] =>
  members.map((member) => ({ ...member, file, members: placed(member.members, file) }));
