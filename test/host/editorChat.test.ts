import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { answerIn, type EditorChat } from '../../src/chat/vscode/participant.ts';
import type { ChatEvent } from '../../src/chat/chatEvent.ts';
import type { Turn } from '../../src/chat/vscode/chatSession.ts';
import type { TouchstoneApi } from '../../src/extension.ts';
import { until } from './harness/observe.ts';

const names = ['touchstone_search', 'touchstone_references', 'touchstone_run_tests'];

/** What VS Code's own chat gets of Touchstone. */
suite('the editor’s own chat', function () {
  this.timeout(120_000);
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder);

  const invoke = async (name: string, input: object): Promise<string> => {
    const { content } = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined });
    return content.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : '')).join('');
  };

  test('has our tools', async () => {
    await vscode.extensions.getExtension('touchstone.touchstone')?.activate();
    await until(
      () => names.every((name) => vscode.lm.tools.some((tool) => tool.name === name)),
      'all three tools are there',
    );
  });

  test('a model of it searches the workspace, and finds what a name is used by', async () => {
    const extension = vscode.extensions.getExtension<TouchstoneApi>('touchstone.touchstone');
    // An index is opened a moment after the window.
    await (await extension?.activate())?.index.settled(new AbortController().signal);
    assert.match(await invoke('touchstone_search', { query: 'splitEvenly(', exact: true }), /src\/group\.ts:\d+/);
    const found = await invoke('touchstone_references', { name: 'splitEvenly' });
    assert.match(found, /src\/group\.ts:\d+/);
  });

  test('a path outside of the workspace is not read for it', async () => {
    assert.match(await invoke('touchstone_references', { name: 'x', path: '../../etc/passwd' }), /./);
    assert.doesNotMatch(await invoke('touchstone_search', { query: 'root:', exact: true }), /root:x/);
  });

  test('@touchstone shows the answer of our own chat, with places that open', async () => {
    const turns: Turn[] = [];
    const events: readonly ChatEvent[] = [
      { kind: 'status', text: 'Looking' },
      { kind: 'citation', number: 1, place: { path: 'src/split.ts', lines: { first: 2, last: 3 } } },
      { kind: 'text', delta: 'It is in [`src/spl' },
      { kind: 'text', delta: 'it.ts:2`](#place-1).' },
      { kind: 'ended', reason: 'limit', error: { cause: 'It was long.', next: 'Ask on.' } },
    ];
    const parts: EditorChat = {
      folder: () => folder,
      resolve: (chips) => Promise.resolve(chips),
      answer: async function* (turn) {
        turns.push(turn);
        for (const event of events) yield await Promise.resolve(event);
      },
      openTools: () => Promise.reject(new Error('not asked for')),
    };
    const shown: string[] = [];
    const stream = {
      markdown: (text: string) => shown.push(text),
      progress: (text: string) => shown.push(`(${text})`),
      anchor: (place: vscode.Location, title: string) =>
        shown.push(`<${title} ${vscode.workspace.asRelativePath(place.uri)} ${place.range.start.line}>`),
    } as unknown as vscode.ChatResponseStream;
    const uri = vscode.Uri.joinPath(folder.uri, 'src/split.ts');
    const value = new vscode.Location(uri, new vscode.Range(0, 0, 4, 0));
    const references = [
      { id: 'r', value },
      { id: 'q', value: uri },
      { id: 'p', value: vscode.Uri.file('/etc/passwd') },
    ];
    const request = { prompt: 'where?', references, command: undefined } as unknown as vscode.ChatRequest;
    const token = new vscode.CancellationTokenSource().token;
    const result = await answerIn(parts, { request, context: { history: [] }, stream, token });
    assert.equal(shown.join(''), '(Looking)It is in <src/split.ts:2 src/split.ts 1>.');
    assert.deepEqual(
      turns[0]?.request.chips.map(({ label, target }) => [label, target.kind]),
      [
        ['src/split.ts:1-5', 'selection'],
        ['src/split.ts', 'file'],
      ],
    );
    assert.equal(result.errorDetails?.message, 'It was long. Ask on.');
    assert.match(String(result.metadata?.['conversation']), /^editor-/);
  });
});
