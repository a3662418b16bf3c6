/** Which places a change of a definition may make wrong, and why, in words that a person and a model can act on. */

import type { Block, Dependents, FileUse } from './dependents.ts';
import type { SymbolChange } from './symbolChange.ts';

export interface Impact extends Block {
  /** A whole sentence. */
  readonly why: string;
  /** It has to be the same as what has changed: once changed, it is not led back to. */
  readonly isPeer: boolean;
}

export async function mayImpact(change: SymbolChange, graph: Dependents, signal: AbortSignal): Promise<Impact[]> {
  const { path, name, scope, what } = change;
  const own = { path, name, scope };
  const owner = { path, name: scope.at(-1) ?? '', scope: scope.slice(0, -1) };
  const called = [...scope.slice(-1), name].join('.');
  const impacts: Impact[] = [];
  const add = <T extends Block>(blocks: readonly T[], why: (block: T) => string, isPeer = false): void => {
    for (const block of blocks)
      impacts.push({ path: block.path, symbol: block.symbol, line: block.line, why: why(block), isPeer });
  };
  const users = async (): Promise<FileUse[]> => graph.usersOf(own, signal);
  /** A member is another in all that have to have it too. */
  const others = async (): Promise<Block[]> =>
    scope.length > 0 && change.kind === 'method' ? graph.sameMethods(owner, name, signal, change.before) : [];
  switch (what) {
    case 'signature': {
      const changed =
        change.kind === 'function' || change.kind === 'method'
          ? 'how it is called has changed'
          : 'what it is has changed';
      add(await others(), () => `It is the same method as ${called}, and ${changed}.`, true);
      add(
        (await users()).filter(({ use }) => use !== 'import'),
        (block) => `It ${verbOf(block)} ${called}, and ${changed}.`,
      );
      break;
    }
    case 'returns':
      add(
        (await users()).filter(({ use }) => use !== 'import'),
        (block) => `It ${verbOf(block)} ${called}, and what that gives back may have changed.`,
      );
      break;
    case 'renamed': {
      const renamed = change.renamedTo === undefined ? 'has another name now' : `is called ${change.renamedTo} now`;
      add(await others(), () => `It is the same method as ${called}, which ${renamed}.`, true);
      add(await users(), (block) => `It ${verbOf(block)} ${called}, which ${renamed}.`);
      break;
    }
    case 'removed':
      add(await users(), (block) => `It ${verbOf(block)} ${called}, which is not there any more.`);
      break;
    case 'added':
      add(await graph.subtypesOf(owner, signal), () => `It has to have ${name} too, as ${owner.name} has.`);
      if (path.endsWith('.go') && change.kind === 'method')
        add(await goTypes(owner, graph, signal), () => `It may have to have ${name} too, as ${owner.name} has.`);
      else
        add(
          (await graph.usersOf(owner, signal)).filter(({ use }) => use === 'type' || use === 'call'),
          () => `It may make a ${owner.name}, which has to have ${name} now.`,
        );
      break;
    case 'supertypes':
      add(await graph.subtypesOf(own, signal), () => `It is a ${name}, and what that is has changed.`);
      add(
        (await users()).filter(({ use }) => use === 'call'),
        () => `It makes a ${name}, and what that is has changed.`,
      );
      break;
  }
  return impacts;
}

/** In Go a type says nowhere what it implements: those that have any of the interface's methods may. */
async function goTypes(
  owner: { path: string; name: string; scope: readonly string[] },
  graph: Dependents,
  signal: AbortSignal,
): Promise<Block[]> {
  const { outline } = await graph.outline(owner.path);
  const methods = outline.definitions.filter(({ kind, scope }) => kind === 'method' && scope.at(-1) === owner.name);
  const found = new Map<string, Block>();
  for (const { name } of methods) {
    for (const { path, symbol, line } of await graph.sameMethods(owner, name, signal)) {
      const type = symbol.split('.').slice(0, -1).join('.');
      const { outline: there } = await graph.outline(path);
      const declared = there.definitions.find(
        (definition) => [...definition.scope, definition.name].join('.') === type,
      );
      found.set(`${path}\0${type}`, { path, symbol: type, line: declared?.startLine ?? line });
    }
  }
  return [...found.values()];
}

const verbOf = ({ use }: FileUse): string => (use === 'call' ? 'calls' : use === 'import' ? 'imports' : 'uses');
