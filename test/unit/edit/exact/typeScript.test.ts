import assert from 'node:assert/strict';
import { EditProject, afterOf, reasonOf } from '../aProject.ts';

suite('What the project’s own TypeScript decides', function () {
  this.timeout(300_000);
  let project: EditProject | undefined;
  teardown(() => project?.remove());
  const open = (files: Readonly<Record<string, string>>): EditProject => {
    project = new EditProject({
      'package.json': '{ "type": "module" }',
      'tsconfig.json': JSON.stringify({
        compilerOptions: { strict: true, noEmit: true, target: 'es2022', module: 'nodenext', types: [] },
      }),
      ...files,
    });
    project.link('node_modules');
    return project;
  };

  test('members whose objects only the types tell are renamed, and it says who decided', async () => {
    const edited = open({
      'src/shelf.ts': `export class Shelf {\n  find(q: string): string[] {\n    return [q];\n  }\n}\nexport const shelves = [new Shelf()];\n`,
      'src/use.ts': `import { shelves } from './shelf.js';\nexport const all = shelves.map((shelf) => shelf.find('a'));\nconst { find } = shelves[0]!;\nexport const one = [1].find((x) => x > find('b').length);\n`,
    });
    const events = [];
    for await (const event of edited.events({ instruction: 'rename Shelf.find to seek' })) events.push(event);
    const last = events.at(-1)!;
    assert.equal(last.kind, 'finished');
    if (last.kind !== 'finished') return;
    const after = afterOf(last.result);
    assert.match(after['src/use.ts']!, /shelf\.seek\('a'\)[^]*\{ seek: find \} = [^]*\[1\]\.find\(/);
    assert.match(after['src/shelf.ts']!, /^ {2}seek\(q/m);
    assert.deepEqual(
      events.filter((event) => event.kind === 'exact').map((event) => event.by),
      ['the project’s TypeScript'],
    );
  });

  test('a member of something without a type is a reason to refuse', async () => {
    const edited = open({
      'a.ts': `export class Shelf {\n  find(): number {\n    return 1;\n  }\n}\nexport const f = (x: any) => x.find() as number;\n`,
    });
    assert.match(
      reasonOf(await edited.edit({ instruction: 'rename Shelf.find to seek' })),
      /a\.ts:6 says it of something whose type is not known/,
    );
  });

  test('code that is taken out has the types that its values have there', async () => {
    const text = `interface Box {\n  readonly size: number;\n  readonly label?: string;\n}\n\nexport function total(boxes: readonly Box[]): number {\n  let all = 0;\n  for (const box of boxes) {\n    if (box.label === undefined) continue;\n    const { label } = box;\n    const words = label.split(' ');\n    all += words.length * box.size;\n    console.log(words.map((word) => word.trim()), all);\n  }\n  return all;\n}\n`;
    const edited = open({ 'a.ts': text, 'b.d.ts': 'declare const console: { log(...said: unknown[]): void };\n' });
    const result = await edited.edit({
      instruction: 'extract function addUp',
      place: { path: 'a.ts', lines: { first: 11, last: 13 } },
    });
    assert.match(afterOf(result)['a.ts']!, /^function addUp\(label: string, all: number, box: Box\) \{$/m);
    assert.ok(result.status === 'proposed');
    assert.deepEqual(
      result.proposal.evidence.checks?.filter(({ what }) => what === 'Types').map(({ outcome }) => outcome),
      ['passed'],
    );
  });

  test('every call that the types lead to gets the argument', async () => {
    const edited = open({
      'a.ts': `export abstract class Base {\n  abstract find(q: string): string;\n}\nexport class One extends Base {\n  find(q: string): string {\n    return q;\n  }\n}\nexport const all: Base[] = [new One()];\n`,
      'b.ts': `import { all } from './a.js';\nexport const found = all.map((each) => each.find('x'));\n`,
    });
    const after = afterOf(
      await edited.edit({ instruction: 'add parameter `limit: number` to Base.find with value 3' }),
    );
    assert.match(
      after['a.ts']!,
      /abstract find\(q: string, limit: number\): string;[^]*\n {2}find\(q: string, limit: number\)/,
    );
    assert.match(after['b.ts']!, /each\.find\('x', 3\)/);
  });

  test('where it may not be run the syntax tree decides, or says why it cannot', async () => {
    const edited = open({
      'a.ts': `export class Shelf {\n  find(): number {\n    return 1;\n  }\n}\nexport const f = (xs: Shelf[]) => xs.map((x) => x.find());\n`,
    });
    const whyNotRun = (): string => 'The workspace is not trusted.';
    assert.match(
      reasonOf(await edited.edit({ instruction: 'rename Shelf.find to seek' }, { whyNotRun })),
      /Whose it is at a\.ts:6 cannot be told\. The project’s TypeScript was not asked\. The workspace is not trusted\./,
    );
  });
});
