import assert from 'node:assert/strict';
import { EditProject, afterOf, reasonOf } from '../aProject.ts';

suite('Organising imports without a model', () => {
  const organised = async (name: string, text: string): Promise<string> => {
    const project = new EditProject({ [name]: text });
    try {
      const result = await project.edit({ instruction: 'Organise imports.', place: { path: name } });
      return result.status === 'none' ? reasonOf(result) : (afterOf(result)[name] ?? '');
    } finally {
      project.remove();
    }
  };

  test('sorts, and drops what nothing uses', async () =>
    assert.equal(
      await organised(
        'a.ts',
        `import { z, type B, a } from './z';
import fs from 'node:fs';
import * as gone from 'gone';
import def, { unused } from '../up';
import type { Only } from './types';

import { late } from './late';

/** Like {@link Only}. */
export const x: B = a(fs, def, late);
`,
      ),
      `import fs from 'node:fs';
import def from '../up';
import type { Only } from './types';
import { a, type B } from './z';

import { late } from './late';

/** Like {@link Only}. */
export const x: B = a(fs, def, late);
`,
    ));

  test('moves nothing past an import that does something by being there, and keeps comments', async () => {
    const text = `import { b } from 'b';\nimport './setup';\nimport { a } from 'a'; // first\n\na(b);\n`;
    assert.match(await organised('a.ts', text), /are in order, and all are used/);
    assert.equal(
      await organised(
        'a.tsx',
        `import React from 'react';\nimport { C } from './c';\nimport { a } from 'a';\nexport const x = <C />;\n`,
      ),
      `import React from 'react';\nimport { C } from './c';\nexport const x = <C />;\n`,
    );
  });

  test('keeps the shape of a long list and the line breaks', async () =>
    assert.equal(
      await organised('a.ts', 'import {\r\n  c,\r\n  b,\r\n  a,\r\n} from "x";\r\na(c);\r\n'),
      'import {\r\n  a,\r\n  c,\r\n} from "x";\r\na(c);\r\n',
    ));

  test('Python: modules before names, what is listed or marked stays', async () => {
    assert.equal(
      await organised(
        'a.py',
        `from __future__ import annotations
from typing import List, Any
import sys, os
import json as j
import plugin  # noqa: F401

__all__ = ["Any"]
print(os.sep, List)
`,
      ),
      `from __future__ import annotations
import os
from typing import Any, List
import plugin  # noqa: F401

__all__ = ["Any"]
print(os.sep, List)
`,
    );
    assert.match(await organised('p/__init__.py', 'from .a import b\n'), /in order/);
  });

  test('leaves a group without a gap, and says what it cannot do', async () => {
    assert.equal(
      await organised('a.js', `import { x } from './x.js';\n\nexport const a = 1;\n`),
      'export const a = 1;\n',
    );
    assert.match(await organised('a.js', `import { x } from './x.js';\nfoo(;\n`), /does not parse/);
    assert.match(await organised('a.go', 'package a\n'), /only those of JavaScript, TypeScript and Python/);
  });
});
