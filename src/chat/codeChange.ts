/** Code of an answer as a change: of the file that it names, of the definitions that it repeats, or of what is selected. */

import { TouchstoneError } from '../base/errors.ts';
import type { FileChange } from '../review/proposal.ts';
import { judgePath } from '../safety/pathPolicy.ts';
import type { Definition } from '../syntax/outline.ts';
import type { ReadOutline, WorkspaceTexts } from '../testing/workspaceTexts.ts';
import { applyEditAnswer } from '../text/editAnswer.ts';
import { indentOf, isBlank, movedBlock } from '../text/indentation.ts';
import type { EditAnswer } from '../text/modelEdit.ts';
import { startsWithComment, symbolPlaces, type SymbolPlace } from '../text/placeSymbol.ts';

export interface ApplyFiles {
  readonly files: WorkspaceTexts;
  readonly readOutline: ReadOutline;
}

/** A text with its selection, in UTF-16 units; where only a cursor is, both ends are the same. */
export interface OpenText {
  readonly path: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/**
 * @param shown what the person looks at, when it is a file of the workspace
 * @throws TouchstoneError when the code fits nowhere
 */
export async function codeChange(code: string, shown: OpenText | undefined, world: ApplyFiles): Promise<FileChange> {
  const named = namedFile(code, await world.files.paths());
  const path = named ? named.path : shown?.path;
  if (path === undefined)
    throw new TouchstoneError('No file of the workspace is open.', 'Open the file that the code belongs to.');
  const verdict = judgePath(path);
  if (verdict.kind === 'refused') throw new TouchstoneError(verdict.reason, 'Choose another file.');
  const lines = linesOf(named?.code ?? code);
  if (path === shown?.path) return (await repeatedIn(lines, shown, world)) ?? selectedIn(lines, shown, world);

  const text = await world.files.text(path);
  const whyNot = world.files.whyNot(path);
  if (whyNot !== undefined) throw fitsNowhere(whyNot);
  if (text === undefined) return { path, before: undefined, after: `${lines.join('\n')}\n` };
  const change = await repeatedIn(lines, { path, text, start: 0, end: 0 }, world);
  if (change) return change;
  throw new TouchstoneError(
    `The code is for ${path} and repeats nothing of it.`,
    'Open that file, put the cursor where the code belongs, and apply it again.',
  );
}

/** @param places instead of all that a file defines */
export async function appliedChanges(
  answer: EditAnswer,
  { files, readOutline }: ApplyFiles,
  places?: readonly SymbolPlace[],
): Promise<FileChange[]> {
  const { texts, refused } = await applyEditAnswer(answer, {
    paths: await files.paths(),
    text: (path) => files.text(path),
    symbols: async (path, text) => places ?? symbolPlaces((await readOutline(path, text)).definitions),
  });
  const changes = await Promise.all(
    [...texts].map(async ([path, after]) => ({ path, before: await files.text(path), after })),
  );
  const [whyNot] = [...changes.flatMap(({ path }) => files.whyNot(path) ?? []), ...refused];
  if (whyNot !== undefined || changes.length === 0) throw fitsNowhere(whyNot ?? 'Nothing would change.');
  return changes;
}

const fitsNowhere = (why: string): TouchstoneError =>
  new TouchstoneError(`It does not fit into the files: ${why}`, 'Use “Insert”, or copy what you need.');

const linesOf = (code: string): string[] => code.replace(/\s+$/, '').split('\n');

/**
 * The file that a first line names in a comment of its own, `// src/money.ts`, and the code without that line. A name
 * without a folder is one only where there is such a file: `// Node.js` is none.
 */
function namedFile(
  code: string,
  paths: readonly string[],
): { readonly path: string; readonly code: string } | undefined {
  const [first = '', ...rest] = code.split('\n');
  const name = /^\s*(?:\/\/|\/\*|#|--|<!--)\s*(?:file(?:name)?:\s*)?([^\s:*?"<>|\\]+\.\w+)\s*(?:\*\/|-->)?\s*$/i
    .exec(first)?.[1]
    ?.replace(/^\.\//, '');
  if (name === undefined || /^\/|(?:^|\/)\.\.\//.test(name)) return undefined;
  const ending = paths.filter((path) => path.endsWith(`/${name}`));
  const [only] = ending.length === 1 && !paths.includes(name) ? ending : [name];
  if (!paths.includes(only!) && !only!.includes('/')) return undefined;
  return { path: only!, code: rest.join('\n').replace(/^(?:[ \t]*\n)+/, '') };
}

interface Repeated {
  /** The first of its lines in the code, with its comment. */
  readonly line: number;
  readonly definition: Definition;
}

/**
 * Each definition of the file that the code repeats, replaced by it, when nothing else is selected. What the code has
 * behind one goes with it; what it has before the first goes to the imports, unless the file has it already.
 */
async function repeatedIn(
  lines: readonly string[],
  open: OpenText,
  world: ApplyFiles,
): Promise<FileChange | undefined> {
  const { path, text } = open;
  const repeated = await definitionsRepeated(lines, open, world);
  if (repeated.length === 0 || !isCovered(repeated, open)) return undefined;
  const edits = repeated.map(({ line, definition }, at) => {
    const [place] = symbolPlaces([definition]);
    const isOverload = repeated.some(
      (other) => other.definition !== definition && other.definition.name === place!.name,
    );
    const name = isOverload ? `${at + 1}.${place!.name}` : place!.name;
    const replace = linesOf(lines.slice(line, repeated[at + 1]?.line).join('\n'));
    return { place: { ...place!, name }, edit: { kind: 'symbol', path, symbol: name, replace } as const };
  });
  // From the last to the first, so that the places of those before stay what they are.
  edits.sort((a, b) => b.place.start - a.place.start);
  const lead = linesOf(missingOf(lines.slice(0, repeated[0]!.line), text).join('\n'));
  const first = Math.min(...repeated.map(({ definition }) => definition.docStart));
  const imported = (await world.readOutline(path, text)).imports[0]?.line ?? Number.POSITIVE_INFINITY;
  const line = Math.min(imported, text.slice(0, first).split('\n').length);
  const [change] = await appliedChanges(
    { format: 'symbol', edits: edits.map(({ edit }) => edit), faults: [], prose: '' },
    { ...world, files: { ...world.files, text: () => Promise.resolve(text) } },
    edits.map(({ place }) => place),
  );
  const after = change!.after!.split('\n');
  if (!isBlank(lead.join('')))
    after.splice(line - 1, 0, ...lead.map((one) => one + (text.includes('\r\n') ? '\r' : '')));
  return { path, before: text, after: after.join('\n') };
}

/** The statements, by their unindented lines, that a text does not have yet. */
function missingOf(lines: readonly string[], text: string): readonly string[] {
  const present = new Set(text.split('\n').map((line) => line.trim()));
  const statements: string[][] = [];
  for (const line of lines) {
    if (/^[\p{L}_@#]/u.test(line) || statements.length === 0) statements.push([]);
    statements.at(-1)!.push(line);
  }
  return statements.filter((own) => own.some((line) => !present.has(line.trim()))).flat();
}

async function definitionsRepeated(
  lines: readonly string[],
  { path, text, start, end }: OpenText,
  { readOutline }: ApplyFiles,
): Promise<readonly Repeated[]> {
  const written = await definedIn(lines, path, readOutline);
  const there = (await readOutline(path, text)).definitions;
  const repeated: Repeated[] = [];
  for (const [at, { name, scope, line }] of written.entries()) {
    const inScope = (definition: Definition): boolean =>
      scope.length === 0 || definition.scope.join('.').endsWith(scope.join('.'));
    const named = there.filter((definition) => definition.name === name && inScope(definition));
    if (named.length === 0) continue;
    // As many here as there: overloads, in their order.
    const alike = written.filter((other) => other.name === name);
    const meant =
      alike.length === named.length ? named[alike.indexOf(written[at]!)] : theOneMeant(named, { start, end });
    if (!meant) {
      const places = named.map((one) => `${[...one.scope, name].join('.')} at line ${one.startLine}`);
      throw new TouchstoneError(
        `${path} defines “${name}” ${named.length} times: ${places.join(', ')}.`,
        'Put the cursor into the one that is meant, and apply it again.',
      );
    }
    const isHeld = repeated.some(
      ({ definition }) => definition.docStart < meant.end && meant.docStart < definition.end,
    );
    if (!isHeld) repeated.push({ line, definition: meant });
  }
  return repeated;
}

/** The innermost that the selection touches, or the only one outside of everything, or the only one. */
function theOneMeant(
  named: readonly Definition[],
  { start, end }: Pick<OpenText, 'start' | 'end'>,
): Definition | undefined {
  const near = named.filter((definition) => definition.docStart <= end && definition.end >= start);
  const outside = named.filter(({ scope }) => scope.length === 0);
  return near.at(-1) ?? [outside, named].find(({ length }) => length === 1)?.[0];
}

interface Written extends Pick<Definition, 'name' | 'scope'> {
  readonly line: number;
}

/** Outermost definitions of a piece of code, also where it is a method without its class. */
async function definedIn(lines: readonly string[], path: string, readOutline: ReadOutline): Promise<Written[]> {
  const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length - 1;
  const code = lines.join('\n');
  const { definitions } = await readOutline(path, code);
  const outermost = definitions.filter(({ start }) =>
    definitions.every((other) => other.start >= start || other.end <= start),
  );
  if (outermost.length > 0)
    return outermost.map(({ name, scope, docStart }) => ({ name, scope, line: lineAt(code, docStart) }));
  if (!/\.(?:[cm]?[jt]sx?|java|cs|kt|php)$/i.test(path)) return [];
  const wrapped = `class Wrapped {\n${code}\n}`;
  return (await readOutline(path, wrapped)).definitions
    .filter(({ scope, kind }) => scope.length === 1 && scope[0] === 'Wrapped' && kind === 'method')
    .map(({ name, docStart }) => ({ name, scope: [], line: lineAt(wrapped, docStart) - 1 }));
}

/** Nothing is selected, or a part of the one that is repeated, or no more than all that are. */
function isCovered(repeated: readonly Repeated[], { text, start, end }: OpenText): boolean {
  let rest = text.slice(start, end);
  if (isBlank(rest)) return true;
  for (const { definition } of [...repeated].sort((a, b) => b.definition.start - a.definition.start)) {
    const [from, to] = [Math.max(definition.docStart, start), Math.min(definition.end, end)];
    if (to <= from) return false;
    rest = rest.slice(0, from - start) + rest.slice(to - start);
  }
  return !/[^\s;,)]/.test(rest);
}

/** In place of what is selected, or on lines of its own behind the cursor's. */
async function selectedIn(lines: readonly string[], open: OpenText, { readOutline }: ApplyFiles): Promise<FileChange> {
  const { path, text, start, end } = open;
  const ending = text.includes('\r\n') ? '\r\n' : '\n';
  const there = text.split(/\r?\n/);
  const selected = text.slice(start, end);
  if (isBlank(selected)) {
    const lineStart = text.lastIndexOf('\n', start - 1) + 1;
    const line = /^[^\r\n]*/.exec(text.slice(lineStart))![0];
    const moved = isBlank(line) ? lines : movedBlock(lines, indentOf(line), there);
    const at = lineStart + line.length;
    return changed(path, text, text.slice(0, at) + ending + moved.join(ending) + text.slice(at));
  }
  const tail = /\s*$/.exec(selected)![0];
  // A part of a line is a part of a line; whole lines are moved as a block to where they stood.
  const isPart = !isBlank(text.slice(text.lastIndexOf('\n', start - 1) + 1, start));
  if (isPart) return changed(path, text, text.slice(0, start) + lines.join(ending) + tail + text.slice(end));
  const first = start + selected.search(/\S/);
  const { definitions } = startsWithComment(lines[0]!) ? await readOutline(path, text) : { definitions: [] };
  const from = definitions.find((definition) => definition.start === first)?.docStart ?? first;
  const indent = text.slice(text.lastIndexOf('\n', first - 1) + 1, first);
  const moved = movedBlock(lines, indent, there).join(ending).trimStart();
  return changed(path, text, text.slice(0, from) + moved + tail + text.slice(end));
}

function changed(path: string, before: string, after: string): FileChange {
  if (before === after)
    throw new TouchstoneError(
      `${path} has this code already.`,
      'Select what it is to replace, if something else is meant.',
    );
  return { path, before, after };
}
