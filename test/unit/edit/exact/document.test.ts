import assert from 'node:assert/strict';
import { EditProject, afterOf, reasonOf } from '../aProject.ts';

suite('Documenting without a model', () => {
  const documented = async (name: string, text: string, line?: number): Promise<string> => {
    const project = new EditProject({ [name]: text });
    try {
      const place = { path: name, ...(line !== undefined && { lines: { first: line, last: line } }) };
      const result = await project.edit({ instruction: 'document this', place });
      return result.status === 'none' ? reasonOf(result) : (afterOf(result)[name] ?? '');
    } finally {
      project.remove();
    }
  };

  test('says what the signature tells, where nothing is said yet', async () =>
    assert.equal(
      await documented(
        'a.ts',
        `/** Said. */
export function known() {}

export async function netPriceOf(item: Item, { tax }: Options, ...more: number[]) {
  if (!item) throw new RangeError('none');
  return tax;
}

function inner() {}

export class Cart {
  total() {
    return 1;
  }
}
`,
      ),
      `/** Said. */
export function known() {}

/**
 * Net price of.
 *
 * @param item
 * @param options
 * @param more
 * @returns net price of
 * @throws RangeError
 */
export async function netPriceOf(item: Item, { tax }: Options, ...more: number[]) {
  if (!item) throw new RangeError('none');
  return tax;
}

function inner() {}

/** Cart. */
export class Cart {
  /**
   * Total.
   *
   * @returns total
   */
  total() {
    return 1;
  }
}
`,
    ));

  test('Python: a docstring where docstrings stand', async () =>
    assert.equal(
      await documented(
        'a.py',
        `class Cart:\n    def net_price(self, item, *, tax=0):\n        if tax < 0:\n            raise ValueError("tax")\n        return item\n`,
        3,
      ),
      `class Cart:
    def net_price(self, item, *, tax=0):
        """Net price.

        Args:
            item: Item.
            tax: Tax.

        Returns:
            Net price.

        Raises:
            ValueError
        """
        if tax < 0:
            raise ValueError("tax")
        return item
`,
    ));

  test('one line is enough for what takes and gives nothing, and one that is said stays', async () => {
    assert.equal(
      await documented('a.js', 'const runAll = () => {};\r\n', 1),
      '/** Run all. */\r\nconst runAll = () => {};\r\n',
    );
    assert.match(await documented('a.js', '/** Said. */\nexport function a() {}\n'), /All of it is documented already/);
    assert.match(await documented('a.js', 'foo();\n', 1), /No function and no class stands there/);
    assert.match(await documented('a.py', 'def f(): return 1\n', 1), /no line of its own/);
  });
});
