/** “Move src/a.ts to src/b/a.ts”, “move pkg/a.py into pkg/b”, “rename src/a.ts to c.ts”. */

export interface MoveOrder {
  readonly from: string;
  /** A file, or a folder: with a slash at its end, or as the workspace has it. */
  readonly to: string;
}

const quote = '["\'`“”‘’]?';
const file = String.raw`${quote}([\p{L}\p{N}_@$+~()\[\] ./\\-]*?\.(?:[cm]?[jt]sx?|pyi?))${quote}`;
const move = new RegExp(
  String.raw`^(?:move|rename)\s+(?:the\s+)?(?:file\s+|module\s+)?${file}\s+(?:in)?to\s+(?:the\s+)?(?:folder\s+|directory\s+)?${quote}([^"'\x60“”‘’]+?)${quote}$`,
  'iu',
);

/** @returns `undefined` for what takes more than these words to do. */
export function moveOrder(instruction: string): MoveOrder | undefined {
  const said = instruction
    .trim()
    .replace(/^please\s+/i, '')
    .replace(/[.!]+$/, '');
  const found = move.exec(said);
  if (!found) return undefined;
  const plain = (path: string): string => path.trim().replaceAll('\\', '/').replace(/^\.\//, '');
  const [from, to] = [plain(found[1]!), plain(found[2]!)];
  const isFile = /\.\w+$/.test(to);
  // A bare name is a new name in the same folder.
  const folder = from.slice(0, from.lastIndexOf('/') + 1);
  return { from, to: /^rename/i.test(said) && isFile && !to.includes('/') ? `${folder}${to}` : to };
}
