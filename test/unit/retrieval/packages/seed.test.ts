import assert from 'node:assert/strict';
import { splitApiName } from '../../../../src/retrieval/packages/name.ts';
import { seedAt } from '../../../../src/retrieval/packages/seed.ts';

/** The cursor is where the text has a bar. */
function seed(path: string, marked: string): string | undefined {
  const at = marked.indexOf('|');
  const found = seedAt(marked.replace('|', ''), at, path);
  return found && [found.package, found.name].filter(Boolean).join(' ');
}

suite('the name under the cursor by its import', () => {
  test('TypeScript and JavaScript', () => {
    const top = "import OpenAI, { type Chat as C } from 'openai';\nimport * as fs from 'node:fs';\n";
    assert.equal(seed('a.ts', `${top}fs.readFi|le()`), 'node:fs readFile');
    assert.equal(seed('a.ts', `${top}let x: C|`), 'openai Chat');
    assert.equal(
      seed('a.ts', `${top}const client = new OpenAI();\nclient.chat.comple|tions.create()`),
      'openai default.chat.completions',
    );
    assert.equal(seed('a.js', "const { chunk: cut } = require('kit');\ncu|t()"), 'kit chunk');
    assert.equal(seed('a.js', "const kit = require('kit');\nkit.chunk|"), 'kit chunk');
    assert.equal(seed('a.ts', "import { own } from './own.ts';\now|n"), undefined);
    assert.equal(seed('a.ts', 'nothing.is|Imported'), undefined);
  });

  test('Python, Go, Rust, Java', () => {
    assert.equal(seed('a.py', 'import numpy as np\nnp.arr|ay'), 'numpy array');
    assert.equal(seed('a.py', 'from kit.parts import (\n  One as First,\n)\nFirst.make|'), 'kit.parts One.make');
    assert.equal(
      seed('a.go', 'import (\n\t"github.com/spf13/cobra"\n)\n\ncobra.Com|mand'),
      'github.com/spf13/cobra Command',
    );
    assert.equal(seed('a.rs', 'use serde::de::Visitor;\nVisit|or'), 'serde de.Visitor');
    assert.equal(seed('A.java', 'import org.kit.Client;\nClie|nt x;'), 'org.kit Client');
  });
});

suite('a package and a name in one word', () => {
  for (const [written, from, name] of [
    ['openai.OpenAI.chat', 'openai', 'OpenAI.chat'],
    ['@scope/kit.parse', '@scope/kit', 'parse'],
    ['node:fs.readFile', 'node:fs', 'readFile'],
    ['chart.js', 'chart.js', undefined],
    ['chart.js.Chart', 'chart.js', 'Chart'],
    ['lodash.merge merge', 'lodash.merge', 'merge'],
    ['github.com/spf13/cobra.Command', 'github.com/spf13/cobra', 'Command'],
    ['serde::de::Visitor', 'serde', 'de.Visitor'],
  ] as const) {
    test(written, () =>
      assert.deepEqual(splitApiName(written), name === undefined ? { package: from } : { package: from, name }),
    );
  }
});
