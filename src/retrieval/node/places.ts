/** Answers what is asked about names and places: over the index, with the texts that are on disk or held unsaved. */
import { setImmediate as turn } from 'node:timers/promises';
import { estimateTokens } from '../../model/tokenEstimate.ts';
import { bodyOf } from '../../syntax/chunk.ts';
import { fillBudget, formsOf, type Form } from '../context/budget.ts';
import { contextReason } from '../context/contextReason.ts';
import { likelyChunks, rankContext, type RankedChunk, type SimilarChunk } from '../context/contextRank.ts';
import { cursorView, type CursorView } from '../context/cursorView.ts';
import type { FileLinks } from '../graph/fileLinks.ts';
import { PackedLinks } from '../graph/packedLinks.ts';
import type {
  ContextHit,
  ContextReply,
  ContextRequest,
  SymbolReply,
  SymbolRequest,
  SymbolResult,
  Visit,
} from '../placeRequest.ts';
import { withWindow } from '../queryTerms.ts';
import { related, type Related } from '../graph/symbolRelations.ts';
import type { ChunkFacts } from './fileRecord.ts';
import { splitFile, unpackFacts, unpackLinks } from './fileRecord.ts';
import type { TableFile } from './fileTable.ts';
import type { ReaderPool } from './readerPool.ts';
import type { SearchIndex } from './searchIndex.ts';
import { hashOf, readTextFile } from './textFile.ts';

export interface PlacesOptions {
  /** Absolute and real. */
  readonly root: string;
  readonly mostBytes: number;
}

const usualHits = 10;
const usualResults = 20;
const similarChunks = 60;
const recentEdits = 3;
/** How long this thread may be busy while somebody may want to search. */
const sliceMs = 5;

export class Places {
  readonly #index: SearchIndex;
  readonly #pool: Pick<ReaderPool, 'read'>;
  readonly #options: PlacesOptions;
  /** What editors hold and have not saved. */
  readonly #unsaved = new Map<string, string>();

  constructor(index: SearchIndex, pool: Pick<ReaderPool, 'read'>, options: PlacesOptions) {
    this.#index = index;
    this.#pool = pool;
    this.#options = options;
  }

  /** Of the changes that the index is told, those that are in no file. */
  hold(changes: readonly { readonly path: string; readonly unsaved?: string }[]): void {
    for (const { path, unsaved } of changes) {
      if (unsaved === undefined) this.#unsaved.delete(path);
      else this.#unsaved.set(path, unsaved);
    }
  }

  touch(visits: readonly Visit[]): void {
    for (const visit of visits) this.#index.visits.add(visit);
  }

  /** Enters what was read into the graph, a little at a time. */
  async prepare(): Promise<void> {
    const { graph } = this.#index;
    for (;;) {
      const until = performance.now() + sliceMs;
      if (graph.prepare(() => performance.now() > until)) return;
      await turn();
    }
  }

  async symbols(request: SymbolRequest): Promise<SymbolReply> {
    const started = performance.now();
    await this.prepare();
    const search = related(this.#index.graph, request);
    const found: Related[] = [];
    for (let since = started; search;) {
      const next = search.next();
      if (next.done) break;
      if (next.value) found.push(next.value);
      if (performance.now() - since < sliceMs) continue;
      await turn();
      since = performance.now();
    }
    found.sort((a, b) => b.score - a.score || (a.file.path < b.file.path ? -1 : 1));
    const results = found.slice(0, request.limit ?? usualResults).flatMap((one) => this.#result(one));
    const ms = performance.now() - started;
    return results.length > 0 ? { results, ms } : { results, ms, why: this.#whyNone(request) };
  }

  async contextAt(request: ContextRequest): Promise<ContextReply> {
    const started = performance.now();
    const { path, limit = usualHits, tokenBudget } = request;
    const none = (why: string): ContextReply => ({ hits: [], tokens: 0, ms: performance.now() - started, why });
    await this.prepare();
    const text = request.text ?? this.#textOf(path);
    if (text === undefined) return none(`“${path}” is not indexed, so its text has to be given.`);
    const read = await this.#linksOf(path, text);
    const { graph } = this.#index;
    const viewer = graph.viewerOf(path, read.language, read.links);
    const view = cursorView(viewer, read.links, textBefore(text, request.line, request.column));
    const similar = this.#similar(view, path);
    // Each of the two may take some milliseconds, and a search may wait.
    await turn();
    const ranked = rankContext({ graph, similar }, view);
    const chosen = this.#withEdits(likelyChunks(ranked), path).slice(0, limit);
    const hits = this.#hits(chosen, tokenBudget);
    if (hits.length === 0)
      return none(
        ranked.length === 0
          ? 'Nothing that is indexed can be named here, and no other code is like it.'
          : 'Nothing that can be named here is likely enough, or none of it fits the tokens.',
      );
    const tokens = hits.reduce((sum, hit) => sum + hit.tokens, 0);
    return { hits, tokens, ms: performance.now() - started };
  }

  /** Of the file as the editor holds it; it is parsed again only if that is not what is indexed. */
  async #linksOf(path: string, text: string): Promise<{ readonly language: string; readonly links: FileLinks }> {
    const known = this.#index.table.get(path);
    const file = this.#index.graph.get(path);
    if (known && file && known.facts.hash === hashOf(text)) return { language: file.language, links: file.links.all() };
    const [answer] = await this.#pool.read([{ path, unsaved: text }], true);
    if (answer?.kind !== 'file') return { language: file?.language ?? '', links: noLinks };
    const { head } = splitFile(answer.file);
    const { language = '' } = unpackFacts(path, head);
    return { language, links: new PackedLinks(unpackLinks(head)).all() };
  }

  #similar({ window }: CursorView, path: string): SimilarChunk[] {
    const { table, retrievers } = this.#index;
    const { lexical } = retrievers;
    const own = table.get(path);
    const terms = withWindow(new Map(), window, (term) => lexical.rarity(term));
    const hits = lexical.search(terms, similarChunks, { accepts: (id) => table.owner(id) !== own });
    const best = hits[0]?.score ?? 1;
    return hits.flatMap(({ id, score }) => {
      const file = table.owner(id);
      return file ? [{ path: file.facts.path, chunk: id - file.firstId, share: score / best }] : [];
    });
  }

  /** With what was edited lately elsewhere, behind what is likelier. */
  #withEdits(ranked: readonly RankedChunk[], path: string): Shown[] {
    const shown: Shown[] = ranked.map((one) => ({ ...one, reason: contextReason(one.candidate) }));
    for (const edit of this.#index.visits.edits(path, recentEdits)) {
      const file = this.#index.table.get(edit.path);
      const chunk = file && this.#chunkAt(file, edit.line);
      if (!file || chunk === undefined) continue;
      const there = shown.findIndex((one) => one.path === edit.path && one.chunk === chunk);
      const known = shown[there];
      const chance = (known?.chance ?? 0) + edit.worth * editChance;
      const reason = known ? `${known.reason}; edited lately` : 'edited lately';
      if (known) shown.splice(there, 1);
      shown.push({ path: edit.path, chunk, chance, candidate: known?.candidate, reason });
    }
    return shown.sort((a, b) => b.chance - a.chance);
  }

  #chunkAt(file: TableFile, line: number): number | undefined {
    let best: { readonly at: number; readonly length: number } | undefined;
    for (let at = 0; at < file.chunkCount; at++) {
      const chunk = this.#index.table.chunk(file.firstId + at);
      if (!chunk || chunk.startLine > line || chunk.endLine < line) continue;
      const length = chunk.endLine - chunk.startLine;
      if (!best || length < best.length) best = { at, length };
    }
    return best?.at;
  }

  #hits(chosen: readonly Shown[], tokenBudget: number | undefined): ContextHit[] {
    const texts = new Map<string, string | undefined>();
    const offers: { readonly shown: Shown; readonly chunk: ChunkFacts; readonly forms: readonly Form[] }[] = [];
    for (const shown of chosen) {
      const { path, candidate } = shown;
      const file = this.#index.table.get(path);
      const chunk = file && this.#index.table.chunk(file.firstId + shown.chunk);
      if (!texts.has(path)) texts.set(path, this.#textOf(path));
      const text = texts.get(path);
      if (!chunk || text === undefined) continue;
      offers.push({ shown, chunk, forms: formsOf(partsOf(text, chunk, candidate?.definition)) });
    }
    const budget = { tokens: tokenBudget ?? Infinity, countTokens: estimateTokens };
    const forms = fillBudget(
      offers.map((offer) => offer.forms),
      budget,
    );
    return offers.flatMap(({ shown, chunk }, at) => {
      const form = forms[at];
      if (!form) return [];
      return [
        {
          path: shown.path,
          ...placeOf(chunk),
          score: shown.chance,
          reason: shown.reason,
          form: form.kind,
          text: form.text,
          tokens: estimateTokens(form.text),
        },
      ];
    });
  }

  #result({ file, at, score, reason }: Related): SymbolResult[] {
    const { path } = file;
    if (at.kind === 'definition') {
      const { name, kind, startLine, endLine } = at.definition;
      return [{ path, startLine, endLine, symbol: name, kind, score, reason }];
    }
    if (at.kind === 'line') return [{ path, startLine: at.line, endLine: at.line, kind: 'text', score, reason }];
    const known = this.#index.table.get(path);
    const chunk = known && this.#index.table.chunk(known.firstId + at.chunk);
    return chunk ? [{ path, ...placeOf(chunk), score, reason }] : [];
  }

  /** Only of what is indexed: what is left out of the index is never read for an answer. */
  #textOf(path: string): string | undefined {
    const known = this.#index.table.get(path);
    if (!known || known.facts.refusal) return undefined;
    const held = this.#unsaved.get(path);
    if (held !== undefined) return held;
    const found = readTextFile(this.#options.root, path, this.#options.mostBytes);
    // Where it has changed since, lines are not where they were; it is about to be indexed again.
    return found.kind === 'text' && found.hash === known.facts.hash ? found.text : undefined;
  }

  #whyNone({ relation, name, path }: SymbolRequest): string {
    const { graph } = this.#index;
    if (graph.size === 0) return 'Nothing is indexed yet.';
    if (path !== undefined && !graph.get(path)) return `“${path}” is not indexed.`;
    if (name === undefined && path === undefined) return 'Neither a name nor a file was given.';
    const last = name?.split(/::|[.#\\]/).at(-1);
    if (last !== undefined && graph.named(last).length === 0) return `No indexed file defines “${last}”.`;
    switch (relation) {
      case 'definitions':
        return `No indexed file defines “${String(name)}”.`;
      case 'members':
        return `Nothing is known that “${String(name)}” has.`;
      case 'callers':
        return `No indexed file uses “${String(name)}”.`;
      case 'implementers':
        return `No indexed file extends or implements “${String(name)}”.`;
      case 'tests':
        return `No indexed test uses “${name ?? String(path)}”.`;
      case 'importers':
        return `No indexed file imports “${String(path)}”.`;
      case 'imports':
        return `“${String(path)}” imports no indexed file.`;
      case 'outline':
        return `“${String(path)}” defines nothing that others could name.`;
    }
  }
}

interface Shown extends RankedChunk {
  readonly reason: string;
}

/** The chance that the latest edit is wanted again, where nothing else speaks for it. */
const editChance = 0.03;

const noLinks: FileLinks = { definitions: [], imports: [], uses: [], project: '' };

function placeOf({ startLine, endLine, name, kind }: ChunkFacts) {
  return { startLine, endLine, ...(name !== '' && { symbol: name }), kind };
}

function textBefore(text: string, line: number, column: number): string {
  let start = 0;
  for (let row = 1; row < line; row++) {
    const end = text.indexOf('\n', start);
    if (end === -1) return text;
    start = end + 1;
  }
  const end = text.indexOf('\n', start);
  return text.slice(0, Math.min(start + column - 1, end === -1 ? text.length : end));
}

/** @param definition of what in the chunk is wanted. */
function partsOf(
  text: string,
  chunk: ChunkFacts,
  definition: { readonly name: string; readonly startLine: number } | undefined,
) {
  const body = bodyOf(text, chunk);
  const lead = /^(?:\s*(?:\/\/|\/\*|\*|#|--)[^\n]*\n)+/.exec(body)?.[0] ?? '';
  const wanted = definition && definition.name !== chunk.name ? lineOf(text, definition.startLine) : '';
  return { signature: chunk.signature, doc: lead.trimEnd(), body, wanted };
}

function lineOf(text: string, line: number): string {
  return (
    textBefore(text, line + 1, 1)
      .slice(0, -1)
      .split('\n')
      .at(-1) ?? ''
  )
    .replace(/\s*\{\s*$/, '')
    .trim();
}
