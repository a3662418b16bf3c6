import { element } from '../page/element.ts';
import { announce } from './announce.ts';
import { button } from './button.ts';
import { post } from './editor.ts';
import { codeNodes } from './markdown.ts';

/** Code between fences, with what can be done with it. Grows while it is written. */
export class CodeCard {
  readonly element: HTMLElement;
  readonly #message: string;
  readonly #language: string;
  readonly #code: HTMLElement;
  #text = '';
  #grown: Text | undefined;

  constructor(message: string, language: string, code: string, isWhole: boolean) {
    this.#message = message;
    this.#language = language;
    this.#code = element('code', {});
    const about = language === '' ? 'code' : `${language} code`;
    const act = (name: string, run: () => void, title: string): HTMLElement =>
      button(name, run, { class: 'quiet', label: `${name}: ${about}`, title });
    this.element = element(
      'div',
      { class: 'codeCard' },
      element(
        'div',
        { class: 'codeHead' },
        element('span', { class: 'language' }, language === '' ? 'code' : language),
        act('Copy', () => this.#copy(), 'Copy to the clipboard'),
        act('Insert', () => post({ kind: 'insertCode', text: this.#text }), 'Insert at the cursor of the editor'),
        act('Apply', () => this.#apply(), 'Make a proposal of it, which you review before anything is written'),
      ),
      element('pre', { tabindex: '0', 'aria-label': about, role: 'region' }, this.#code),
    );
    this.update(code, isWhole);
  }

  update(code: string, isWhole: boolean): void {
    const isLong = code.length > mostColoured;
    if (code === this.#text && !isWhole) return;
    if (!isWhole && isLong && this.#grown && code.startsWith(this.#text)) {
      this.#grown.appendData(code.slice(this.#text.length));
    } else if (!isWhole && isLong) {
      this.#grown = document.createTextNode(code);
      this.#code.replaceChildren(this.#grown);
    } else {
      this.#grown = undefined;
      this.#code.replaceChildren(codeNodes(code.replace(/\n$/, ''), this.#language));
    }
    this.#text = code;
  }

  #copy(): void {
    post({ kind: 'copyCode', text: this.#text });
    announce('Copied.');
  }

  #apply(): void {
    post({ kind: 'applyCode', message: this.#message, text: this.#text, language: this.#language });
  }
}

/** Code that is still being written is coloured anew at each frame up to here, and once more when it is whole. */
const mostColoured = 3000;
