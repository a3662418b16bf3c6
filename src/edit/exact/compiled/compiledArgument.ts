/**
 * Gives a function of Go, Rust or Java one parameter more, and every call the argument. Only where the name and what
 * stands before it tell whose it is: functions of a package or a module, static and private methods.
 */

import { isFunction } from '../../../syntax/grammar.ts';
import { languageOf } from '../../../syntax/language.ts';
import type { LanguageId, SyntaxNode } from '../../../syntax/tree.ts';
import { ancestors, descend, faultsOf, field } from '../../../syntax/walk.ts';
import type { WorkspacePath } from '../../../testing/report.ts';
import { foldersAround } from '../../../testing/projectFiles.ts';
import { dirname, joined, relativeTo } from '../../../testing/treePath.ts';
import { applyEdits, type TextEdit } from '../../../text/edit.ts';
import type { EditPlace } from '../../editRequest.ts';
import type { AddArgumentOrder } from '../argumentOrder.ts';
import type { ExactDeps, ExactEdit } from '../exactDeps.ts';
import { says } from '../named.ts';
import { followedLanguage } from '../openTrees.ts';
import {
  goMeaning,
  javaMeaning,
  rustMeaning,
  type CompiledFile,
  type CompiledTarget,
  type Meant,
  type NamedPlace,
} from './calls.ts';
import { closing, maskedCode } from './maskedCode.ts';

type Compiled = Extract<LanguageId, 'go' | 'rust' | 'java'>;

const meanings: Readonly<Record<Compiled, (place: NamedPlace, target: CompiledTarget) => Meant>> = {
  go: goMeaning,
  rust: rustMeaning,
  java: javaMeaning,
};

const compiledLanguage = (path: WorkspacePath): Compiled | undefined => {
  const language = languageOf(path);
  return language === 'go' || language === 'rust' || language === 'java' ? language : undefined;
};

interface Declared {
  readonly file: CompiledFile;
  readonly name: string;
  readonly at: number;
  /** Of the whole of it. */
  readonly start: number;
  readonly end: number;
  /** It belongs to a type, or is one of a trait or of a class. */
  readonly isMethod: boolean;
  readonly holder: string | undefined;
}

const refuse = (why: string, next: string): ExactEdit => ({ kind: 'refused', why, next });

/** `undefined`: no function of these languages is meant. */
export async function compiledArgument(
  order: AddArgumentOrder,
  place: EditPlace | undefined,
  deps: ExactDeps,
  signal: AbortSignal,
): Promise<ExactEdit | undefined> {
  const language = place && compiledLanguage(place.path);
  if (place && !language) return undefined;
  const name = order.to?.split('.').at(-1);
  if (!place && name !== undefined && (await isSaidElsewhere(name, deps))) return undefined;
  const files = await filesThatSay(name, language, place?.path, deps, signal);
  const declared = (await Promise.all(files.map((file) => declaredIn(file, deps)))).flat();
  const { target, why } = targetAmong(declared, order, place);
  if (why !== undefined) return refuse(why, 'Name the file and the line of it.');
  if (!target) return undefined;
  const of = compiledLanguage(target.file.path)!;
  const where = (file: CompiledFile, at: number): string => `${file.path}:${file.text.slice(0, at).split('\n').length}`;
  const others = declared.filter((each) => each !== target && each.name === target.name);
  const unfit = whyUnfit(target, others, of);
  if (unfit !== undefined) return refuse(`${where(target.file, target.at)}: ${unfit}`, 'Choose a model.');

  const given = order.value ?? order.preset;
  if (given === undefined || !isLiteral(given))
    return refuse(
      given === undefined
        ? 'It is not said what calls give for it.'
        : `Whether every caller knows what “${given}” is cannot be told.`,
      `Say “add parameter \`${order.name}: TYPE\` to ${target.name} with value …”, with a number, a text, true or false.`,
    );
  const type = order.type ?? literalTypes[of](given);
  if (type === undefined) return refuse('Its type is not said.', `Say it, as in “${order.name}: TYPE”.`);
  const { masked } = target.file;
  const word = (text: string): RegExp =>
    new RegExp(`(?<![\\p{L}\\p{N}_$])${text.replaceAll('$', '\\$')}(?![\\p{L}\\p{N}_$])`, 'gu');
  if (word(order.name).test(masked.slice(target.start, target.end)))
    return refuse(`“${order.name}” is used already in it.`, 'Choose another name.');
  const open = masked.indexOf('(', target.at);
  const close = closing(masked, open);
  if (open < 0 || close === undefined) return refuse(`${target.file.path} does not parse.`, 'Mend that first.');
  if (/\.\.\./.test(masked.slice(open, close)))
    return refuse('It takes any number of arguments.', 'Put the parameter before the rest by hand, or choose a model.');

  const edits = new Map<CompiledFile, TextEdit[]>();
  const add = (file: CompiledFile, edit: TextEdit): void => void edits.set(file, [...(edits.get(file) ?? []), edit]);
  const written = { go: `${order.name} ${type}`, rust: `${order.name}: ${type}`, java: `${type} ${order.name}` }[of];
  add(target.file, appendedTo(target.file, open, close, written));
  const modules = await modulesOf(target, of, deps);
  let calls = 0;
  const callable = of === 'go' ? /^(?:\[[^\]]*\])?\(/ : of === 'rust' ? /^(?:\s*::\s*<[^(;]*?>)?\s*\(/ : /^\s*\(/;
  for (const file of files) {
    for (const { index } of file.masked.matchAll(word(target.name))) {
      if (declared.some((each) => each.file === file && each.at === index)) continue;
      const end = index + target.name.length;
      const list = callable.exec(file.masked.slice(end, end + 400));
      const before = file.masked.slice(0, index);
      const meant = meanings[of]({ file, at: index, isCalled: list !== null, before }, { ...target, modules });
      if (typeof meant === 'object')
        return refuse(`${where(file, index)} ${meant.doubt}.`, 'Change that place first, or choose a model.');
      if (meant !== 'call' || !list) continue;
      const from = end + list[0].length - 1;
      const to = closing(file.masked, from);
      if (to === undefined) return refuse(`${file.path} does not parse.`, 'Mend that first.');
      add(file, appendedTo(file, from, to, given));
      calls++;
    }
  }
  const texts = new Map<WorkspacePath, string>();
  for (const file of files) {
    const list = edits.get(file);
    if (!list) continue;
    const text = applyEdits(
      file.text,
      list.toSorted((a, b) => a.start - b.start),
    );
    const [before, after] = [await deps.parse(of, file.text), await deps.parse(of, text)];
    const isBroken = faultsOf(after.root) > faultsOf(before.root);
    before.dispose();
    after.dispose();
    if (isBroken)
      return refuse(`${file.path} would not parse.`, 'Write the parameter as the language has it, in backticks.');
    texts.set(file.path, text);
  }
  const counted = calls === 1 ? '1 call' : `${calls} calls`;
  return {
    kind: 'changed',
    title: `Add the parameter ${order.name} to ${target.name}${calls > 0 ? ` and to ${counted}` : ''}`,
    texts,
    notes:
      order.value === undefined && calls > 0
        ? [`A parameter has no value of its own in this language: every call gives “${given}”.`]
        : [],
  };
}

/** In languages in which there is more to a name. */
async function isSaidElsewhere(name: string, { files }: ExactDeps): Promise<boolean> {
  for (const path of await files.paths())
    if (followedLanguage(path) && says((await files.text(path)) ?? '', name)) return true;
  return false;
}

async function filesThatSay(
  name: string | undefined,
  language: Compiled | undefined,
  near: WorkspacePath | undefined,
  { files }: ExactDeps,
  signal: AbortSignal,
): Promise<CompiledFile[]> {
  const found: CompiledFile[] = [];
  for (const path of await files.paths()) {
    signal.throwIfAborted();
    const own = compiledLanguage(path);
    if (!own || (language && own !== language)) continue;
    const text = await files.text(path);
    if (text === undefined || (name !== undefined && !text.includes(name) && path !== near)) continue;
    found.push({ path, text, masked: maskedCode({ text, language: own }) });
  }
  return found;
}

async function declaredIn(file: CompiledFile, { parse }: ExactDeps): Promise<Declared[]> {
  const tree = await parse(compiledLanguage(file.path)!, file.text);
  try {
    return [...descend(tree.root)].flatMap((node) => {
      const name = isFunction(node) ? field(node, 'name') : undefined;
      if (!name) return [];
      const { startIndex: start, endIndex: end } = node;
      const isMethod = node.type === 'method_definition';
      return [{ file, name: name.text, at: name.startIndex, start, end, isMethod, holder: holderOf(node) }];
    });
  } finally {
    tree.dispose();
  }
}

function holderOf(node: SyntaxNode): string | undefined {
  for (const above of ancestors(node)) {
    const name = /class|interface|enum|record/.test(above.type) ? field(above, 'name') : undefined;
    if (name) return name.text;
  }
  return undefined;
}

function targetAmong(
  declared: readonly Declared[],
  { to }: AddArgumentOrder,
  place: EditPlace | undefined,
): { readonly target?: Declared; readonly why?: string } {
  const [holder, name] = to?.includes('.') ? [to.split('.').at(-2), to.split('.').at(-1)] : [undefined, to];
  const fitting = declared.filter(
    (each) => (name === undefined || each.name === name) && (holder === undefined || each.holder === holder),
  );
  if (place) {
    const here = fitting.filter(({ file }) => file.path === place.path);
    const lineOf = ({ file }: Declared, at: number): number => file.text.slice(0, at).split('\n').length;
    const { lines } = place;
    const around = lines
      ? here.filter((each) => lineOf(each, each.start) <= lines.first && lines.first <= lineOf(each, each.end))
      : [];
    const target = around.at(-1) ?? (name === undefined || here.length > 1 ? undefined : here[0]);
    if (target) return { target };
    if (name === undefined) return { why: 'It is not said which function is meant.' };
  }
  const functions = fitting.filter(({ isMethod, file }) => !isMethod || compiledLanguage(file.path) === 'java');
  const all = functions.length > 0 ? functions : fitting;
  if (all.length > 1) return { why: `More than one function is called “${name}”.` };
  return all[0] ? { target: all[0] } : {};
}

/** Why name and qualifier do not tell whose calls are, as a whole sentence. */
function whyUnfit(target: Declared, others: readonly Declared[], language: Compiled): string | undefined {
  const { file, start, at, holder, name } = target;
  if (name === 'main' || (language === 'go' && /^(?:init$|Test|Benchmark|Fuzz|Example)/.test(name)))
    return 'It is called by what runs the program or its tests.';
  if (language === 'java') {
    const line = file.masked.lastIndexOf('\n', start) + 1;
    const head = file.masked.slice(line, at);
    if (others.some((each) => each.file === file)) return 'Another method of this file has the same name.';
    if (holder === undefined) return 'The class that it belongs to was not found.';
    return /\b(?:static|private)\b/.test(head)
      ? undefined
      : 'A method that is neither static nor private may be overridden, and whose it is at a call only types tell.';
  }
  if (target.isMethod) return 'It is a method, and whose it is at a call only types tell.';
  const isNear = (each: Declared): boolean =>
    !each.isMethod && (language === 'rust' || dirname(each.file.path) === dirname(file.path));
  return others.some(isNear) ? 'Another function has the same name.' : undefined;
}

async function modulesOf({ file }: Declared, language: Compiled, { files }: ExactDeps): Promise<string[]> {
  const folders = foldersAround(dirname(file.path));
  if (language === 'go')
    for (const folder of folders) {
      const module = /^module\s+(\S+)/m.exec((await files.text(joined(folder, 'go.mod'))) ?? '')?.[1];
      const inside = relativeTo(folder, dirname(file.path));
      if (module !== undefined && inside !== undefined) return [inside === '' ? module : `${module}/${inside}`];
    }
  if (language !== 'rust') return [];
  const stem = /([^/]+)\.rs$/.exec(file.path)?.[1] ?? '';
  if (!/^(?:lib|main|mod)$/.test(stem)) return [stem];
  if (stem === 'mod') return [dirname(file.path).split('/').at(-1) ?? ''];
  for (const folder of folders) {
    const name = /^\s*name\s*=\s*"([^"]+)"/m.exec((await files.text(joined(folder, 'Cargo.toml'))) ?? '')?.[1];
    if (name !== undefined) return [name.replaceAll('-', '_')];
  }
  return [];
}

/** At the end of a list in brackets, laid out as the list is. */
function appendedTo({ masked, text }: CompiledFile, open: number, close: number, item: string): TextEdit {
  const inner = masked.slice(open + 1, close);
  const code = inner.trimEnd();
  if (code === '') return { start: open + 1, end: open + 1, text: item };
  const at = open + 1 + code.length;
  const line = masked.lastIndexOf('\n', at - 1) + 1;
  const margin = line > open ? /^[ \t]*/.exec(masked.slice(line, at))![0] : undefined;
  const isTall = margin !== undefined && inner.slice(code.length).includes('\n');
  const hasComma = code.endsWith(',');
  const gap = isTall ? `${text.includes('\r\n') ? '\r\n' : '\n'}${margin}` : ' ';
  return { start: at, end: at, text: `${hasComma ? '' : ','}${gap}${item}${hasComma ? ',' : ''}` };
}

const isLiteral = (value: string): boolean =>
  /^(?:-?[\d_]+(?:\.\d+)?[a-zA-Z]?\w*|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)+'|true|false|nil|null|None)$/.test(value);

const typesBy =
  (whole: string | undefined, fraction: string | undefined, text: string, truth: string) =>
  (value: string): string | undefined => {
    if (/^-?\d+$/.test(value)) return whole;
    if (/^-?\d+\.\d+$/.test(value)) return fraction;
    if (value.startsWith('"')) return text;
    return /^(?:true|false)$/.test(value) ? truth : undefined;
  };

/** What type a value has that could not have another. */
const literalTypes: Readonly<Record<Compiled, (value: string) => string | undefined>> = {
  go: typesBy('int', 'float64', 'string', 'bool'),
  rust: typesBy(undefined, undefined, '&str', 'bool'),
  java: typesBy('int', 'double', 'String', 'boolean'),
};
