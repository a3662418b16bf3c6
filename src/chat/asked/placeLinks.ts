/** Takes the links to checked places out of a text that comes in pieces, for whoever shows a place in a way of its own. */

export type LinkedPiece =
  | { readonly kind: 'text'; readonly text: string }
  /** `#place-N` of the answer. */
  | { readonly kind: 'place'; readonly label: string; readonly number: number };

const link = /\[((?:[^\][\\]|\\.)*)\]\(#place-(\d+)\)/;
/** What may become one when more comes. */
const begun = /\[(?:[^\][\\]|\\.)*(?:\](?:\((?:#?[\w-]*)?)?)?$|\[(?:[^\][\\]|\\.)*\\$/;
const longest = 400;

export class PlaceLinks {
  #held = '';

  push(piece: string): readonly LinkedPiece[] {
    let rest = this.#held + piece;
    const pieces: LinkedPiece[] = [];
    for (;;) {
      const found = link.exec(rest);
      if (!found) break;
      if (found.index > 0) pieces.push({ kind: 'text', text: rest.slice(0, found.index) });
      const label = (found[1] ?? '').replaceAll(/\\(.)/g, '$1').replaceAll('`', '');
      pieces.push({ kind: 'place', label, number: Number(found[2]) });
      rest = rest.slice(found.index + found[0].length);
    }
    const open = begun.exec(rest);
    const keep = open && rest.length - open.index <= longest ? open.index : rest.length;
    if (keep > 0) pieces.push({ kind: 'text', text: rest.slice(0, keep) });
    this.#held = rest.slice(keep);
    return pieces;
  }

  end(): readonly LinkedPiece[] {
    const text = this.#held;
    this.#held = '';
    return text === '' ? [] : [{ kind: 'text', text }];
  }
}
