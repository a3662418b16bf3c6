import assert from 'node:assert/strict';
import { claimsIn, isRuledOut } from '../../../src/completion/members.ts';

/** What is claimed by the text between the two marks. */
const claims = (languageId: string, marked: string): readonly string[] => {
  const [before = '', suggestion = '', after = ''] = marked.split('¦');
  return claimsIn(before + after, before.length, suggestion, languageId).map(({ module, name }) => `${module} ${name}`);
};
const ruledOut = (languageId: string, name: string, text: string): boolean =>
  isRuledOut(name, [{ path: 'file', text }], languageId);

suite('what a suggestion claims', () => {
  const script = "import { Ledger, add } from './ledger.ts';\nimport * as tools from './tools.ts';\n";

  for (const [what, text, ...expected] of [
    ['a name that is imported', "import { Ledger, ¦subtract¦ } from './ledger.ts';", './ledger.ts subtract'],
    ['a whole import', "¦import { a as b } from 'kit';¦", 'kit a'],
    ['a member of a module', `${script}const x = tools.¦polish()¦;`, './tools.ts polish'],
    ['a member of what is imported', `${script}¦Ledger.open()¦`, './ledger.ts Ledger.open'],
    ['the whole of a member that is finished', `${script}Ledger.op¦en()¦`, './ledger.ts Ledger.open'],
    ['of a value that was made', `${script}const l = new Ledger(1, two());\nl.¦post(1)¦`, './ledger.ts Ledger.post'],
    ['of a parameter', `${script}function f(l: Ledger): void {\n  l.¦post(1)¦\n}`, './ledger.ts Ledger.post'],
    ['only the first of a chain', `${script}¦tools.all.first¦`, './tools.ts all'],
    ['nothing of a default', "import kit from 'kit';\n¦kit.polish¦"],
    ['nothing of what is assigned', `${script}¦tools.extra = 1;¦`],
    ['nothing in a string or a comment', `${script}¦const a = "tools.extra"; // tools.more¦`],
    ['nothing of a name with two meanings', `${script}function f(tools) {\n  ¦tools.extra()¦\n}`],
    ['nothing of a variable of another type below', `${script}let l = new Ledger();\nl = other();\n¦l.post()¦`],
    ['nothing of a loop over it', `${script}for (const l of list) {\n  ¦l.post()¦\n}`],
    ['nothing of a member of something else', `${script}¦this.tools.extra()¦`],
    ['nothing that everything has', `${script}¦Ledger.name¦`],
    ['nothing that stood there before', `${script}tools.extra();¦ more¦`],
    ['nothing of what an import in a comment says', "/*\nimport * as old from './old';\n*/\n¦old.extra()¦"],
  ] as const)
    test(`of TypeScript: ${what}`, () => assert.deepEqual(claims('typescript', text), expected));

  for (const [what, text, ...expected] of [
    ['a name that is imported', 'from .ledger import ¦Ledger, add¦', '.ledger Ledger', '.ledger add'],
    ['a member of a module', 'import kit.parts as parts\nx = parts.¦polish()¦', 'kit.parts polish'],
    ['of a value that was made', 'from .ledger import Ledger\nl = Ledger(1)\nl.¦post(1)¦', '.ledger Ledger.post'],
    [
      'of a parameter',
      'from .ledger import Ledger\ndef f(l: Ledger, n=1) -> None:\n    ¦l.post(n)¦\n',
      '.ledger Ledger.post',
    ],
    ['nothing of a name that is bound again', 'import kit\nfor kit in kits:\n    ¦kit.polish()¦\n'],
    ['nothing of what a function gave', 'from .ledger import open_one\nl = open_one()\n¦l.post()¦'],
    ['nothing of a special name', 'import kit\n¦kit.__version__¦'],
    ['nothing in an import of a string', 's = """\nimport kit\n"""\n¦kit.polish()¦'],
  ] as const)
    test(`of Python: ${what}`, () => assert.deepEqual(claims('python', text), expected));

  test('of Go', () => {
    const go = 'package a\n\nimport "example.com/shop/ledger"\n\n';
    assert.deepEqual(claims('go', `${go}func f() {\n\tledger.¦Post(1)¦\n}`), ['example.com/shop/ledger Post']);
    assert.deepEqual(claims('go', `${go}func f(e *ledger.Entry) {\n\te.¦Post(1)¦\n}`), [
      'example.com/shop/ledger Entry.Post',
    ]);
    assert.deepEqual(claims('go', `${go}func f() {\n\tledger, err := open()\n\t¦ledger.Post(1)¦\n}`), []);
  });

  test('of Java', () => {
    const java = 'package shop;\nimport shop.books.Ledger;\n';
    assert.deepEqual(claims('java', `${java}class A { void f(Ledger l) { l.¦post(1)¦; } }`), [
      'shop.books Ledger.post',
    ]);
    assert.deepEqual(claims('java', `${java}class A { void f() { var l = Ledger.open(); l.¦post(1)¦; } }`), []);
  });

  test('at most a handful, whatever is suggested', () => {
    const many = Array.from({ length: 500 }, (_, at) => `tools.part${at}();`).join('\n');
    assert.ok(claims('typescript', `${script}¦${many}¦`).length <= 12);
  });
});

suite('what a module rules out', () => {
  test('a word that stands nowhere in it', () => {
    assert.equal(ruledOut('typescript', 'subtract', 'export function add() {}'), true);
    assert.equal(ruledOut('typescript', 'add', 'export function add() {}'), false);
    assert.equal(ruledOut('python', 'subtract', 'def add(): ...'), true);
  });

  for (const [languageId, text] of [
    ['typescript', "export * from './more.ts';\nexport const a = 1;"],
    ['typescript', 'const a = 1;'],
    ['javascript', 'module.exports = { a };\nexport const b = 1;'],
    ['python', 'from .more import *'],
    ['python', 'def __getattr__(name): ...'],
    ['go', 'package a\nimport "C"'],
    ['java', '@Data class A {}'],
  ] as const)
    test(`nothing where names may come from elsewhere: ${text.split('\n')[0]}`, () =>
      assert.equal(ruledOut(languageId, 'unheard', text), false));

  test('a member of a class that is all there', () => {
    const ledger = 'export class Ledger implements Book {\n  post(): void {}\n}';
    assert.equal(ruledOut('typescript', 'Ledger.remove', ledger), true);
    assert.equal(ruledOut('typescript', 'Ledger.post', ledger), false);
    assert.equal(ruledOut('typescript', 'Ledger.remove', ledger.replace('implements', 'extends')), false);
    assert.equal(ruledOut('typescript', 'Ledger.remove', 'export const Ledger = make();'), false);
    assert.equal(ruledOut('typescript', 'Ledger.remove', `@registered\n${ledger}`), false);
    assert.equal(
      ruledOut('typescript', 'Ledger.remove', 'export interface Ledger {\n  [key: string]: number;\n}'),
      false,
    );
    assert.equal(ruledOut('python', 'Ledger.remove', '@dataclass\nclass Ledger:\n    total: int\n'), true);
    assert.equal(ruledOut('python', 'Ledger.remove', 'class Ledger(Base):\n    total: int\n'), false);
    assert.equal(ruledOut('go', 'Entry.Remove', 'package a\n\ntype Entry struct {\n\tTotal int\n}\n'), true);
    assert.equal(ruledOut('go', 'Entry.Remove', 'package a\n\ntype Entry struct {\n\tsync.Mutex\n}\n'), false);
    assert.equal(ruledOut('java', 'Ledger.remove', '/** @param x */\npublic class Ledger {\n}\n'), true);
    assert.equal(ruledOut('java', 'Ledger.remove', 'public class Ledger extends Book {\n}\n'), false);
  });
});
