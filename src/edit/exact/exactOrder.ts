/** Instructions that say exactly what is to be done, in the few ways in which people say them. */

import type { EditKind } from '../editRequest.ts';
import { argumentOrder, type AddArgumentOrder } from './argumentOrder.ts';
import { moveOrder, type MoveOrder } from './moveOrder.ts';

export type ExactOrder =
  | { readonly kind: 'rename'; readonly from: string | undefined; readonly to: string }
  | {
      readonly kind: 'extract';
      readonly what: 'function' | 'variable' | 'constant';
      readonly name: string | undefined;
      /** The expression that is meant, as it is quoted. */
      readonly code: string | undefined;
    }
  | AddArgumentOrder
  | ({ readonly kind: 'move' } & MoveOrder)
  | { readonly kind: 'organiseImports' }
  | { readonly kind: 'document' };

const quote = '["\'`“”‘’]?';
const name = String.raw`(?:(?:the\s+)?(?:function|method|class|variable|constant|type|interface|symbol|parameter)\s+)?${quote}([\p{L}_$][\p{L}\p{N}_$.]*)(?:\(\))?${quote}`;
const rename = new RegExp(
  String.raw`^rename\s+${name}\s+(?:to|as|into|->|→|=>)\s+${name}(?:\s+(?:everywhere|in all files))?$`,
  'iu',
);
const renameHere = new RegExp(String.raw`^rename\s+(?:(?:this|it)\s+)?(?:to|as|into)\s+${name}$`, 'iu');
const imports =
  /^(?:organi[sz]e|sort|clean up|tidy(?: up)?)\s+(?:the\s+|all\s+)?imports?(?:\s+(?:here|in this file))?$/i;
const unused = /^(?:remove|drop|delete)\s+(?:the\s+|all\s+)?unused\s+imports?(?:\s+(?:here|in this file))?$/i;
const document =
  /^(?:document|add (?:a )?(?:doc(?:umentation)?(?: comments?| skeletons?)?|docstrings?|jsdoc))(?:\s+(?:to\s+|for\s+)?(?:this|it|here|(?:this|the) (?:function|class|method|file|selection)))?$/i;

const extract = new RegExp(
  String.raw`^extract(?:\s+(?:this|it|these lines|(?:the )?(?:selection|selected (?:code|lines)|lines)))?(?:\s+(?:\x60(?<code>[^\x60]+)\x60))?(?<into>\s+(?:in)?to|\s+as|\s+out to)?(?:\s+(?:an?|the))?(?:\s+new)?(?:\s+(?<what>function|method|variable|constant|const|helper))?(?:\s+(?:called|named))?(?:\s+${quote}(?<name>[\p{L}_$][\p{L}\p{N}_$]*)(?:\(\))?${quote})?$`,
  'iu',
);
/** @returns `undefined` for what takes more than these words to do. */
export function exactOrder(instruction: string, kind: EditKind | undefined): ExactOrder | undefined {
  const moved = moveOrder(instruction);
  if (moved) return { kind: 'move', ...moved };
  const said = instruction
    .trim()
    .replace(/^please\s+/i, '')
    .replace(/[.!]+$/, '')
    .replace(/\s+/g, ' ');
  const renamed = rename.exec(said);
  if (renamed) return { kind: 'rename', from: renamed[1]!, to: renamed[2]! };
  const here = renameHere.exec(said);
  if (here) return { kind: 'rename', from: undefined, to: here[1]! };
  if (kind === 'rename' && /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(said))
    return { kind: 'rename', from: undefined, to: said };
  const taken = extract.exec(said)?.groups;
  const isTold =
    taken &&
    (taken['what'] ?? taken['into'] ?? taken['code'] ?? (taken['name'] === undefined ? '' : undefined)) !== undefined;
  if (taken && isTold)
    return { kind: 'extract', what: whatOf(taken['what']), name: taken['name'], code: taken['code'] };
  if (kind === 'extract' && /^(?:[\p{L}_$][\p{L}\p{N}_$]*)?$/u.test(said))
    return { kind: 'extract', what: 'function', name: said === '' ? undefined : said, code: undefined };
  const added = argumentOrder(said) ?? (kind === 'addArgument' ? argumentOrder(`add parameter ${said}`) : undefined);
  if (added) return added;
  if (imports.test(said) || unused.test(said) || (kind === 'organiseImports' && said === ''))
    return { kind: 'organiseImports' };
  if (document.test(said) || (kind === 'document' && said === '')) return { kind: 'document' };
  return undefined;
}

const whatOf = (word: string | undefined): 'function' | 'variable' | 'constant' =>
  /^const/i.test(word ?? '') ? 'constant' : /^variable$/i.test(word ?? '') ? 'variable' : 'function';

/** A question is no edit. “When the list is empty, return 0” is none, nor is “Could you make it shorter?”. */
export const isQuestion = (instruction: string): boolean =>
  /^(?:please\s+)?explain\b/i.test(instruction.trim()) ||
  /^(?:what|why|how|where|who|when|which|is|are|does|do|can you (?:explain|tell))\b[^]*\?$/i.test(instruction.trim());
