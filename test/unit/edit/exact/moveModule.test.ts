/** Modules that are moved with all of their imports, exactly; each project is a real folder. */

import assert from 'node:assert/strict';
import { EditProject, reasonOf } from '../aProject.ts';

suite('A module that is moved', function () {
  this.timeout(60_000);
  let project: EditProject | undefined;
  teardown(() => project?.remove());

  async function moved(files: Readonly<Record<string, string>>, instruction: string) {
    project = new EditProject(files);
    const result = await project.edit({ instruction });
    if (result.status === 'none') throw new Error(reasonOf(result));
    const { changes, evidence } = result.proposal;
    return { after: Object.fromEntries(changes.map(({ path, after }) => [path, after])), warnings: evidence.warnings };
  }
  async function refused(files: Readonly<Record<string, string>>, instruction: string): Promise<string> {
    project = new EditProject(files);
    const result = await project.edit({ instruction });
    assert.equal(result.status, 'none');
    return reasonOf(result);
  }

  test('takes every way to import it along, as each was written, and leaves the others alone', async () => {
    const { after } = await moved(
      {
        'src/a.ts':
          "import { b } from './b.ts';\nimport type { C } from './deep/c';\nexport const a = (c: C) => b(c);\n",
        'src/b.ts': "export const b = (x: unknown) => x;\nexport const lazy = () => import('./a.js');\n",
        'src/deep/c.ts': "export type C = typeof import('../a');\nexport interface D { a: string }\n",
        'src/index.ts': 'export * from \'./a.ts\';\nexport { a as first } from "./a";\n',
        'test/a.test.ts':
          "import { a } from '../src/a';\nvi.mock('../src/a');\nconst x = require('../src/a');\nvoid [a, x];\n",
        'src/other/a.ts': 'export const a = 1;\n',
        'src/other/user.ts': "import { a } from './a';\nvoid a;\n",
      },
      'move src/a.ts to src/core/a.ts',
    );
    assert.deepEqual(after, {
      'src/a.ts': undefined,
      'src/core/a.ts':
        "import { b } from '../b.ts';\nimport type { C } from '../deep/c';\nexport const a = (c: C) => b(c);\n",
      'src/b.ts': "export const b = (x: unknown) => x;\nexport const lazy = () => import('./core/a.js');\n",
      'src/deep/c.ts': "export type C = typeof import('../core/a');\nexport interface D { a: string }\n",
      'src/index.ts': 'export * from \'./core/a.ts\';\nexport { a as first } from "./core/a";\n',
      'test/a.test.ts':
        "import { a } from '../src/core/a';\nvi.mock('../src/core/a');\nconst x = require('../src/core/a');\nvoid [a, x];\n",
    });
  });

  test('keeps aliases, folders that stand for their index, and line breaks', async () => {
    const { after } = await moved(
      {
        'tsconfig.json': '{ "compilerOptions": { "baseUrl": ".", "paths": { "@/*": ["src/*"] } } }',
        'src/shop/index.ts': "import { x } from '@/x';\r\nexport const shop = x;\r\n",
        'src/x.ts': 'export const x = 1;\n',
        'src/app.ts':
          "import { shop } from './shop';\r\nimport { shop as b } from '@/shop';\r\nimport { shop as c } from './shop/index';\r\n",
      },
      'Move src/shop/index.ts to src/market/index.ts.',
    );
    assert.equal(
      after['src/app.ts'],
      "import { shop } from './market';\r\nimport { shop as b } from '@/market';\r\nimport { shop as c } from './market/index';\r\n",
    );
    assert.equal(after['src/market/index.ts'], "import { x } from '@/x';\r\nexport const shop = x;\r\n");
  });

  test('goes into a folder, and may get another name', async () => {
    const files = { 'a.mjs': 'export const a = 1;\n', 'lib/b.mjs': "import { a } from '../a.mjs';\nvoid a;\n" };
    const { after } = await moved(files, 'move `a.mjs` into the folder lib');
    assert.deepEqual(Object.keys(after), ['lib/a.mjs', 'lib/b.mjs', 'a.mjs']);
    assert.equal(after['lib/b.mjs'], "import { a } from './a.mjs';\nvoid a;\n");
    project?.remove();
    const renamed = await moved(files, 'rename a.mjs to first.mjs');
    assert.equal(renamed.after['lib/b.mjs'], "import { a } from '../first.mjs';\nvoid a;\n");
  });

  test('of Python is imported by its new name however it was, and its package is one', async () => {
    const { after } = await moved(
      {
        'shop/__init__.py': '',
        'shop/prices.py':
          'from .tax import rate\nfrom . import tax\nfrom shop.tax import rate as r\n\n\ndef price(n):\n    return n * rate() * tax.rate() * r()\n',
        'shop/tax.py': 'def rate():\n    return 2\n',
        'shop/cart.py':
          'from .prices import price\nfrom . import prices, tax\n\n\ndef total():\n    return price(1) + prices.price(tax.rate())\n',
        'app.py':
          'import shop.prices\nimport shop.prices as p\nfrom shop import prices\nfrom shop.prices import (\n    price,\n)\n\nprint(shop.prices.price(1), p.price(2), prices.price(3), price(4))\n',
        'tests/test_cart.py':
          "from unittest.mock import patch\n\n\n@patch('shop.prices.price')\ndef test_it(p):\n    assert 'shop.pricesless'\n",
      },
      'move shop/prices.py to shop/core/prices.py',
    );
    assert.deepEqual(after, {
      'shop/core/__init__.py': '',
      'shop/core/prices.py':
        'from ..tax import rate\nfrom .. import tax\nfrom shop.tax import rate as r\n\n\ndef price(n):\n    return n * rate() * tax.rate() * r()\n',
      'shop/prices.py': undefined,
      'shop/cart.py':
        'from .core.prices import price\nfrom . import tax\nfrom .core import prices\n\n\ndef total():\n    return price(1) + prices.price(tax.rate())\n',
      'app.py':
        'import shop.core.prices\nimport shop.core.prices as p\nfrom shop.core import prices\nfrom shop.core.prices import (\n    price,\n)\n\nprint(shop.core.prices.price(1), p.price(2), prices.price(3), price(4))\n',
      'tests/test_cart.py':
        "from unittest.mock import patch\n\n\n@patch('shop.core.prices.price')\ndef test_it(p):\n    assert 'shop.pricesless'\n",
    });
  });

  test('of Python in a source folder keeps the names that leave the folder out', async () => {
    const { after } = await moved(
      {
        'src/shop/__init__.py': '',
        'src/shop/a.py': 'A = 1\n',
        'src/shop/b.py': 'import shop.a\n\nprint(shop.a.A)\n',
        'tests/test_a.py': 'from shop.a import A\n',
      },
      'move src/shop/a.py to src/shop/deep/c.py',
    );
    assert.equal(after['src/shop/b.py'], 'import shop.deep.c\n\nprint(shop.deep.c.A)\n');
    assert.equal(after['tests/test_a.py'], 'from shop.deep.c import A\n');
  });

  test('is refused where it is not sure or makes no sense, with the reason', async () => {
    const files = { 'src/a.ts': 'export {};\n', 'src/b.ts': 'export {};\n', 'x.py': 'A = 1\n' };
    assert.match(await refused(files, 'move src/gone.ts to src/c.ts'), /There is no file src\/gone\.ts/);
    project?.remove();
    assert.match(await refused(files, 'move src/a.ts to src/b.ts'), /There is a file src\/b\.ts already/);
    project?.remove();
    assert.match(await refused(files, 'move src/a.ts to ../c.ts'), /not a path inside/);
    project?.remove();
    assert.match(await refused(files, 'move src/a.ts to src/a.py'), /same language/);
    project?.remove();
    assert.match(await refused(files, 'move x.py to 2-x.py'), /could not import/);
    project?.remove();
    assert.match(await refused(files, 'move src/a.ts to src'), /is there already/);
  });

  test('is told where else it is named', async () => {
    const { warnings } = await moved(
      { 'src/a.ts': 'export {};\n', 'package.json': '{ "main": "src/a.ts" }\n', 'README.md': 'See src/a.ts.\n' },
      'move src/a.ts to lib/a.ts',
    );
    assert.match(warnings.join(' '), /src\/a\.ts is named in README\.md, package\.json, which stays as it is/);
  });
});
