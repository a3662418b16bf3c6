/** What the files of packages declare: read once, kept while there is room, read again when a file has changed. */
import path from 'node:path';
import type { FileSyntaxReader } from '../../../syntax/node/fileSyntax.ts';
import type { GrammarId } from '../../../syntax/grammars.ts';
import { emptyModule, type ModuleFacts } from '../../packages/declaration.ts';
import { readableEcmascript, readEcmascript } from '../../packages/ecmascript.ts';
import { readGo } from '../../packages/go.ts';
import { readOutlined } from '../../packages/outlined.ts';
import { readPython } from '../../packages/python.ts';
import { readRust } from '../../packages/rust.ts';
import type { PackagesParser } from './parser.ts';
import type { PackagesReach } from './reach.ts';

export interface PackagesLimits {
  /** Files and bytes that one question may have read anew, and how long that may take. */
  readonly files: number;
  readonly bytes: number;
  readonly ms: number;
  /** Larger files are not read. */
  readonly fileBytes: number;
  /** How much source text the facts that are kept may come from. */
  readonly keptBytes: number;
}

export const usualPackagesLimits: PackagesLimits = {
  files: 4000,
  bytes: 40_000_000,
  ms: 20_000,
  fileBytes: 4_000_000,
  keptBytes: 24_000_000,
};

/** What one question has cost, and what it had to leave out. */
export class PackagesBudget {
  readonly #limits: PackagesLimits;
  readonly #signal: AbortSignal;
  readonly #until: number;
  #files = 0;
  #bytes = 0;
  #cut: string | undefined;

  constructor(limits: PackagesLimits, signal: AbortSignal) {
    this.#limits = limits;
    this.#signal = signal;
    this.#until = performance.now() + limits.ms;
  }

  /** Why something was left out. */
  get cut(): string | undefined {
    return this.#cut;
  }

  /** @returns whether another file may be read. Throws when it was cancelled. */
  take(): boolean {
    this.#signal.throwIfAborted();
    if (this.#files >= this.#limits.files) this.#cut ??= `it has more than ${this.#limits.files} files`;
    else if (this.#bytes >= this.#limits.bytes) this.#cut ??= `it is larger than ${this.#limits.bytes / 1e6} MB`;
    else if (performance.now() > this.#until) this.#cut ??= `reading it takes longer than ${this.#limits.ms / 1000} s`;
    this.#files++;
    return this.#cut === undefined;
  }

  count(bytes: number): void {
    this.#bytes += bytes;
  }
}

/** Bytes that are looked through for a word. */
const mostSearched = 24_000_000;
const largeText = 1_000_000;

interface Kept {
  readonly stamp: string;
  readonly bytes: number;
  readonly facts: ModuleFacts;
}

type Reader = (
  text: string,
  parser: PackagesParser,
  place: string,
  syntax: FileSyntaxReader,
) => Promise<ModuleFacts | undefined>;

const outlinedFile: Reader = async (text, _parser, place, syntax) =>
  readOutlined((await syntax.read(place, text)).outline);

const ecmascript =
  (language: GrammarId): Reader =>
  (text, parser, place) =>
    parser.parse(language, readableEcmascript(text), (root) => readEcmascript(root, /\.d\.[cm]?ts$/.test(place)));

const readers: Readonly<Record<string, Reader>> = {
  ts: ecmascript('typescript'),
  mts: ecmascript('typescript'),
  cts: ecmascript('typescript'),
  tsx: ecmascript('tsx'),
  js: ecmascript('javascript'),
  mjs: ecmascript('javascript'),
  cjs: ecmascript('javascript'),
  jsx: ecmascript('javascript'),
  py: (text, parser, place) => parser.parse('python', text, (root) => readPython(root, /__init__\.pyi?$/.test(place))),
  pyi: (text, parser, place) => parser.parse('python', text, (root) => readPython(root, /__init__\.pyi?$/.test(place))),
  go: (text, parser) => parser.parse('go', text, readGo),
  rs: (text, parser) => parser.parse('rust', text, readRust),
  java: outlinedFile,
  kt: outlinedFile,
  php: outlinedFile,
  rb: outlinedFile,
  json: async () => ({ ...emptyModule, open: ['it is data'] }),
  node: async () => ({ ...emptyModule, open: ['it is compiled'] }),
};

export class PackagesFacts {
  readonly #reach: PackagesReach;
  readonly #parser: PackagesParser;
  readonly #syntax: FileSyntaxReader;
  readonly #limits: PackagesLimits;
  /** In the order of their last use. */
  readonly #kept = new Map<string, Kept>();
  #bytes = 0;
  #largest: { readonly place: string; readonly stamp: string; readonly text: string } | undefined;

  constructor(reach: PackagesReach, parser: PackagesParser, syntax: FileSyntaxReader, limits: PackagesLimits) {
    this.#reach = reach;
    this.#parser = parser;
    this.#syntax = syntax;
    this.#limits = limits;
  }

  /** Bytes of source that the facts that are kept come from. */
  get bytes(): number {
    return this.#bytes;
  }

  async of(place: string, budget: PackagesBudget): Promise<ModuleFacts | undefined> {
    const stamp = await this.#reach.stampOf(place);
    if (stamp === undefined) return undefined;
    const kept = this.#kept.get(place);
    if (kept?.stamp === stamp) {
      this.#kept.delete(place);
      this.#kept.set(place, kept);
      return kept.facts;
    }
    if (kept) this.#forget(place, kept);
    const read = readers[path.extname(place).slice(1)];
    if (!read) return { ...emptyModule, open: ['its language is not read'] };
    if (!budget.take()) return undefined;
    const source = await this.#reach.text(place, this.#limits.fileBytes);
    if (!source) return { ...emptyModule, open: [`${path.basename(place)} is too large to be read`] };
    const bytes = source.text.length;
    budget.count(bytes);
    const facts = (await read(source.text, this.#parser, place, this.#syntax)) ?? {
      ...emptyModule,
      open: ['it takes too long to parse'],
    };
    this.#keep(place, { stamp: source.stamp, bytes, facts });
    return facts;
  }

  /** Of a text that is in no file of its own. */
  async outlined(name: string, text: string): Promise<ModuleFacts> {
    return readOutlined((await this.#syntax.read(name, text)).outline);
  }

  /** Whether a word stands in one of these files; `undefined` when they are too large to be looked through. */
  async mention(places: Iterable<string>, word: string): Promise<boolean | undefined> {
    let left = mostSearched;
    const pattern = new RegExp(`(?<![\\w$])${word.replaceAll('$', '\\$')}(?![\\w$])`);
    for (const place of places) {
      const text = await this.#textOf(place, left);
      if (text === undefined) return undefined;
      left -= text.length;
      if (pattern.test(text)) return true;
    }
    return false;
  }

  /** The largest is asked for again and again while the names of its package are. */
  async #textOf(place: string, most: number): Promise<string | undefined> {
    const stamp = await this.#reach.stampOf(place);
    if (this.#largest?.place === place && this.#largest.stamp === stamp) return this.#largest.text;
    const read = await this.#reach.text(place, most);
    if (read && read.text.length > largeText) this.#largest = { place, ...read };
    return read?.text;
  }

  #keep(place: string, kept: Kept): void {
    this.#kept.set(place, kept);
    this.#bytes += kept.bytes;
    for (const [oldest, old] of this.#kept) {
      if (this.#bytes <= this.#limits.keptBytes || oldest === place) break;
      this.#forget(oldest, old);
    }
  }

  #forget(place: string, kept: Kept): void {
    this.#kept.delete(place);
    this.#bytes -= kept.bytes;
  }
}
