import assert from 'node:assert/strict';
import { applyEditAnswer } from '../../../src/text/editAnswer.ts';
import type { SymbolPlace } from '../../../src/text/placeSymbol.ts';

const text = `/** A range. */
class Range {
  /** Whether x is in it. */
  contains(x) {
    return this.low < x;
  }

  low = 1;
}
class Other { low = 2; }
const contains = (x) => {
  return x;
};
`;
const place = (name: string, from: string, to: string, doc = from): SymbolPlace => {
  const start = text.indexOf(from);
  return { name, start, end: text.indexOf(to, start) + to.length, docStart: text.indexOf(doc) };
};
const symbols = [
  place('Range', 'class Range', '\n}', '/** A range.'),
  place('Range.contains', 'contains(x) {', '\n  }', '/** Whether'),
  place('Range.low', 'low = 1', 'low = 1'),
  place('Other.low', 'low = 2', 'low = 2'),
  place('contains', 'const contains', '\n}'),
];
const apply = async (symbol: string, code: string, before = text): Promise<string> => {
  const { texts, refused } = await applyEditAnswer(
    {
      format: 'symbol',
      edits: [{ kind: 'symbol', path: 'a.js', symbol, replace: code.split('\n') }],
      faults: [],
      prose: '',
    },
    { paths: ['a.js'], text: () => Promise.resolve(before), symbols: () => Promise.resolve(symbols) },
  );
  return texts.get('a.js') ?? refused.join();
};

suite('A whole definition', () => {
  test('takes the place of the one that has its name, indented as it is', async () => {
    assert.equal(
      await apply('Range.contains', 'contains(x) {\n    if (x) {\n        return 1;\n    }\n}'),
      text.replace('    return this.low < x;', '    if (x) {\n      return 1;\n    }'),
    );
    assert.equal(await apply('Range#low', 'low = 3'), text.replace('low = 1', 'low = 3'));
  });

  test('leaves the comment above alone unless it brings one, and what closes it', async () => {
    assert.equal(
      await apply('Range.contains', '/** New. */\ncontains(x) {}'),
      text
        .replace('/** Whether x is in it. */', '/** New. */')
        .replace('contains(x) {\n    return this.low < x;\n  }', 'contains(x) {}'),
    );
    assert.equal(
      await apply('contains', 'const contains = (x) => {\n  return 2;\n}'),
      text.replace('return x;', 'return 2;'),
    );
  });

  test('is refused where its name is none, or several, or not what it defines', async () => {
    assert.match(
      await apply('Range.contain', 'contain() {}'),
      /There is no Range\.contain in the file\. It has: Range\.contains/,
    );
    assert.match(
      await apply('low', 'low = 3'),
      /There are 2 definitions of that name \(Range\.low at line 8, Other\.low at line 10\)/,
    );
    assert.match(await apply('Range.contains', 'includes(x) {}'), /does not define “contains”/);
    assert.match(await apply('Range.contains', '\n'), /Write the whole definition/);
    assert.match(await apply('Other.low', 'low = 3'), /shares its line with other code/);
    assert.match(await apply('Range.contains', 'contains(x) {\n  // ... existing code ...\n}'), /left out/);
    assert.match(await apply('Range.contains', 'contains(x) {\n  if (x) {\n'), /breaks off: 2 brackets are not closed/);
  });

  test('keeps Windows line breaks', async () => {
    const windows = text.replaceAll('\n', '\r\n');
    const moved = symbols.map((each) => ({ ...each }));
    const at = (offset: number): number => offset + (text.slice(0, offset).match(/\n/g)?.length ?? 0);
    const { texts } = await applyEditAnswer(
      {
        format: 'symbol',
        edits: [{ kind: 'symbol', path: 'a.js', symbol: 'Range.low', replace: ['low = 3'] }],
        faults: [],
        prose: '',
      },
      {
        paths: ['a.js'],
        text: () => Promise.resolve(windows),
        symbols: () =>
          Promise.resolve(
            moved.map(({ name, start, end, docStart }) => ({
              name,
              start: at(start),
              end: at(end),
              docStart: at(docStart),
            })),
          ),
      },
    );
    assert.equal(texts.get('a.js'), windows.replace('low = 1', 'low = 3'));
  });
});
