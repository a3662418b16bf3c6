import assert from 'node:assert/strict';
import { outputOf, readOutput, type ToolOutput } from '../../../src/chat/toolOutput.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const svg = (inside: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10">${inside}</svg>`;

function png(width: number, height: number): Uint8Array {
  const all = new Uint8Array(33);
  all.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const view = new DataView(all.buffer);
  view.setUint32(16, width);
  view.setUint32(20, height);
  return all;
}

const refused = (output: ToolOutput | string): string => (typeof output === 'string' ? output : 'it is shown');

suite('what code has left in files', () => {
  for (const [name, text, table] of [
    [
      'a.csv',
      'name,count\n"a ""b"", c",2\r\nd,\n',
      [
        ['name', 'count'],
        ['a "b", c', '2'],
        ['d', ''],
      ],
    ],
    [
      'a.json',
      '[{"a":1},{"b":[2]}]',
      [
        ['a', 'b'],
        ['1', ''],
        ['', '[2]'],
      ],
    ],
    [
      'a.json',
      '{"ts":12}',
      [
        ['name', 'value'],
        ['ts', '12'],
      ],
    ],
    [
      'a.json',
      '[[1,2],[3,null]]',
      [
        ['1', '2'],
        ['3', ''],
      ],
    ],
  ] as const)
    test(`a table: ${text.slice(0, 20)}`, () => {
      const output = outputOf(name, bytes(text));
      assert.ok(typeof output === 'object' && output.kind === 'table');
      assert.deepEqual([output.header, ...output.rows], table);
    });

  test('a long table is short, and says how much of it is left', () => {
    const output = outputOf('a.csv', bytes(`n\n${'1\n'.repeat(50)}`));
    assert.ok(typeof output === 'object' && output.kind === 'table');
    assert.deepEqual([output.rows.length, output.left], [20, 30]);
    assert.deepEqual(readOutput(JSON.parse(JSON.stringify(output))), output);
  });

  test('pictures are shown, and come back as they were kept', () => {
    for (const output of [
      outputOf('a.png', png(10, 10)),
      outputOf('a.svg', bytes(svg('<path id="p" d="M0 0"/><use href="#p"/>'))),
    ]) {
      assert.ok(typeof output === 'object' && output.kind === 'picture');
      assert.deepEqual(readOutput(JSON.parse(JSON.stringify(output))), output);
    }
  });

  for (const [title, name, content, why] of [
    ['a script', 'a.svg', svg('<script>alert(1)</script>'), /has script in it/],
    ['a script with a prefix', 'a.svg', svg('<x:script>alert(1)</x:script>'), /has script in it/],
    ['a page inside', 'a.svg', svg('<foreignObject><iframe/></foreignObject>'), /has foreignobject in it/],
    ['an entity', 'a.svg', `<!DOCTYPE svg [<!ENTITY a "b">]>${svg('&a;')}`, /has a declaration of its own/],
    ['a group that is used', 'a.svg', svg('<g id="a"><use href="#b"/></g><use href="#a"/>'), /uses whole groups/],
    ['one whose name is hidden', 'a.svg', svg('<g id="&#97;"/><use href="#a"/>'), /uses whole groups/],
    ['one behind a sign', 'a.svg', svg("<g x='>' id='a'/><use y='>' href='#a'/>"), /uses whole groups/],
    ['a tag that is none', 'a.svg', svg('<g x=1 id="a"/>'), /is not well formed/],
    ['a filter', 'a.svg', svg('<filter id="f"/>'), /has filter in it/],
    ['no namespace', 'a.svg', '<svg></svg>', /is no SVG with the attribute xmlns/],
    ['no picture', 'a.png', 'GIF89a', /is no PNG/],
    ['no JSON', 'a.json', '{', /not valid JSON/],
    ['another kind', 'a.html', '<b>', /no PNG, SVG, CSV or JSON/],
  ] as const)
    test(`is not shown: ${title}`, () => assert.match(refused(outputOf(name, bytes(content))), why));

  test('a picture of too many pixels is not shown, nor what was changed on disk', () => {
    assert.match(refused(outputOf('a.png', png(100_000, 100_000))), /too many pixels/);
    const kept = { kind: 'picture', name: 'a', mime: 'image/svg+xml', base64: btoa(svg('<script/>')) };
    assert.equal(readOutput(kept), undefined);
    assert.equal(readOutput({ ...kept, mime: 'text/html' }), undefined);
    assert.equal(readOutput({ ...kept, base64: '"' }), undefined);
  });
});
