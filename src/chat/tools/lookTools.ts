/** Tools that only look: what they show is what the workspace's own rules let anybody see, and nobody is asked. */

import type { SymbolRelation } from '../../retrieval/placeRequest.ts';
import { judgePath, normalizeWorkspacePath } from '../../safety/pathPolicy.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import type { Parameters } from './arguments.ts';
import type { ChatLookup } from '../searched/searchedDeps.ts';
import { oneLine } from './bounded.ts';
import { cutLine as cut, foundPlaces, numbered } from './placeText.ts';
import { failed, toolOf, type ChatTool, type ToolAnswer } from './tool.ts';
import type { Problem, ToolWorld } from './toolWorld.ts';

const mostPlaces = 8;
const mostSymbols = 20;
/** Of a place that was found. */
const shownLines = 24;
const mostLines = 250;
const mostDefinitions = 200;
const mostFiles = 200;
const mostProblems = 60;
const longestMessage = 400;
/** Between two of these many files the thread is free. */
const stretch = 100;
/** For a model to read the query with, where one makes vectors. */
const waitMs = 3_000;
/** For an index that is being made. */
const indexWaitMs = 20_000;

const path = {
  type: 'string',
  about: 'Path of a file, relative to the workspace, with forward slashes.',
  longest: 1_000,
} as const;

export const searchForm = {
  query: {
    type: 'string',
    about: 'What is looked for, in words or names; with exact, the text itself.',
    longest: 500,
  },
  exact: { type: 'boolean', about: 'Look for the text as it is written.', optional: true },
} as const satisfies Parameters;

export const symbolForm = {
  name: { type: 'string', about: 'The name; a member with its type: Ledger.add.', longest: 200 },
  path: {
    ...path,
    about: 'A file that uses or defines it, where the name alone could mean several.',
    optional: true,
  },
} as const satisfies Parameters;

export function lookTools(world: ToolWorld): ChatTool[] {
  const { lookup, problems, lookUpPackage } = world;
  return [
    searchCode(world),
    readFile(world),
    outline(world),
    ...(lookup
      ? [
          symbols(world, {
            name: 'find_definitions',
            title: 'Find definitions',
            about: 'Tells where a name is defined in the workspace.',
            relation: 'definitions',
          }),
          symbols(world, {
            name: 'find_references',
            title: 'Find references',
            about: 'Tells where a function, class or other defined name is used in the workspace.',
            relation: 'callers',
          }),
        ]
      : []),
    ...(problems ? [diagnostics(problems)] : []),
    ...(lookUpPackage ? [packageSignature(lookUpPackage)] : []),
  ];
}

const searchCode = (world: ToolWorld): ChatTool =>
  toolOf({
    name: 'search_code',
    title: 'Search the code',
    description:
      'Finds places in the workspace that a question is about, by words and meaning. With exact: lines that hold the text as it is written.',
    permission: 'always',
    parameters: searchForm,
    asks: ({ query }) => query,
    run: ({ query, exact }, signal) =>
      exact || !world.lookup ? findText(world, query, signal) : findPlaces(world, query, signal),
  });

async function findPlaces(world: ToolWorld, query: string, signal: AbortSignal): Promise<ToolAnswer> {
  const reply =
    world.lookup &&
    (await onceReady(world.lookup, (index) => index.search({ query, limit: mostPlaces, waitMs }, signal), signal));
  const shown = await foundPlaces(reply?.results ?? [], world.files, shownLines);
  const note = reply?.note === undefined ? '' : `\n\n${reply.note}`;
  if (shown.length === 0) return { text: `Nothing was found.${note}`, summary: 'Nothing was found' };
  return { text: `${shown.join('\n\n')}${note}`, summary: counted(shown.length, 'place') };
}

/** Right after a folder was opened nothing is found yet: then the index is waited for, and asked once more. */
async function onceReady<Reply extends { readonly results: readonly unknown[] }>(
  lookup: ChatLookup,
  ask: (lookup: ChatLookup) => Promise<Reply>,
  signal: AbortSignal,
): Promise<Reply> {
  const first = await ask(lookup);
  if (first.results.length > 0 || !lookup.settled) return first;
  try {
    await lookup.settled(AbortSignal.any([signal, AbortSignal.timeout(indexWaitMs)]));
  } catch {
    signal.throwIfAborted();
    return first;
  }
  return ask(lookup);
}

async function findText(world: ToolWorld, query: string, signal: AbortSignal): Promise<ToolAnswer> {
  const wanted = query.trim();
  const shown: string[] = [];
  let found = 0;
  let looked = 0;
  for (const file of await world.files.paths()) {
    if (++looked % stretch === 0) await new Promise((resolve) => setTimeout(resolve, 0));
    signal.throwIfAborted();
    const text = await world.files.text(file);
    if (!text?.includes(wanted)) continue;
    for (const [at, line] of text.split(/\r?\n/).entries()) {
      if (!line.includes(wanted)) continue;
      found++;
      if (shown.length < mostSymbols * 2) shown.push(`${file}:${at + 1}: ${cut(line.trim())}`);
    }
  }
  if (found === 0) return { text: 'No line has this text.', summary: 'Nothing was found' };
  const more = found > shown.length ? `\n… and ${found - shown.length} more lines` : '';
  return { text: `${shown.join('\n')}${more}`, summary: counted(found, 'line') };
}

const readFile = ({ files }: ToolWorld): ChatTool =>
  toolOf({
    name: 'read_file',
    title: 'Read a file',
    description: `Shows lines of a file with their numbers, at most ${mostLines} at once.`,
    permission: 'always',
    parameters: {
      path,
      first: { type: 'integer', about: 'The first line, from 1; left out: 1.', optional: true },
      last: { type: 'integer', about: 'The last line.', optional: true },
    },
    asks: (given) => given.path,
    run: async ({ path: written, first = 1, last }) => {
      const file = await readable(files, written);
      if (typeof file === 'string') return failed(file);
      const lines = file.text.split(/\r?\n/);
      if (first > lines.length) return failed(`${file.path} has only ${lines.length} lines.`);
      const end = Math.min(lines.length, last ?? Infinity, first + mostLines - 1);
      if (end < first) return failed(`The last line (${last}) is before the first (${first}).`);
      const rest = end < lines.length ? `\n… ${file.path} has ${lines.length} lines` : '';
      return {
        text: `${file.path}:${first}-${end}\n${numbered(lines, first, end)}${rest}`,
        summary: `${file.path}, lines ${first} to ${end}`,
      };
    },
  });

const outline = (world: ToolWorld): ChatTool =>
  toolOf({
    name: 'outline',
    title: 'Show an outline',
    description: 'Tells what a file defines, each with its line, or which files a folder has.',
    permission: 'always',
    parameters: { path: { ...path, about: 'Path of a file or of a folder; “.” is the workspace.' } },
    asks: (given) => given.path,
    run: async ({ path: written }) => {
      const folder = normalizeWorkspacePath(written) ?? '';
      const all = await world.files.paths();
      const isWhole = /^\.?\/?$/.test(written.trim());
      const inside = isWhole ? all : all.filter((one) => folder !== '' && one.startsWith(`${folder}/`));
      if (inside.length > 0) {
        const more = inside.length > mostFiles ? `\n… and ${inside.length - mostFiles} more` : '';
        return { text: `${inside.slice(0, mostFiles).join('\n')}${more}`, summary: counted(inside.length, 'file') };
      }
      const file = await readable(world.files, written);
      if (typeof file === 'string') return failed(file);
      const { definitions } = await world.readOutline(file.path, file.text);
      if (definitions.length === 0)
        return { text: `${file.path} defines nothing that is known.`, summary: 'No definitions' };
      const rows = definitions
        .slice(0, mostDefinitions)
        .map(
          ({ scope, signature, startLine, endLine }) =>
            `${'  '.repeat(scope.length)}${startLine}-${endLine} ${cut(signature)}`,
        );
      const more = definitions.length > rows.length ? `\n… and ${definitions.length - rows.length} more` : '';
      return { text: `${file.path}\n${rows.join('\n')}${more}`, summary: counted(definitions.length, 'definition') };
    },
  });

function symbols(
  { files, lookup }: ToolWorld,
  look: { readonly name: string; readonly title: string; readonly about: string; readonly relation: SymbolRelation },
): ChatTool {
  return toolOf({
    name: look.name,
    title: look.title,
    description: look.about,
    permission: 'always',
    parameters: symbolForm,
    asks: ({ name }) => name,
    run: async ({ name, path: written }, signal) => {
      const from = written === undefined ? undefined : normalizeWorkspacePath(written);
      const asked = { relation: look.relation, name, limit: mostSymbols, ...(from !== undefined && { path: from }) };
      const { results, why } = (lookup &&
        (await onceReady(lookup, (index) => index.symbols(asked, signal), signal))) ?? { results: [], why: undefined };
      const rows: string[] = [];
      for (const { path: file, startLine, endLine, symbol, reason } of results) {
        const line = (await files.text(file))?.split(/\r?\n/)[startLine - 1];
        if (line === undefined) continue;
        rows.push(
          `${file}:${startLine}-${endLine}${symbol === undefined ? '' : ` ${symbol}`} (${reason})\n  ${cut(line.trim())}`,
        );
      }
      if (rows.length === 0) return { text: why ?? 'Nothing was found.', summary: 'Nothing was found' };
      return { text: rows.join('\n'), summary: counted(rows.length, 'place') };
    },
  });
}

const severities: readonly Problem['severity'][] = ['error', 'warning', 'information', 'hint'];

const diagnostics = (problems: NonNullable<ToolWorld['problems']>): ChatTool =>
  toolOf({
    name: 'diagnostics',
    title: 'Read the problems',
    description: 'Tells what the editor reports: errors first, of one file or of all.',
    permission: 'always',
    parameters: { path: { ...path, about: 'One file; left out: all.', optional: true } },
    asks: (given) => given.path ?? 'all files',
    run: async ({ path: written }) => {
      const file = written === undefined ? undefined : normalizeWorkspacePath(written);
      if (written !== undefined && file === undefined) return failed(outside(written));
      const found = [...(await problems(file))]
        .filter((one) => judgePath(one.path).kind === 'allowed')
        .sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
      if (found.length === 0) return { text: 'Nothing is reported.', summary: 'No problems' };
      const rows = found
        .slice(0, mostProblems)
        .map(
          ({ path: at, line, severity, message, source }) =>
            `${at}:${line}: ${severity}${source === undefined ? '' : ` (${source})`}: ${oneLine(message, longestMessage)}`,
        );
      const more = found.length > rows.length ? `\n… and ${found.length - rows.length} more` : '';
      return { text: `${rows.join('\n')}${more}`, summary: counted(found.length, 'problem') };
    },
  });

const packageSignature = (lookUp: NonNullable<ToolWorld['lookUpPackage']>): ChatTool =>
  toolOf({
    name: 'package_signature',
    title: 'Look into an installed package',
    description:
      'Tells what an installed package declares, in the version that is installed, or that a name does not exist in it.',
    permission: 'always',
    parameters: {
      package: { type: 'string', about: 'As it is imported: openai, node:fs.', longest: 200 },
      name: {
        type: 'string',
        about: 'A name in it, with dots: OpenAI.chat; left out: all.',
        optional: true,
        longest: 200,
      },
      from: { ...path, about: 'The file that uses it; which version it gets may depend on it.', optional: true },
    },
    asks: ({ package: module, name }) => (name === undefined ? module : `${module} ${name}`),
    run: async ({ package: module, name, from }, signal) => {
      const file = from === undefined ? undefined : normalizeWorkspacePath(from);
      const found = await lookUp({ from: file, package: module, ...(name !== undefined && { name }) }, signal);
      const version = found.package?.version === undefined ? '' : ` ${found.package.version}`;
      const head = `${found.package?.name ?? module}${version}`;
      switch (found.kind) {
        case 'found':
        case 'names': {
          const rows = found.declarations
            .slice(0, found.kind === 'found' ? 10 : mostDefinitions)
            .map(({ signature, doc, deprecated }) =>
              [
                cut(signature),
                ...(found.kind === 'found' && doc !== '' ? [doc] : []),
                ...(deprecated === undefined ? [] : [`Deprecated: ${deprecated}`]),
              ].join('\n'),
            );
          const note = found.note === undefined ? '' : `\n${found.note}`;
          return {
            text: `${head}\n${rows.join('\n')}${note}`,
            summary: `${head}: ${counted(found.declarations.length, 'declaration')}`,
          };
        }
        case 'absent':
        case 'unknown': {
          const near = found.didYouMean.length === 0 ? '' : ` Did you mean ${found.didYouMean.slice(0, 5).join(', ')}?`;
          return { text: `${head}: ${found.reason}${near}`, summary: oneLine(found.reason) };
        }
      }
    },
  });

/** The file of that path or of the only one that ends so; a sentence where there is none to be shown. */
async function readable(
  files: ToolWorld['files'],
  written: string,
): Promise<{ readonly path: WorkspacePath; readonly text: string } | string> {
  const wanted = normalizeWorkspacePath(written.trim());
  if (wanted === undefined) return outside(written);
  const verdict = judgePath(wanted);
  if (verdict.kind === 'refused') return verdict.reason;
  const text = await files.text(wanted);
  if (text !== undefined) return { path: wanted, text };
  const why = files.whyNot(wanted);
  if (why !== undefined) return why;
  const all = await files.paths();
  const ending = all.filter((one) => one.endsWith(`/${wanted}`));
  const only = ending.length === 1 ? ending[0] : undefined;
  const found = only === undefined ? undefined : await files.text(only);
  if (only !== undefined && found !== undefined) return { path: only, text: found };
  const base = wanted.slice(wanted.lastIndexOf('/') + 1).toLowerCase();
  const near = ending.length > 0 ? ending : all.filter((one) => one.toLowerCase().endsWith(base));
  const meant = near.length === 0 ? '' : ` Did you mean ${near.slice(0, 5).join(', ')}?`;
  return `There is no text file ${JSON.stringify(wanted.slice(0, 200))} in the workspace.${meant}`;
}

const outside = (written: string): string =>
  `${JSON.stringify(written.slice(0, 200))} is not a path inside the workspace.`;

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
