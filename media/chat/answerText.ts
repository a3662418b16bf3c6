import { ShownStream } from '../../src/text/shownText.ts';
import { element } from '../page/element.ts';
import { CodeCard } from './codeCard.ts';
import { lastBlock, markdownNodes } from './markdown.ts';

/**
 * A text of an answer while it is written. Blocks that are whole are drawn once and never touched again; only the last
 * one is drawn anew, so that a long answer costs no more at its end than at its start.
 */
export class AnswerText {
  readonly element = element('div', { class: 'markdown' });
  readonly #message: string;
  readonly #decorate: (within: ParentNode) => void;
  readonly #stream = new ShownStream();
  readonly #tail = element('div', { class: 'tail' });
  /** What is not drawn for good yet. */
  #rest = '';
  #code: CodeCard | undefined;

  /** @param decorate what links to places say, done once for each piece that is drawn. */
  constructor(message: string, decorate: (within: ParentNode) => void) {
    this.#message = message;
    this.#decorate = decorate;
    this.element.append(this.#tail);
  }

  /** Takes text and draws nothing yet. */
  push(delta: string): void {
    this.#rest += this.#stream.push(delta);
  }

  draw(): void {
    const { line, fence } = lastBlock(this.#rest);
    if (line > 0) {
      const at = startOfLine(this.#rest, line);
      this.#tail.before(this.#drawn(this.#rest.slice(0, at)));
      this.#rest = this.#rest.slice(at);
      this.#code = undefined;
    }
    if (!fence) {
      this.#code = undefined;
      this.#tail.replaceChildren(this.#drawn(this.#rest));
    } else if (this.#code) {
      this.#code.update(fence.code, false);
    } else {
      this.#code = new CodeCard(this.#message, fence.language, fence.code, false);
      this.#tail.replaceChildren(this.#code.element);
    }
  }

  /** The text is whole. */
  end(): void {
    this.#rest += this.#stream.end();
    this.#tail.before(this.#drawn(this.#rest));
    this.#tail.remove();
    this.#rest = '';
  }

  #drawn(markdown: string): DocumentFragment {
    const nodes = markdownNodes(markdown);
    for (const pre of nodes.querySelectorAll('pre')) {
      const language = /language-([\w+#-]+)/.exec(pre.querySelector('code')?.className ?? '')?.[1] ?? '';
      pre.replaceWith(new CodeCard(this.#message, language, pre.textContent, true).element);
    }
    this.#decorate(nodes);
    return nodes;
  }
}

function startOfLine(text: string, line: number): number {
  let at = 0;
  for (let passed = 0; passed < line; passed++) at = text.indexOf('\n', at) + 1;
  return at;
}
