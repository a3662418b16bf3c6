import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { TouchstoneApi } from '../../src/extension.ts';
import { modelId, type ScriptedVendor } from '../fakes/scriptedVendor/extension.ts';
import { keyboard, runFromPalette, screenshot, waitFor, waitForText, waitUntilGone } from './harness/editor.ts';
import { closeAll, openWith, typeSlowly, untilGhost, untilLastLine } from './harness/ghostText.ts';
import { until } from './harness/observe.ts';
import { ask } from './harness/question.ts';

const files = {
  'package.json': '{ "name": "greeting", "type": "module", "scripts": { "test": "node --test" } }\n',
  'src/greet.js':
    '/** Greets somebody in our house’s own words. */\nexport function greet(name) {\n  return name;\n}\n',
  'test/greet.test.js': `import test from 'node:test';
import assert from 'node:assert';
import { greet } from '../src/greet.js';

test('greets Ada', () => assert.equal(greet('Ada'), 'Good day to you, Ada. The kettle is on.'));
test('greets Bo', () => assert.equal(greet('Bo'), 'Good day to you, Bo. The kettle is on.'));
`,
};

const text = (value: string) => new vscode.LanguageModelTextPart(value);
const never = (): Promise<void> => new Promise(() => undefined);

/** Everything that asks a model, asked of a language model that another extension gives to the editor. */
suite('a language model of the editor', function () {
  this.timeout(180_000);
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const settings = vscode.workspace.getConfiguration('touchstone');
  let vendor: ScriptedVendor;
  let touchstone: TouchstoneApi;

  suiteSetup(async () => {
    for (const [file, content] of Object.entries(files)) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), content);
    }
    const scripted = vscode.extensions.getExtension<ScriptedVendor>('touchstone-tests.scripted-vendor');
    const extension = vscode.extensions.getExtension<TouchstoneApi>('touchstone.touchstone');
    assert.ok(scripted && extension, 'both extensions are there');
    vendor = await scripted.activate();
    touchstone = await extension.activate();
    await touchstone.index.settled(new AbortController().signal);
  });
  suiteTeardown(async () => {
    for (const key of ['model.source', 'model.name', 'model.timeoutSeconds', 'completion.source']) await set(key);
    await vscode.commands.executeCommand('touchstone.review.clear');
  });

  test('is offered by Choose Model, tried, and used', async () => {
    await runFromPalette('Touchstone: Choose Model');
    await waitFor('.quick-input-list .monaco-list-row:has-text("Scripted Model")');
    await keyboard.type('Scripted Model');
    await waitFor('.quick-input-list .monaco-list-row.focused:has-text("Scripted Model")');
    await screenshot('language-model-1-choose');
    await keyboard.press('Enter');
    await until(() => settings.get('model.source') !== undefined && chosen() === modelId, 'it is chosen');
    assert.match(vendor.asked.at(-1)?.text ?? '', /Say ok/);
  });

  test('answers in the chat, piece by piece, with places that are checked', async () => {
    vendor.answer = async function* () {
      yield await Promise.resolve(text('`greet` is in src/gre'));
      yield text('et.js:2.');
    };
    await ask('Where is greet?');
    await waitFor('article.answered:not(.making) a.place:has-text("src/greet.js:2")', { seconds: 60 });
    assert.match(vendor.asked.at(-1)?.text ?? '', /Where is greet\?/);
  });

  test('calls tools, and is told what came of them', async () => {
    vendor.answer = async function* ({ results }) {
      if (results === 0) yield await Promise.resolve(calling('read_file', { path: 'src/greet.js' }));
      else yield text('It gives back the name alone.');
    };
    await ask('What does greet give back?');
    await waitFor('article.answered:not(.making):has-text("It gives back the name alone.")', { seconds: 60 });
    await waitFor('.tool:has-text("read_file"):has-text("done")');
    await screenshot('language-model-2-tools');
    const last = vendor.asked.at(-1);
    assert.ok(last?.tools.includes('search_code'), 'it is told of the tools');
    assert.match(last?.text ?? '', /our house’s own words/);
  });

  const faults: readonly (readonly [string, () => Error, string])[] = [
    ['is gone', () => vscode.LanguageModelError.NotFound('gone'), `scripted has no model named "${modelId}".`],
    ['is blocked', () => vscode.LanguageModelError.Blocked('quota'), 'scripted takes no more requests for now.'],
    [
      'may not be used',
      () => vscode.LanguageModelError.NoPermissions('no'),
      'VS Code does not let Touchstone use the language models of scripted.',
    ],
    ['is of another mind', () => new Error('I only talk about cooking.'), 'I only talk about cooking.'],
  ];
  for (const [what, fault, cause] of faults)
    test(`a model that ${what} is said to be, with the next step`, async () => {
      vendor.answer = failing(fault);
      await ask(`What if it ${what}?`);
      await waitFor(`article:last-child .trouble:has-text(${JSON.stringify(cause)})`, { seconds: 60 });
      await waitFor('article:last-child .trouble p + p');
    });

  test('a fault in the middle keeps what came before it', async () => {
    let cut = (): void => undefined;
    const isCut = new Promise<void>((resolve) => (cut = resolve));
    vendor.answer = async function* () {
      yield await Promise.resolve(text('So far so good, and'));
      await isCut;
      throw new Error('The line was cut.');
    };
    await ask('Does it break off?');
    await waitFor('article.making:has-text("So far so good,")', { seconds: 60 });
    cut();
    await waitFor('article:last-child .trouble:has-text("The line was cut.")', { seconds: 60 });
    await waitFor('article:last-child:has-text("So far so good, and")');
    await screenshot('language-model-3-trouble');
  });

  test('an empty answer is said to be one', async () => {
    vendor.answer = async function* () {
      yield await Promise.resolve(text(''));
    };
    await ask('Is it empty?');
    await waitFor('article:last-child .trouble:has-text("gave an empty answer")', { seconds: 60 });
  });

  test('a model that stays silent is given up after the time limit', async () => {
    await set('model.timeoutSeconds', 5);
    vendor.answer = async function* ({ token }) {
      yield await Promise.resolve(text('Well'));
      await new Promise<void>((resolve) => token.onCancellationRequested(() => resolve()));
    };
    await ask('Does it stall?');
    await waitFor('article:last-child .trouble:has-text("stopped in the middle of its answer")', { seconds: 60 });
    await waitFor('article:last-child .trouble:has-text("touchstone.model.timeoutSeconds")');
    await until(() => vendor.asked.at(-1)?.token.isCancellationRequested === true, 'it was told to stop');
    await set('model.timeoutSeconds');
  });

  test('stopping is quick, also where the model does not listen', async () => {
    vendor.answer = async function* () {
      yield await Promise.resolve(text('Once upon a time there'));
      await never();
    };
    await ask('Tell me a story');
    await waitFor('article.making:has-text("Once upon a time")', { seconds: 60 });
    const begun = Date.now();
    await keyboard.press('Escape');
    await waitFor('article.answered:last-child:not(.making):has-text("Stopped here.")');
    assert.ok(Date.now() - begun < 5000, `it took ${Date.now() - begun} ms`);
    await until(() => vendor.asked.at(-1)?.token.isCancellationRequested === true, 'it was told to stop');
  });

  test('one that is not offered any more is named, and works again when it is', async () => {
    vendor.setOffered(false);
    await ask('Are you there?');
    await waitFor(`article:last-child .trouble:has-text('VS Code has no model named "${modelId}".')`, { seconds: 60 });
    vendor.setOffered(true);
    vendor.answer = saying('Here again.');
    await ask('And now?');
    await waitFor('article.answered:last-child:not(.making):has-text("Here again.")', { seconds: 60 });
  });

  test('writes ghost text', async () => {
    await set('completion.source', 'vscode');
    vendor.answer = saying('<COMPLETION>total + tax;</COMPLETION>');
    const { document } = await openWith('src/price.js', 'export function price(total, tax) {\n');
    await typeSlowly(document, '  return ');
    await untilGhost('total + tax;', 30);
    await screenshot('language-model-4-ghost');
    await keyboard.press('Tab');
    await untilLastLine(document, '  return total + tax;');
    await set('completion.source', 'none');
    await closeAll();
  });

  test('writes patches for a fix', async () => {
    vendor.answer = saying(change('return `Good day to you, ${name}. The kettle is on.`;'));
    await runFromPalette('Touchstone: Fix This Issue');
    await waitForText('What is wrong?');
    await keyboard.type('greet does not greet as our house does');
    await keyboard.press('Enter');
    await waitForText('Run “npm test” to test patches?');
    await waitFor('.quick-input-list .monaco-list-row.focused');
    await keyboard.press('Enter');
    await waitFor('[data-phase="verified"]', { seconds: 120 });
    await waitFor(`.engines:has-text("Templates and ${modelId}")`);
    const after = (): string => touchstone.review.shown?.proposal.changes[0]?.after ?? '';
    await until(() => after().includes('The kettle is on'), 'it is in review');
    await screenshot('language-model-5-fix');
    await vscode.commands.executeCommand('touchstone.review.clear');
    await waitUntilGone('.review-widget');
  });

  test('makes an edit that is asked for', async () => {
    vendor.answer = saying(change('return `Hello, ${name}.`;'));
    const document = await vscode.workspace.openTextDocument(join(root, 'src/greet.js'));
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(2, 0, 2, 14);
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await runFromPalette('Touchstone: Edit…');
    await waitFor('.quick-input-widget input:focus');
    await waitForText('Edit src/greet.js, line 3');
    await keyboard.type('greet with a hello');
    await screenshot('language-model-6-edit');
    await keyboard.press('Enter');
    await waitFor('.review-widget:has-text("Hunk 1 of 1")', { seconds: 120 });
    await screenshot('language-model-7-edited');
    assert.match(touchstone.review.shown?.proposal.changes[0]?.after ?? '', /Hello, \$\{name\}/);
    assert.match(vendor.asked.at(-1)?.text ?? '', /greet with a hello/);
    await vscode.commands.executeCommand('touchstone.review.clear');
    await waitUntilGone('.review-widget');
  });

  const chosen = (): unknown => vscode.workspace.getConfiguration('touchstone').get('model.name');

  function set(key: string, value?: unknown): Thenable<void> {
    return settings.update(key, value, vscode.ConfigurationTarget.Global);
  }
});

function saying(value: string): ScriptedVendor['answer'] {
  return async function* () {
    yield await Promise.resolve(text(value));
  };
}

function failing(fault: () => Error): ScriptedVendor['answer'] {
  return () => ({
    [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(fault()) }),
  });
}

const calling = (name: string, input: object) => new vscode.LanguageModelToolCallPart('1', name, input);

const change = (line: string): string =>
  `src/greet.js\n<<<<<<< SEARCH\n  return name;\n=======\n  ${line}\n>>>>>>> REPLACE\n`;
