/**
 * A model that knows one migration: for each file the blocks that are right. It gives a block only for code that it is
 * shown, and only when it is shown, or changes itself, the declarations that the block depends on.
 */

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { applyPatch, parsePatch } from 'diff';
import { diffLines } from '../../src/text/lineDiff.ts';
import type { RequestBody } from './openaiProtocol.ts';

export interface Migration {
  readonly title: string;
  readonly language: string;
  readonly instruction: string;
  /** The file that it begins with; '' where the checker's errors are the beginning. */
  readonly declaration: string;
  /** What has to be seen of other files before one can be changed: parts of declarations, as they are then. */
  readonly needs: Readonly<Record<string, readonly string[]>>;
  /** It is done without a model. */
  readonly exact?: boolean;
  /** A command line, or `none`. */
  readonly tests: string;
  readonly before: Readonly<Record<string, string>>;
  /** New files with nothing in them. */
  readonly emptyFiles?: readonly string[];
  /** Every file, whole; a moved one is under its new path. */
  readonly after: Readonly<Record<string, string>>;
}

const folder = fileURLToPath(new URL('../fixtures/migrations', import.meta.url));

export function migrations(): Migration[] {
  return readdirSync(folder).map((name) => {
    const about = JSON.parse(readFileSync(path.join(folder, name, 'migration.json'), 'utf8')) as Omit<
      Migration,
      'before' | 'after'
    >;
    const before = textsIn(path.join(folder, name, 'before'));
    const changes = readFileSync(path.join(folder, name, 'after.diff'), 'utf8');
    return { ...about, before, after: patched(before, changes, about.emptyFiles ?? []) };
  });
}

/** @param empty new files with nothing in them, of which a diff says nothing */
function patched(
  before: Readonly<Record<string, string>>,
  changes: string,
  empty: readonly string[],
): Record<string, string> {
  const after: Record<string, string> = { ...before };
  for (const patch of parsePatch(changes)) {
    const file = inPlace(patch.newFileName?.replace(/^b\//, '') ?? '');
    const text = applyPatch(before[file] ?? '', patch);
    if (text === false) throw new Error(`${file} is not as its diff has it.`);
    after[file] = text;
  }
  for (const file of empty) after[file] = '';
  return after;
}

/** What is installed is not under its usual name, which git ignores. */
function textsIn(top: string): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const entry of readdirSync(top, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const name = path.relative(top, file).replaceAll(path.sep, '/');
    texts[inPlace(name)] = readFileSync(file, 'utf8');
  }
  return texts;
}

const inPlace = (name: string): string => name.replace(/^installed\//, 'node_modules/');

interface Block {
  readonly file: string;
  readonly search: string;
  readonly replace: string;
}

export function migrationReply(migration: Migration): (body: RequestBody) => string {
  const blocks = Object.keys(migration.before).flatMap((file) => blocksOf(file, migration));
  return (body) => {
    const asked = (body['messages'] as { content: string }[]).map(({ content }) => content).join('\n');
    // What a model can do is asked first.
    if (!asked.includes('SEARCH part')) return 'ok';
    const step = /Now it is about (\S+):/.exec(asked)?.[1];
    const isFirst = asked.includes('This is the first step of a change across files');
    const codeOf = (file: string): string =>
      asked
        .split(`> ${file}, lines `)
        .slice(1)
        .map((rest) => rest.split('</data-', 1)[0] ?? '')
        .join('\n');
    const isShown = ({ file, search }: Block): boolean => codeOf(file).includes(search);
    let given = blocks.filter(
      (block) =>
        isShown(block) &&
        (step === undefined || block.file === step) &&
        (!isFirst || block.file === migration.declaration),
    );
    // What depends on what is not known yet is left out, until nothing more is.
    for (let count = -1; count !== given.length;) {
      count = given.length;
      given = given.filter(({ file }) =>
        (migration.needs[file] ?? []).every(
          (part) => asked.includes(part) || given.some((other) => other.file !== file && other.replace.includes(part)),
        ),
      );
    }
    if (given.length === 0) return 'NOTHING TO CHANGE: nothing that is shown has changed for it.';
    return `Title: ${migration.title}\n\n${given
      .map(({ file, search, replace }) => `${file}\n<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE\n`)
      .join('\n')}`;
  };
}

/** Quoted with as many lines around as it takes to stand there once. */
function blocksOf(file: string, { before, after }: Migration): Block[] {
  const [old, now] = [before[file] ?? '', after[file] ?? ''];
  const lines = old.split('\n');
  return diffLines(old, now).map(({ oldStart, removed, added }) => {
    const start = oldStart - 1;
    for (let around = removed.length === 0 ? 1 : 0; ; around++) {
      const [from, to] = [Math.max(0, start - around), Math.min(lines.length, start + removed.length + around)];
      const search = lines.slice(from, to).join('\n');
      const isOnce = old.split(`${search}\n`).length === 2;
      if (!isOnce && (from > 0 || to < lines.length)) continue;
      const inner = added.map((line) => line.replace(/\r?\n$/, ''));
      const replace = [...lines.slice(from, start), ...inner, ...lines.slice(start + removed.length, to)].join('\n');
      return { file, search, replace };
    }
  });
}
