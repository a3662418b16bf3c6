import type { Fill, FillModel } from '../model/completionFill.ts';
import { redact } from '../safety/redaction.ts';
import { stopAt, type Cut } from './earlyStop.ts';
import { commentMarks } from './languageShape.ts';
import { windowOf, type WindowMemory } from './promptWindow.ts';
import type { CompletionSettings } from './settings.ts';
import { siteAt } from './site.ts';
import type { CompletionRequest, SourceEvent, SuggestionSource, Withheld } from './suggestion.ts';

export interface ModelSourceDeps {
  readonly model: FillModel;
  /** The workspace's name, as models are told it. */
  readonly repository: string;
  readonly settings: () => CompletionSettings;
  /** In milliseconds. */
  readonly now: () => number;
}

/**
 * Suggestions from a model: a prompt that fits the budget, the stream cut as soon as what was wanted
 * is there, and the connection closed with it.
 */
export class ModelSource implements SuggestionSource {
  readonly name: string;
  readonly isInstant = false;
  readonly #deps: ModelSourceDeps;
  /** Where the last prompt of a file was cut; of the last few files. */
  readonly #windows = new Map<string, WindowMemory>();

  constructor(deps: ModelSourceDeps) {
    this.name = deps.model.name;
    this.#deps = deps;
  }

  async *suggest(request: CompletionRequest, signal: AbortSignal): AsyncGenerator<SourceEvent> {
    const fill = this.#fill(request);
    const seen = new Set<string>();
    let withheld: Withheld | undefined;
    for (let number = 0; number < request.candidates; number++) {
      // The first is the likeliest; the others are asked to differ.
      const written = this.#write({ ...fill, temperature: number === 0 ? 0 : 0.4 + 0.3 * number }, request, signal);
      for await (const event of written) {
        if (event.kind === 'partial' && number === 0) yield event;
        if (event.kind === 'withheld') withheld ??= event.withheld;
        if (event.kind !== 'suggestion' || seen.has(event.suggestion.text.trimEnd())) continue;
        seen.add(event.suggestion.text.trimEnd());
        yield event;
      }
    }
    if (seen.size === 0 && withheld) yield { kind: 'withheld', withheld };
  }

  async *#write(fill: Fill, request: CompletionRequest, signal: AbortSignal): AsyncGenerator<SourceEvent> {
    const { model, settings, now } = this.#deps;
    const { maxLines, timeLimitMs } = settings();
    const { extent } = request;
    const place = { site: siteAt(request.text, request.offset, request.languageId), extent, maxLines };
    const began = now();
    let text = '';
    let cut: Cut | undefined;
    let isCutOff = false;
    for await (const part of model.fill(fill, signal)) {
      if (part.kind === 'end') isCutOff = part.reason === 'length';
      if (part.kind !== 'text') continue;
      text += part.text.replaceAll('\r', '');
      cut = stopAt(text, place, false);
      if (cut) break;
      if (now() - began > timeLimitMs) {
        isCutOff = true;
        break;
      }
      yield { kind: 'partial', text };
    }
    if (!cut && isCutOff) text = withoutHalfLine(text);
    cut ??= stopAt(text, place, true);
    const kept = text.slice(0, cut?.end);
    if (kept.trim() !== '') {
      const confidence = cut?.isRunaway || isCutOff ? 0.4 : 0.65;
      yield { kind: 'suggestion', suggestion: { text: kept, source: model.name, confidence } };
    } else if (text.trim() === '') yield withhold({ stage: 'source', reason: 'The model has nothing to say here.' });
    else yield withhold({ stage: 'stop', reason: cut?.reason ?? 'Nothing of it belongs here.' });
  }

  #fill({ path, languageId, text, offset, extent, context }: CompletionRequest): Fill {
    const { repository, settings } = this.#deps;
    const request = { path, text, offset, context, budget: settings().promptTokens };
    const { window, memory } = windowOf(request, this.#windows.get(path));
    this.#windows.delete(path);
    this.#windows.set(path, memory);
    if (this.#windows.size > 8) this.#windows.delete(this.#windows.keys().next().value ?? '');
    return {
      // A secret in the text never leaves for a model.
      prefix: redact(window.prefix),
      suffix: redact(window.suffix),
      path,
      repository,
      pieces: window.pieces.map((piece) => ({ path: piece.path, text: redact(piece.text) })),
      comment: commentMarks(siteAt(text, offset, languageId).shape),
      maxTokens: extent === 'line' ? 64 : 256,
      temperature: 0,
    };
  }
}

function withhold(withheld: Withheld): SourceEvent {
  return { kind: 'withheld', withheld };
}

function withoutHalfLine(text: string): string {
  const at = text.lastIndexOf('\n');
  return at < 0 ? text : text.slice(0, at);
}
