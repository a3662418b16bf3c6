/** Versions and signatures of what this project itself has installed. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { ContextPlace } from '../../../../src/completion/context.ts';
import { libraryContext } from '../../../../src/completion/node/libraryContext.ts';
import { PackagesCatalog } from '../../../../src/retrieval/node/packages/catalog.ts';
import type { LookUp } from '../../../../src/retrieval/packages/installed.ts';
import { grammars, queries } from '../../syntax/installedGrammars.ts';

const root = path.resolve(import.meta.dirname, '../../../..');
const signal = new AbortController().signal;
const versionOf = async (name: string): Promise<string> =>
  (JSON.parse(await readFile(path.join(root, 'node_modules', name, 'package.json'), 'utf8')) as { version: string })
    .version;

/** The cursor is where the mark stands. */
function placeOf(marked: string): ContextPlace {
  const offset = marked.indexOf('¦');
  return { path: 'src/text/a.ts', languageId: 'typescript', text: marked.replace('¦', ''), offset };
}

suite('libraries in a prompt', function () {
  this.timeout(20_000);

  test('the version of each, and the signatures of what is used near the cursor', async () => {
    const catalog = new PackagesCatalog({ root, home: '/nowhere', environment: {}, grammars, queries });
    await catalog.open();
    const provider = libraryContext({ root, packages: catalog, now: () => 0 });
    const place = placeOf(
      [
        "import { diffArrays, structuredPatch } from 'diff';",
        "import ignore, { type Ignore } from 'ignore';",
        "import { readFile } from 'node:fs/promises';",
        "import { lines } from './lines.ts';",
        'const parts = diffArrays(a, b);',
        'const patch = structuredPatch(¦',
      ].join('\n'),
    );
    const [piece, ...more] = await provider.pieces(place, signal);
    catalog.dispose();
    assert.equal(more.length, 0);
    assert.equal(piece?.kind, 'libraries');
    const lines = piece.text.split('\n');
    assert.equal(lines[0], `// diff ${await versionOf('diff')}`);
    assert.match(lines[1] ?? '', /^function diffArrays</);
    assert.match(piece.text, /^function structuredPatch\(/m);
    assert.equal(lines.at(-1), `// ignore ${await versionOf('ignore')}`);
    assert.doesNotMatch(piece.text, /readFile|lines\.ts/);
  });

  test('who takes long is not waited for twice, and is there when it has come', async () => {
    let answer: (found: LookUp) => void = () => {};
    let asked = 0;
    const packages = {
      lookUp: () => {
        asked++;
        return new Promise<LookUp>((resolve) => (answer = resolve));
      },
    };
    const provider = libraryContext({ root, packages, now: () => 0 });
    const place = placeOf("import { chunk } from 'kit';\nchunk(¦");
    const first = provider.pieces(place, signal);
    assert.deepEqual(await provider.pieces(place, signal), [], 'the second asks nobody and waits for nobody');
    answer({
      package: { ecosystem: 'npm', name: 'kit', version: '1.2.3', isMissing: false },
      kind: 'found',
      declarations: [{ name: 'chunk', kind: 'function', signature: 'chunk(list: T[]): T[][]', doc: '', line: 1 }],
    });
    await first;
    await turn();
    const [piece] = await provider.pieces(place, signal);
    assert.equal(piece?.text, '// kit 1.2.3\nchunk(list: T[]): T[][]');
    assert.equal(asked, 1);
  });

  test('nothing where nothing is imported, installed, or known', async () => {
    const packages = {
      lookUp: (): Promise<LookUp> => Promise.resolve({ kind: 'unknown', didYouMean: [], reason: '' }),
    };
    const provider = libraryContext({ root, packages, now: () => 0 });
    for (const marked of ['¦', 'const a = ¦', "import { a } from 'kit';\na(¦", "import * as kit from 'kit';\n¦"])
      assert.deepEqual(await provider.pieces(placeOf(marked), signal), []);
  });
});
