/** `package.name` taken apart where the name begins. */

/**
 * `openai.OpenAI.chat` is OpenAI.chat of openai; `@scope/kit.parse`, `node:fs.readFile` and `pkg/sub.name` likewise.
 * A package's own name may have a dot, as in `lodash.merge` or `chart.js`: a space, or nothing behind it, says so.
 */
export function splitApiName(written: string): { readonly package: string; readonly name?: string } {
  const parts = written.trim().split(/\s+/, 2);
  if (parts[1] !== undefined) return { package: parts[0]!, name: parts[1] };
  const word = parts[0] ?? '';
  if (word.includes('::')) {
    const [crate = '', ...rest] = word.split('::');
    return rest.length === 0 ? { package: crate } : { package: crate, name: rest.join('.') };
  }
  // In a path the last part has the name: `github.com/spf13/cobra.Command`.
  const slash = word.lastIndexOf('/') + 1;
  const ending = /\.(?:js|mjs|cjs|json|io)(?=\.|$)/.exec(word.slice(slash));
  const from = slash + (ending ? ending.index + ending[0].length : 0);
  const dot = word.indexOf('.', from);
  return dot === -1 ? { package: word } : { package: word.slice(0, dot), name: word.slice(dot + 1) };
}
