import * as vscode from 'vscode';
import { describeError, TouchstoneError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { Model } from '../../model/model.ts';
import { shownLine } from '../../text/shownText.ts';
import type { Chip, ChipContent } from '../chatRequest.ts';
import { newConversationId } from '../node/conversationStore.ts';
import { mostPictures, pictureTokens, readPicture, type PictureTarget } from '../pictures.ts';

export interface SightDeps {
  readonly log: Log;
  readonly model: () => Model | undefined;
  /** What the user has said of models, when they were asked. */
  readonly state: vscode.Memento;
  readonly pictures: () => 'auto' | 'always' | 'never';
}

type Sight = 'sees' | 'blind' | 'unknown';

const stateKey = 'touchstone.chat.sees';

/** Which models can see: said by the setting, by the endpoint, or by the user, who is asked once. */
export class PictureSight {
  readonly #deps: SightDeps;

  constructor(deps: SightDeps) {
    this.#deps = deps;
  }

  /** @throws TouchstoneError for what cannot be sent */
  async chipOf(name: string, base64: string, others: readonly Chip[]): Promise<Chip> {
    const bytes = Buffer.from(base64, 'base64');
    const facts = readPicture(bytes);
    if (typeof facts === 'string')
      throw new TouchstoneError(facts, 'Cut out or scale down what matters, or describe it in words.');
    if (others.filter(({ target }) => target.kind === 'picture').length >= mostPictures)
      throw new TouchstoneError(`A question has at most ${mostPictures} pictures.`, 'Remove one first.');
    const model = this.#deps.model();
    if (model && (await this.#sightOf(model)) === 'unknown') await this.#ask(model);
    const label = shownLine(name).trim().slice(0, 60) || 'picture';
    const target = { kind: 'picture', base64: bytes.toString('base64'), size: bytes.length, ...facts } as const;
    return { id: newConversationId(), label, target };
  }

  /** With a reason where it is not sent. */
  async content({ base64, width, height }: PictureTarget): Promise<ChipContent> {
    const unsent = (why: string): ChipContent => ({ text: '', tokens: 0, isCut: false, why });
    const model = this.#deps.model();
    if (base64 === '') return unsent('It was not kept. Attach it again to send it.');
    if (!model) return unsent('Not sent: no model is chosen that could see it.');
    switch (await this.#sightOf(model)) {
      case 'sees':
        return { text: '', tokens: pictureTokens({ width, height }), isCut: false };
      case 'blind':
        return unsent(`Not sent: ${model.name} cannot see pictures.`);
      case 'unknown':
        return unsent(
          `Not sent: it is not known whether ${model.name} sees pictures. “touchstone.chat.pictures” says so.`,
        );
    }
  }

  async #sightOf(model: Model): Promise<Sight> {
    const setting = this.#deps.pictures();
    if (setting !== 'auto') return setting === 'always' ? 'sees' : 'blind';
    const said = this.#said()[keyOf(model)];
    if (said !== undefined) return said ? 'sees' : 'blind';
    try {
      const { pictures } = await model.capabilities(new AbortController().signal);
      return pictures === undefined ? 'unknown' : pictures ? 'sees' : 'blind';
    } catch (error) {
      this.#deps.log.warn(`Whether ${model.name} sees pictures could not be asked: ${describeError(error)}`);
      return 'unknown';
    }
  }

  async #ask(model: Model): Promise<void> {
    const yes = { label: 'Yes', detail: 'Pictures that you attach are sent to it.' };
    const no = { label: 'No', detail: 'Pictures are not sent.' };
    const title = `Can ${shownLine(model.name)} see pictures? ${model.provider} does not say.`;
    const answer = await vscode.window.showQuickPick([yes, no], { title, ignoreFocusOut: true });
    if (answer) await this.#deps.state.update(stateKey, { ...this.#said(), [keyOf(model)]: answer === yes });
  }

  #said(): Readonly<Record<string, boolean>> {
    return this.#deps.state.get<Readonly<Record<string, boolean>>>(stateKey) ?? {};
  }
}

const keyOf = ({ provider, name }: Model): string => `${provider} ${name}`;
