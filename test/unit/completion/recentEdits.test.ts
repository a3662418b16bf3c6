import assert from 'node:assert/strict';
import { RecentEdits } from '../../../src/completion/recentEdits.ts';

const minute = 60_000;

/** An editor's documents, typed into by lines. */
class Desk {
  readonly edits = new RecentEdits();
  readonly texts = new Map<string, string>();
  now = 0;
  readonly refused = new Set<string>();

  open(path: string, text: string): this {
    this.texts.set(path, text);
    this.edits.follow(path, text);
    return this;
  }

  /** Replaces one piece of text by another, as a keystroke does. */
  type(path: string, from: string, to: string): this {
    const text = this.texts.get(path) ?? '';
    const at = text.indexOf(from);
    assert.ok(at >= 0, `“${from}” stands in ${path}`);
    this.texts.set(path, text.slice(0, at) + to + text.slice(at + from.length));
    const line = text.slice(0, at).split('\n').length - 1;
    this.edits.edit(path, [{ line, removed: breaks(from), added: breaks(to) }], this.now);
    return this;
  }

  /** The hunks for a cursor at the end of a text. */
  near(path: string, text: string): readonly string[] {
    const asked = {
      now: this.now,
      mayRead: (one: string) => !this.refused.has(one),
      textOf: (one: string) => this.texts.get(one),
    };
    const place = { path, languageId: 'typescript', text, offset: text.length };
    return this.edits.near(place, asked).map((piece) => `${piece.path}\n${piece.text}`);
  }
}

const breaks = (text: string): number => text.split('\n').length - 1;
const ledger = 'export class Ledger {\n  add(amount: number) {\n    this.total += amount;\n  }\n}\n';

suite('recent edits', () => {
  test('keystrokes in one place are one edit', () => {
    const desk = new Desk().open('src/ledger.ts', ledger);
    for (const typed of ['add(amountI', 'add(amountIn', 'add(amountInCents'])
      desk.type('src/ledger.ts', /add\(\w+/.exec(desk.texts.get('src/ledger.ts') ?? '')?.[0] ?? '', typed);
    desk.type('src/ledger.ts', '+= amount;', '+= amountInCents;');
    assert.deepEqual(desk.near('src/report.ts', 'const ledger = new Ledger();\nledger.add('), [
      [
        'src/ledger.ts',
        '@@ -2,2 +2,2 @@',
        ' export class Ledger {',
        '-  add(amount: number) {',
        '-    this.total += amount;',
        '+  add(amountInCents: number) {',
        '+    this.total += amountInCents;',
        '   }',
      ].join('\n'),
    ]);
  });

  test('what was undone is no edit', () => {
    const desk = new Desk().open('a.ts', ledger);
    desk.type('a.ts', 'Ledger', 'Journal').type('a.ts', 'Journal', 'Ledger');
    assert.deepEqual(desk.near('b.ts', 'new Ledger().'), []);
  });

  test('what is being written at the cursor is no edit yet', () => {
    const desk = new Desk().open('a.ts', `${ledger}\n`);
    desk.type('a.ts', '}\n\n', '}\nconst ledger = new Ledger()');
    assert.deepEqual(desk.near('a.ts', desk.texts.get('a.ts') ?? ''), []);
  });

  test('an edit further up in the same file is told when something went', () => {
    const desk = new Desk().open('a.ts', `${ledger}${'\n// Far below.'.repeat(100)}\nledger.`);
    desk.type('a.ts', 'add(amount: number)', 'book(amount: number)');
    const [hunk] = desk.near('a.ts', desk.texts.get('a.ts') ?? '');
    assert.match(hunk ?? '', /- {2}add\(amount: number\) \{\n\+ {2}book\(amount: number\) \{/);
  });

  test('what shares names with the place comes first', () => {
    const desk = new Desk().open('src/paint.ts', 'const colour = red;\n').open('src/ledger.ts', ledger);
    desk.type('src/ledger.ts', 'total', 'balance');
    desk.now = 10;
    desk.type('src/paint.ts', 'red', 'blue');
    const hunks = desk.near('src/report.ts', 'ledger.add(amount);\nthis.balance');
    assert.match(hunks[0] ?? '', /^src\/ledger\.ts/);
  });

  test('another language without a common name is left out', () => {
    const desk = new Desk().open('notes.md', 'One sentence.\n');
    desk.type('notes.md', 'One', 'Another');
    assert.deepEqual(desk.near('src/report.ts', 'ledger.add('), []);
  });

  test('fades, and is part of what was before then', () => {
    const desk = new Desk().open('a.ts', `let total = 0;\n${'// In between.\n'.repeat(9)}${ledger}`);
    desk.type('a.ts', 'total', 'balance\nlet more');
    desk.now = 30 * minute;
    desk.type('a.ts', 'amount: number', 'amount: bigint');
    const hunks = desk.near('b.ts', 'new Ledger().add(amount, balance, total');
    assert.equal(hunks.length, 1);
    assert.doesNotMatch(hunks.join('\n'), /balance/);
    assert.match(hunks.join('\n'), /^@@ -13,1 \+13,1 @@$/m);
    desk.now = 60 * minute;
    assert.deepEqual(desk.near('b.ts', 'new Ledger().add(amount'), []);
    assert.deepEqual(desk.edits.editedFiles, []);
  });

  test('nothing of a file that may not be read', () => {
    const desk = new Desk().open('a.ts', ledger);
    desk.refused.add('a.ts');
    desk.type('a.ts', 'total', 'balance');
    assert.deepEqual(desk.near('b.ts', 'new Ledger().add(amount, balance'), []);
  });

  test('a secret in an ordinary file is neither in what went nor in what came', () => {
    const secrets = ['DB_PASSWORD=hunter2hunter2', 'DB_PASSWORD=correct-horse-9'] as const;
    const desk = new Desk().open('run.sh', `export ${secrets[0]}\nexport LEVEL=1\nstart Ledger amount\n`);
    desk.type('run.sh', secrets[0], secrets[1]);
    assert.deepEqual(desk.near('go.sh', 'start Ledger amount'), []);
    desk.type('run.sh', 'LEVEL=1', 'LEVEL=2');
    const [hunk] = desk.near('go.sh', 'start Ledger amount $LEVEL');
    assert.match(hunk ?? '', /\+export LEVEL=2/);
    assert.doesNotMatch(hunk ?? '', /hunter2|correct-horse/);
  });

  test('what another program has written is no edit', () => {
    const desk = new Desk().open('a.ts', ledger);
    desk.type('a.ts', 'total', 'balance');
    desk.texts.set('a.ts', 'export class Journal {}\n');
    desk.edits.replace('a.ts', 'export class Journal {}\n');
    assert.deepEqual(desk.near('b.ts', 'new Ledger().add(amount'), []);
  });

  test('outlives the closing of a file, if nobody writes it meanwhile', () => {
    const desk = new Desk().open('a.ts', ledger);
    desk.type('a.ts', 'total', 'balance');
    const text = desk.texts.get('a.ts') ?? '';
    desk.edits.close('a.ts', text);
    desk.texts.delete('a.ts');
    assert.equal(desk.near('b.ts', 'new Ledger().add(amount').length, 1);
    desk.open('a.ts', text);
    assert.equal(desk.near('b.ts', 'new Ledger().add(amount').length, 1);
    desk.edits.close('a.ts', text);
    desk.open('a.ts', ledger);
    assert.deepEqual(desk.near('b.ts', 'new Ledger().add(amount'), []);
  });

  test('takes a huge paste, an empty file and any script', () => {
    const desk = new Desk().open('a.ts', '').open('b.ts', 'ключ = 1\r\n');
    desk.type('a.ts', '', Array.from({ length: 5000 }, (_, at) => `const Ledger${at} = amount;`).join('\n'));
    desk.type('b.ts', '1', '"😀ledger"');
    for (const hunk of desk.near('c.ts', 'Ledger amount ключ')) assert.ok(hunk.length < 2_000, `${hunk.length}`);
  });
});
