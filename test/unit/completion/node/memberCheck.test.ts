/** The check on real files and on the packages that this project has installed. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { everyCheck } from '../../../../src/completion/checks.ts';
import { createMemberCheck, type MemberCheckDeps } from '../../../../src/completion/node/memberCheck.ts';
import { systemClock } from '../../../../src/model/node/clock.ts';
import { PackagesCatalog } from '../../../../src/retrieval/node/packages/catalog.ts';
import { PackagesFolder, type Files } from '../../../fakes/packagesFolder.ts';
import { grammars, queries } from '../../syntax/installedGrammars.ts';

const root = path.resolve(import.meta.dirname, '../../../..');
const clock = { ...systemClock, now: () => performance.now() };

suite('a check of names', function () {
  this.timeout(20_000);
  let installed: PackagesCatalog;
  suiteSetup(async () => {
    installed = new PackagesCatalog({ root, home: '/nowhere', environment: {}, grammars, queries });
    await installed.open();
    const signal = new AbortController().signal;
    // Read before anybody waits for it.
    for (const name of ['diff'])
      await installed.lookUp({ from: path.join(root, 'src/a.ts'), package: name, name: 'x' }, signal);
  });
  suiteTeardown(() => installed.dispose());

  /** How far the text between the marks is trusted. */
  const trust = async (place: string, marked: string, deps: Partial<MemberCheckDeps> = {}): Promise<number> => {
    const [before = '', suggestion = '', after = ''] = marked.split('¦');
    const check = createMemberCheck({
      root,
      mostBytes: 1_000_000,
      exclude: () => [],
      unsaved: () => undefined,
      packages: installed,
      index: () => Promise.resolve(undefined),
      clock: { ...clock, sleep: (_, signal) => clock.sleep(10_000, signal) },
      ...deps,
    });
    const [one = Number.NaN] = await check({ path: place, text: before + after, offset: before.length }, [suggestion]);
    return one;
  };
  const inFolder = async (files: Files, place: string, marked: string, more: Partial<MemberCheckDeps> = {}) => {
    const folder = new PackagesFolder(files);
    try {
      return await trust(place, marked, { root: folder.root, packages: await folder.catalog(), ...more });
    } finally {
      folder.remove();
    }
  };
  const symbols = (...defined: readonly string[]): Pick<MemberCheckDeps, 'index'> => ({
    index: async () => ({
      symbols: ({ name = '' }) =>
        Promise.resolve({
          ms: 0,
          results: defined.includes(name)
            ? [{ path: 'x', startLine: 1, endLine: 1, kind: 'method', score: 1, reason: '' }]
            : [],
        }),
    }),
  });

  test('of installed packages', async () => {
    assert.equal(await trust('src/text/a.ts', "import { ¦structuredPatch¦ } from 'diff';"), 1);
    assert.equal(await trust('src/text/a.ts', "import { ¦unifiedPatchOf¦ } from 'diff';"), 0.3);
    assert.equal(await trust('src/text/a.ts', "import * as diff from 'diff';\ndiff.¦diffLines(a, b)¦"), 1);
    assert.equal(await trust('src/text/a.ts', "import * as diff from 'diff';\ndiff.¦diffParagraphs(a, b)¦"), 0.3);
    assert.equal(await trust('src/text/a.ts', "import { ¦anything¦ } from 'no-such-package-at-all';"), 1);
  });

  test('of files of the workspace', async () => {
    assert.equal(await trust('src/text/hunk.ts', "import { ¦splitLines¦ } from './lines.ts';"), 1);
    assert.equal(await trust('src/text/hunk.ts', "import { ¦joinLines¦ } from './lines.ts';"), 0.3);
    assert.equal(await trust('src/text/hunk.ts', "import { ¦joinLines¦ } from './gone.ts';"), 1);
    assert.equal(await trust('src/text/hunk.ts', "import { ¦joinLines¦ } from '../../../../../etc/lines.ts';"), 1);
  });

  test('what an editor holds unsaved counts', async () => {
    const unsaved = (place: string): string | undefined =>
      place === 'src/text/lines.ts' ? 'export function joinLines() {}\n' : undefined;
    const joined = "import { ¦joinLines¦ } from './lines.ts';";
    assert.equal(await trust('src/text/hunk.ts', joined, { unsaved }), 1);
    assert.equal(await trust('src/text/hunk.ts', "import { ¦splitLines¦ } from './lines.ts';", { unsaved }), 0.3);
  });

  const ledger = 'export class Ledger {\n  post(amount: number): void {}\n}\n';
  const use = "import { Ledger } from './ledger.js';\nconst ledger = new Ledger();\nledger.¦";

  test('of a type, once nothing in the workspace defines such a member', async () => {
    const files = { 'src/ledger.ts': ledger };
    assert.equal(await inFolder(files, 'src/a.ts', `${use}post(1)¦`, symbols()), 1);
    assert.equal(await inFolder(files, 'src/a.ts', `${use}remove(1)¦`, symbols()), 0.3);
    assert.equal(await inFolder(files, 'src/a.ts', `${use}remove(1)¦`, symbols('remove')), 1);
    assert.equal(await inFolder(files, 'src/a.ts', `${use}remove(1)¦`), 1, 'without an index');
  });

  test('of a package of Python, and of the packages that it has installed', async () => {
    const site = '.venv/lib/python3.11/site-packages';
    const files = {
      'shop/__init__.py': 'from .ledger import Ledger\n',
      'shop/ledger.py': 'class Ledger:\n    def post(self, amount): ...\n',
      'shop/books.py': '',
      '.venv/pyvenv.cfg': 'home = /usr/bin\n',
      [`${site}/kit/__init__.py`]: 'def polish(stone): ...\n',
      [`${site}/kit/py.typed`]: '',
      [`${site}/kit-2.1.dist-info/METADATA`]: 'Name: kit\nVersion: 2.1\n',
      [`${site}/kit-2.1.dist-info/top_level.txt`]: 'kit\n',
    };
    const here = 'shop/report.py';
    assert.equal(await inFolder(files, here, 'from .ledger import ¦Ledger¦'), 1);
    assert.equal(await inFolder(files, here, 'from .ledger import ¦Journal¦'), 0.3);
    assert.equal(await inFolder(files, here, 'from . import ¦books¦'), 1, 'a module is a name of its package');
    assert.equal(await inFolder(files, 'main.py', 'import shop.ledger as l\nl.¦Journal()¦'), 0.3);
    assert.equal(await inFolder(files, 'main.py', 'import logging\nlogging.¦shout()¦'), 1);
    assert.equal(await inFolder(files, 'main.py', 'import kit\nkit.¦polish(s)¦'), 1);
    assert.equal(await inFolder(files, 'main.py', 'from kit import ¦carve¦'), 0.3);
  });

  test('of a package of Go, whichever of its files has the name', async () => {
    const files = {
      'go.mod': 'module example.com/shop\n\ngo 1.22\n',
      'ledger/ledger.go': 'package ledger\n\ntype Ledger struct {\n\ttotal int\n}\n',
      'ledger/post.go': 'package ledger\n\nfunc (l *Ledger) Post(amount int) {}\n',
    };
    const go = 'package main\n\nimport "example.com/shop/ledger"\n\nfunc f(l *ledger.Ledger) {\n\t';
    assert.equal(await inFolder(files, 'main.go', `${go}ledger.¦Ledger{}¦\n}`), 1);
    assert.equal(await inFolder(files, 'main.go', `${go}ledger.¦Open()¦\n}`), 0.3);
    assert.equal(await inFolder(files, 'main.go', `${go}l.¦Post(1)¦\n}`, symbols()), 1);
    assert.equal(await inFolder(files, 'main.go', `${go}l.¦Remove(1)¦\n}`, symbols()), 0.3);
  });

  test('of a class of Java', async () => {
    const files = {
      'src/main/java/shop/books/Ledger.java':
        'package shop.books;\n\n/** @since 1 */\npublic class Ledger {\n  public void post(int amount) {}\n}\n',
    };
    const java = 'package shop;\nimport shop.books.Ledger;\nclass A { void f(Ledger l) { l.¦';
    const here = 'src/main/java/shop/A.java';
    assert.equal(await inFolder(files, here, `${java}post(1)¦; } }`, symbols()), 1);
    assert.equal(await inFolder(files, here, `${java}remove(1)¦; } }`, symbols()), 0.3);
  });

  test('a package that takes long to read is not waited for', async () => {
    const packages = { lookUp: () => new Promise<never>(() => {}) };
    assert.equal(await trust('src/a.ts', "import { ¦unheard¦ } from 'diff';", { packages, clock }), 1);
  });

  test('a file that is ignored is not read for it', async () => {
    const files = { '.gitignore': 'secret.ts\n', 'secret.ts': 'export const a = 1;\n' };
    assert.equal(await inFolder(files, 'b.ts', "import { ¦unheard¦ } from './secret.ts';"), 1);
  });

  test('several checks are one: the product of their trusts, and one that fails says nothing', async () => {
    const half = everyCheck([
      () => Promise.resolve([0.5, 1]),
      () => Promise.reject(new Error('broken')),
      () => Promise.resolve([0.5]),
    ]);
    assert.deepEqual(await half({ path: 'a', text: '', offset: 0 }, ['x', 'y']), [0.25, 1]);
  });
});
