import assert from 'node:assert/strict';
import { createJournal, type OutcomeFact, type ShownOffer } from '../../../src/completion/journal.ts';

/** A window in which time passes when the test says so. */
function window() {
  const time = { now: Date.UTC(2026, 10, 21, 12) };
  const facts: OutcomeFact[] = [];
  const journal = createJournal({ now: () => time.now, record: (fact) => facts.push(fact) });
  const offer = (changes: Partial<ShownOffer> = {}): void =>
    journal.shown({
      id: 1,
      path: 'a.ts',
      languageId: 'typescript',
      source: 'embedded',
      text: 'sum(items);',
      offset: 10,
      trigger: 'typing',
      confidence: 0.7,
      engineMs: 3,
      pauseMs: 0,
      ...changes,
    });
  const type = (offset: number, text: string, removed = 0, path = 'a.ts'): void =>
    journal.documentChanged(path, [{ offset, removed, text }]);
  const outcomes = () => facts.flatMap((fact) => (fact.kind === 'offer' ? [fact.outcome] : []));
  const kept = () =>
    facts.flatMap((fact) => (fact.kind === 'kept' ? [[fact.afterSeconds, fact.kept, fact.characters]] : []));
  /** Time goes by, and nobody asks what is due. */
  const sleep = (seconds: number): void => {
    time.now += seconds * 1000;
  };
  const pass = (seconds: number): void => {
    sleep(seconds);
    journal.settle();
  };
  return { journal, facts, offer, type, outcomes, kept, pass, sleep };
}

suite('the journal of suggestions', () => {
  test('counts an accept, with what it has put into the document', () => {
    const { journal, facts, offer, pass, type } = window();
    offer({ engineMs: 12, pauseMs: 90 });
    pass(2);
    type(10, 'sum(items);');
    journal.accepted(1, { offset: 10, text: 'sum(items);' });
    const at = Date.UTC(2026, 10, 21, 12);
    const tags = { at, languageId: 'typescript', source: 'embedded', trigger: 'typing' };
    assert.deepEqual(facts, [
      { kind: 'accepted', ...tags, unit: 'whole', characters: 11 },
      {
        kind: 'offer',
        ...tags,
        outcome: 'accepted',
        characters: 11,
        confidence: 0.7,
        engineMs: 12,
        pauseMs: 90,
        visibleMs: 2000,
      },
    ]);
  });

  test('takes the rest of an offer that is typed along for the same offer, by all of its names', () => {
    const { journal, offer, type, outcomes, pass } = window();
    offer();
    type(10, 's');
    offer({ id: 2, text: 'um(items);', offset: 11 });
    pass(1);
    type(11, 'um(items);');
    journal.accepted(1, { offset: 11, text: 'um(items);' });
    journal.accepted(2, { offset: 11, text: 'um(items);' });
    assert.deepEqual(outcomes(), ['accepted']);
  });

  test('an offer whose bracket the editor has closed by itself is still the same', () => {
    const { offer, outcomes, pass } = window();
    offer();
    pass(1);
    offer({ id: 2, text: 'items', offset: 14 });
    assert.deepEqual(outcomes(), []);
    offer({ id: 3, text: 'item', offset: 14 });
    assert.deepEqual(outcomes(), ['replaced']);
  });

  test('an offer that is taken word by word to its end is an accepted one', () => {
    const { journal, offer, type, facts, outcomes } = window();
    offer();
    type(10, 'sum');
    journal.partlyAccepted(1, 'word', { offset: 10, text: 'sum' });
    offer({ id: 2, text: '(items);', offset: 13 });
    type(13, '(items);');
    journal.partlyAccepted(2, 'word', { offset: 13, text: '(items);' });
    assert.deepEqual(outcomes(), ['accepted']);
    assert.deepEqual(
      facts.flatMap((fact) => (fact.kind === 'accepted' ? [[fact.unit, fact.characters]] : [])),
      [
        ['word', 3],
        ['word', 8],
      ],
    );
  });

  test('an offer of which a word was taken and no more is a partly accepted one', () => {
    const { journal, offer, type, outcomes } = window();
    offer();
    type(10, 'sum');
    journal.partlyAccepted(1, 'word', { offset: 10, text: 'sum' });
    journal.dismissed(1);
    assert.deepEqual(outcomes(), ['partlyAccepted']);
  });

  test('another suggestion in the same document replaces the one before, in another document it does not', () => {
    const { offer, outcomes, pass } = window();
    offer();
    pass(1);
    offer({ id: 2, path: 'b.ts' });
    assert.deepEqual(outcomes(), []);
    offer({ id: 3, text: 'something else' });
    assert.deepEqual(outcomes(), ['replaced']);
  });

  test('what nobody can have read counts apart, unless it was taken', () => {
    const { journal, offer, outcomes, pass } = window();
    offer();
    pass(0.299);
    journal.dismissed(1);
    offer({ id: 2 });
    pass(0.1);
    journal.accepted(2, { offset: 10, text: 'sum(items);' });
    offer({ id: 3 });
    pass(0.3);
    journal.dismissed(3);
    assert.deepEqual(outcomes(), ['glimpsed', 'accepted', 'dismissed']);
  });

  test('what is typed to its end was right, and not taken', () => {
    const { journal, offer, outcomes } = window();
    offer();
    journal.typedThrough(1);
    assert.deepEqual(outcomes(), ['typedThrough']);
  });

  test('each offer has one outcome, and an unknown one has none', () => {
    const { journal, offer, outcomes, pass } = window();
    offer();
    pass(1);
    journal.dismissed(1);
    journal.accepted(1, { offset: 10, text: 'sum(items);' });
    journal.replaced(7);
    journal.close();
    assert.deepEqual(outcomes(), ['dismissed']);
  });

  test('no fact holds text of the document or its name', () => {
    const { journal, offer, type, facts, pass } = window();
    offer({ path: 'secret/plan.ts', text: 'launch(tomorrow)' });
    type(10, 'launch(tomorrow)', 0, 'secret/plan.ts');
    journal.accepted(1, { offset: 10, text: 'launch(tomorrow)' });
    pass(700);
    assert.doesNotMatch(JSON.stringify(facts), /launch|tomorrow|secret|plan/);
    assert.equal(facts.length, 5);
  });
});

suite('what is left of an accepted text', () => {
  /** `const total = ` stands before it; 23 characters, of which 20 are no blanks. */
  const accepted = 'sumOf(items, rate) + 1;';
  const at = 14;

  function afterAccept() {
    const part = window();
    part.offer({ text: accepted, offset: at });
    part.type(at, accepted);
    part.journal.accepted(1, { offset: at, text: accepted });
    return part;
  }

  test('equals a trace that was worked out by hand', () => {
    const { type, kept, pass } = afterAccept();
    pass(29);
    type(0, '// the whole bill\n'); // Above it: 18 further down, untouched.
    pass(1); // 30 s: all 23 are left.
    assert.deepEqual(kept(), [[30, 23, 23]]);
    type(at + 18 + 'sumOf(items, '.length, 'vat', 'rate'.length); // `rate` has become `vat`: 4 of 20 solid are gone.
    type(at + 18 + 'sumOf(items, vat) + 1;'.length, ' // done'); // After it: none of its business.
    pass(90); // 120 s: 16 of 20, so 23 × 0.8 = 18.4.
    assert.deepEqual(kept(), [
      [30, 23, 23],
      [120, 18, 23],
    ]);
    type(at + 18 + 'sumOf(items, vat)'.length, '', ' + 1'.length); // Another 2 solid ones are gone.
    pass(479.999);
    assert.equal(kept().length, 2);
    pass(0.001); // 600 s: 14 of 20, so 23 × 0.7 = 16.1.
    assert.deepEqual(kept().at(-1), [600, 16, 23]);
    pass(10_000);
    assert.equal(kept().length, 3);
  });

  test('is judged as it was at the time, however late anybody looks', () => {
    const { type, kept, sleep, pass } = afterAccept();
    sleep(60);
    type(at, '', accepted.length);
    sleep(3600);
    pass(0);
    assert.deepEqual(kept(), [
      [30, 23, 23],
      [120, 0, 23],
      [600, 0, 23],
    ]);
  });

  test('is nothing after an undo', () => {
    const { type, kept, pass } = afterAccept();
    pass(5);
    type(at, '', accepted.length);
    type(at, 'other');
    pass(30);
    assert.deepEqual(kept()[0], [30, 0, 23]);
  });

  test('is everything after an undo and a redo, and after its lines have moved', () => {
    const { type, kept, pass } = afterAccept();
    type(at + 6, '', 5);
    type(at + 6, 'items');
    type(0, '\n\n\n');
    pass(30);
    assert.deepEqual(kept()[0], [30, 23, 23]);
  });

  test('is found again when a formatter writes the whole file anew', () => {
    const { journal, kept, pass } = afterAccept();
    const before = 'const total = ' + accepted + '\nother();\n';
    const after = 'import x;\n\nconst total = ' + accepted + '\n\nother();\n';
    journal.documentChanged('a.ts', [{ offset: 0, removed: before.length, text: after }]);
    pass(30);
    assert.deepEqual(kept()[0], [30, 23, 23]);
  });

  test('is counted by words: another line in its place shares next to nothing with it', () => {
    const { type, kept, pass } = afterAccept();
    type(at, 'cache.lookUp(key);', accepted.length);
    pass(30);
    // The brackets and the semicolon: 3 of 20.
    assert.deepEqual(kept()[0], [30, 3, 23]);
  });

  test('is not known when so much was written in its place that nobody can say where it is', () => {
    const { journal, kept, pass } = afterAccept();
    journal.documentChanged('a.ts', [{ offset: 0, removed: 60, text: 'x = 1;\n'.repeat(500) }]);
    pass(600);
    assert.deepEqual(kept(), [
      [30, undefined, 23],
      [120, undefined, 23],
      [600, undefined, 23],
    ]);
  });

  test('stays as it was in a file that is saved and closed', () => {
    const { journal, kept, pass } = afterAccept();
    journal.documentClosed('a.ts', true);
    pass(120);
    assert.deepEqual(kept(), [
      [30, 23, 23],
      [120, 23, 23],
    ]);
  });

  test('is not known in a file that is closed with its changes thrown away', () => {
    const { journal, kept, pass } = afterAccept();
    pass(30);
    journal.documentClosed('a.ts', false);
    pass(600);
    assert.deepEqual(kept(), [
      [30, 23, 23],
      [120, undefined, 23],
      [600, undefined, 23],
    ]);
  });

  test('is followed on when the file is opened again, unless somebody else has written it', () => {
    const text = 'const total = ' + accepted;
    const same = afterAccept();
    same.journal.documentClosed('a.ts', true);
    same.journal.documentOpened('a.ts', text);
    same.type(at, '', accepted.length);
    same.pass(30);
    assert.deepEqual(same.kept()[0], [30, 0, 23]);

    const changed = afterAccept();
    changed.journal.documentClosed('a.ts', true);
    changed.journal.documentOpened('a.ts', `// merged\n${text}`);
    changed.pass(30);
    assert.deepEqual(changed.kept()[0], [30, undefined, 23]);
  });

  test('is no longer followed beyond four hundred texts, and says so', () => {
    const { journal, offer, kept } = window();
    for (let id = 0; id < 402; id++) {
      offer({ id, text: 'x' });
      journal.accepted(id, { offset: 10, text: 'x' });
    }
    assert.deepEqual(
      kept().map(([, left]) => left),
      new Array(6).fill(undefined),
    );
  });

  test('counts letters outside of the basic plane as the editor does', () => {
    const { journal, offer, kept, pass, type } = window();
    const text = '"😀 ö";';
    offer({ text, offset: 0 });
    journal.accepted(1, { offset: 0, text });
    type(text.length, '😀');
    pass(30);
    assert.deepEqual(kept()[0], [30, 7, 7]);
  });
});
