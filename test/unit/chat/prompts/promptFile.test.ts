import assert from 'node:assert/strict';
import { expandPrompt, inputsOf, type PromptScope } from '../../../../src/chat/prompts/expandPrompt.ts';
import { promptCall, promptName, readPromptFile } from '../../../../src/chat/prompts/promptFile.ts';

const scope: PromptScope = {
  folder: '/work/shop',
  file: 'src/cart.ts',
  selection: { kind: 'selection', path: 'src/cart.ts', first: 3, last: 9 },
  has: (path) => path === 'src/money.ts',
};

const expanded = (text: string, given = '', inputs: readonly [string, string][] = [], where = scope) =>
  expandPrompt(readPromptFile(text), where, new Map(inputs), given);

const faultsOf = (text: string) => readPromptFile(text).faults.map(({ line, message }) => `${line}: ${message}`);

suite('a prompt file', () => {
  test('has a head that says what it is for, and a body', () => {
    const file = readPromptFile('---\ndescription: "Say \\"why\\""\nargument-hint: a place # a note\n---\nWhy?\n');
    assert.deepEqual(
      [file.description, file.argumentHint, file.pieces, file.faults],
      ['Say "why"', 'a place', [{ kind: 'text', text: 'Why?\n' }], []],
    );
  });

  test('needs no head', () => assert.deepEqual(faultsOf('Why?'), []));

  test('may have a head that other tools read', () =>
    assert.deepEqual(faultsOf("---\nmode: agent\ntools:\n  - search\n- edit\nmodel: ['a', 'b']\n---\nWhy?"), []));

  test('says in which line its head is wrong', () => {
    assert.deepEqual(faultsOf('---\ndescription: x\nWhy?'), ['1: The front matter that begins here has no end.']);
    assert.deepEqual(faultsOf('---\ndescription: x\ncolour: red\ndescription: y\nwhat\n---\n'), [
      '3: The front matter has no “colour”.',
      '4: “description” is there twice.',
      '5: This line of the front matter is not `key: value`.',
    ]);
    assert.deepEqual(faultsOf('---\ndescription: [a]\n---\n'), [
      '2: The value of “description” is not one line of text.',
    ]);
  });

  test('says in which line a variable is not known, and where', () => {
    const [fault] = readPromptFile('---\ndescription: x\n---\n\nLook at ${fiel}.').faults;
    assert.deepEqual([fault?.line, fault?.start, fault?.end], [5, 8, 15]);
    assert.deepEqual(faultsOf('a\n${file\n${input:}\n@file: x'), [
      '2: “${” is not closed in this line.',
      '3: “${input:}” has no name that can be asked for.',
      '4: Nothing stands behind “@file:”.',
    ]);
  });

  test('leaves the variables of others in code alone', () => {
    const text = 'Run `echo ${HOME}`:\n```sh\necho ${HOME} @file:x\n```\nand \\${this}';
    assert.deepEqual(expanded(text), {
      ...{ kind: 'expanded', targets: [] },
      text: text.replace('\\', ''),
    });
  });

  test('puts in what is open and attaches what is selected', () =>
    assert.deepEqual(expanded('${fileName} in ${fileDirectory} of ${workspaceFolder}, ${file}: ${selection}'), {
      kind: 'expanded',
      text: 'cart.ts in src of /work/shop, src/cart.ts: src/cart.ts:3-9',
      targets: [scope.selection],
    }));

  test('attaches what it mentions, once, and nothing that only looks like it', () => {
    const result = expanded(
      '@file:src/cart.ts, @src/money.ts. (@problems) @file:${file} @types/node me@src/money.ts @param',
    );
    assert.deepEqual(result.kind === 'expanded' && result.targets, [
      { kind: 'file', path: 'src/cart.ts' },
      { kind: 'file', path: 'src/money.ts' },
      { kind: 'problems' },
    ]);
  });

  test('says what it wants and is not there', () => {
    const result = expanded('One\n${selection}', '', [], { ...scope, selection: undefined });
    assert.ok(result.kind === 'missing');
    assert.deepEqual([result.line, result.message], [2, 'It wants a selection, and nothing is selected.']);
  });

  test('asks for each input once and takes its answer as it is', () => {
    const text = 'Rename ${input:from} to ${input:to:the new name}; ${input:from:what it is called}.';
    assert.deepEqual(inputsOf(readPromptFile(text)), [
      { name: 'from', placeholder: 'what it is called' },
      { name: 'to', placeholder: 'the new name' },
    ]);
    assert.deepEqual(
      expanded(text, 'a', [
        ['from', '${file}'],
        ['to', '@problems'],
      ]),
      {
        kind: 'expanded',
        text: 'Rename ${file} to @problems; ${file}.',
        targets: [],
      },
    );
  });

  test('without an input takes what is written behind its name to its end', () =>
    assert.deepEqual(expanded('Look.\n', 'There.'), { kind: 'expanded', text: 'Look.\n\nThere.', targets: [] }));

  test('is called by its name', () => {
    assert.equal(promptName('say why.prompt.md'), 'say-why');
    assert.equal(promptName('README.md'), undefined);
    assert.equal(promptName('../x.prompt.md'), undefined);
    assert.deepEqual(promptCall(' /say-why the cart \n'), { name: 'say-why', given: 'the cart' });
    assert.equal(promptCall('/usr/bin is there'), undefined);
    assert.equal(promptCall('say /why'), undefined);
  });
});
