// The violations that `checkLayering.ts` seeds, one of each rule and one of each way round it that came
// to mind, and the code beside them that must be left alone.

export interface SeedFile {
  readonly path: string;
  readonly text: string;
}

export interface Seed extends SeedFile {
  /** The one rule that must report this file. */
  readonly rule: string;
}

const layers = ['base', 'text', 'settings', 'safety', 'syntax', 'model', 'retrieval', 'testing', 'review'];
const features = ['completion', 'edit', 'chat', 'refine'];

/** A module that imports one name and hands it on, so that nothing but the import can be wrong with it. */
function importing(from: string): string {
  return `export * from '${from}';\n`;
}

const value = 'export const value = 1;\n';
const type = 'export interface Shape {\n  readonly side: number;\n}\n';

export const allowed: readonly SeedFile[] = [
  ...[...layers, ...features, 'evaluation'].map((folder) => ({ path: `src/${folder}/value.ts`, text: value })),
  ...layers.slice(1).map((layer, below) => ({
    path: `src/${layer}/onTheOneBelow.ts`,
    text: importing(`../${layers[below]}/value.ts`),
  })),
  ...features.map((feature) => ({ path: `src/${feature}/onReview.ts`, text: importing('../review/value.ts') })),
  { path: 'src/text/onPurePackage.ts', text: importing('diff') },
  { path: 'src/refine/protocol.ts', text: type },
  { path: 'src/refine/node/effect.ts', text: importing('node:path') },
  {
    path: 'src/refine/vscode/view.ts',
    text: "import * as vscode from 'vscode';\nexport const version = vscode.version;\n",
  },
  { path: 'src/testing/node/process.ts', text: importing('node:child_process') },
  { path: 'src/testing/node/copy.ts', text: "export { writeFile } from 'node:fs/promises';\n" },
  { path: 'src/model/node/client.ts', text: importing('openai') },
  { path: 'src/retrieval/node/chromaServer.ts', text: importing('chromadb') },
  { path: 'src/model/node/probe.ts', text: "export const probe = () => fetch('http://localhost');\n" },
  {
    path: 'src/review/vscode/apply.ts',
    text: "import * as vscode from 'vscode';\nexport const edit = new vscode.WorkspaceEdit();\n",
  },
  { path: 'src/retrieval/node/read.ts', text: "export { readFile } from 'node:fs/promises';\n" },
  { path: 'src/extension.ts', text: importing('./refine/vscode/view.ts') },
  { path: 'src/headless.ts', text: importing('./evaluation/value.ts') },
  { path: 'media/onProtocol.ts', text: "export type * from '../src/refine/protocol.ts';\n" },
  { path: 'media/onText.ts', text: importing('../src/text/value.ts') },
  { path: 'media/tsconfig.json', text: '{ "extends": "../tsconfig.json", "include": ["."] }\n' },
  { path: 'scripts/value.ts', text: value },
  { path: 'test/unit/onProduct.ts', text: importing('../../src/refine/node/effect.ts') },
  { path: 'test/unit/onEditorType.ts', text: "export type { Uri } from 'vscode';\n" },
  {
    path: 'test/host/onEditor.ts',
    text: "import * as vscode from 'vscode';\nexport const version = vscode.version;\n",
  },
];

const order: readonly Seed[] = layers.map((layer, place) => ({
  rule: `${layer}-below`,
  path: `src/${layer}/upwards.ts`,
  text: importing(`../${[...layers, 'refine'][place + 1]}/value.ts`),
}));

const apart: readonly Seed[] = features.map((feature, place) => ({
  rule: `${feature}-apart`,
  path: `src/${feature}/sideways.ts`,
  text: importing(`../${features[(place + 1) % features.length]}/value.ts`),
}));

const imports: readonly Seed[] = [
  { rule: 'evaluation-on-top', path: 'src/seedRoot.ts', text: importing('./evaluation/value.ts') },
  { rule: 'roots-unseen', path: 'src/evaluation/onRoot.ts', text: importing('../headless.ts') },
  { rule: 'product-apart-from-tests', path: 'src/refine/onTest.ts', text: importing('../../test/unit/onProduct.ts') },
  { rule: 'product-apart-from-tests', path: 'src/refine/onScript.ts', text: importing('../../scripts/value.ts') },
  { rule: 'host-apart-from-webview', path: 'src/chat/onWebview.ts', text: importing('../../media/onText.ts') },

  { rule: 'pure-no-editor', path: 'src/refine/onEditor.ts', text: importing('vscode') },
  { rule: 'pure-no-editor', path: 'src/refine/onEditorType.ts', text: "export type { Uri } from 'vscode';\n" },
  { rule: 'pure-no-built-in', path: 'src/refine/onBuiltIn.ts', text: importing('node:path') },
  { rule: 'pure-no-built-in', path: 'src/refine/onBareBuiltIn.ts', text: importing('path') },
  { rule: 'pure-no-built-in', path: 'src/refine/onBuiltInType.ts', text: "export type { Stats } from 'node:fs';\n" },
  { rule: 'pure-no-effects', path: 'src/refine/onNodeFolder.ts', text: importing('./node/effect.ts') },
  { rule: 'pure-no-effects', path: 'src/review/onLowerNodeFolder.ts', text: importing('../model/node/probe.ts') },
  { rule: 'pure-no-effects', path: 'src/refine/onEditorFolder.ts', text: importing('./vscode/view.ts') },
  { rule: 'pure-packages-only', path: 'src/model/onPackage.ts', text: importing('openai') },
  {
    rule: 'pure-packages-only',
    path: 'src/syntax/onPackageType.ts',
    text: "export type { Node } from 'web-tree-sitter';\n",
  },

  { rule: 'no-editor-below-vscode', path: 'src/refine/node/onEditor.ts', text: "export type { Uri } from 'vscode';\n" },
  {
    rule: 'no-editor-folder-below-vscode',
    path: 'src/refine/node/onEditorFolder.ts',
    text: importing('../vscode/view.ts'),
  },
  { rule: 'unit-tests-no-editor', path: 'test/unit/onEditor.ts', text: importing('vscode') },

  { rule: 'webview-protocol-only', path: 'media/onHost.ts', text: importing('../src/refine/value.ts') },
  { rule: 'webview-no-package', path: 'media/onPackage.ts', text: importing('diff') },
  { rule: 'webview-no-built-in', path: 'media/onBuiltIn.ts', text: importing('node:path') },

  { rule: 'processes-in-testing-node', path: 'src/refine/node/onProcess.ts', text: importing('node:child_process') },
  { rule: 'processes-in-testing-node', path: 'src/refine/vscode/onProcess.ts', text: importing('child_process') },
  {
    rule: 'processes-in-testing-node',
    path: 'src/retrieval/node/onLateProcess.ts',
    text: "export const late = () => import('node:child_process');\n",
  },
  { rule: 'sockets-in-model-node', path: 'src/retrieval/node/onSocket.ts', text: importing('node:https') },
  { rule: 'network-packages-in-model-node', path: 'src/chat/node/onClient.ts', text: importing('openai') },
  { rule: 'shared-server-in-one-file', path: 'src/retrieval/node/onChroma.ts', text: importing('chromadb') },
  { rule: 'shared-server-in-one-file', path: 'src/model/node/onChroma.ts', text: importing('chromadb') },
  {
    rule: 'shared-server-in-one-file',
    path: 'src/retrieval/vscode/onLateChroma.ts',
    text: "export const late = () => import('chromadb');\n",
  },

  {
    rule: 'no-cycle',
    path: 'src/base/itself.ts',
    text: "import type { Itself as Same } from './itself.ts';\nexport interface Itself {\n  readonly again?: Same;\n}\n",
  },
  { rule: 'no-unresolved', path: 'src/refine/onNothing.ts', text: importing('./nowhere.ts') },
  { rule: 'no-development-package', path: 'src/refine/node/onTool.ts', text: importing('prettier') },
];

const editorOf = (use: string) =>
  `import * as vscode from 'vscode';\nexport const version = vscode.version;\nexport const change = (editor: vscode.TextEditor, uri: vscode.Uri) =>\n  ${use};\n`;

const words: readonly Seed[] = [
  // Rule 6: the ways of VS Code's API into a user's file.
  ...[
    ['workspaceEdit', 'new vscode.WorkspaceEdit().size + editor.document.lineCount + uri.path.length'],
    ['writeFile', 'vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(editor.document.getText()))'],
    ['deleteFile', 'vscode.workspace.fs.delete(editor.document.uri.with(uri))'],
    ['editorEdit', 'editor.edit((builder) => builder.insert(editor.selection.active, uri.path))'],
    ['insertSnippet', 'editor.insertSnippet(new vscode.SnippetString(uri.path))'],
    [
      'activeEditor',
      'vscode.window.activeTextEditor?.edit((builder) => builder.insert(editor.selection.active, uri.path))',
    ],
  ].map(([name, use]) => ({ rule: 'no-restricted-syntax', path: `src/chat/vscode/${name}.ts`, text: editorOf(use!) })),
  {
    rule: 'no-restricted-syntax',
    path: 'src/chat/vscode/importedEdit.ts',
    text: "import { WorkspaceEdit as Change } from 'vscode';\nexport const change = new Change();\n",
  },
  // Rule 6: the ways of Node.
  {
    rule: 'no-restricted-imports',
    path: 'src/chat/node/writes.ts',
    text: "export { writeFile } from 'node:fs/promises';\n",
  },
  { rule: 'no-restricted-imports', path: 'src/chat/node/writesSync.ts', text: "export { writeFileSync } from 'fs';\n" },
  {
    rule: 'no-restricted-imports',
    path: 'src/chat/vscode/wholeModule.ts',
    text: "import * as fs from 'node:fs';\nexport const write = fs.writeFileSync;\n",
  },
  {
    rule: 'no-restricted-imports',
    path: 'src/chat/vscode/defaultModule.ts',
    text: "import fs from 'node:fs/promises';\nexport const write = fs.writeFile;\n",
  },
  // Rule 3 for what needs no import.
  { rule: 'no-restricted-globals', path: 'src/refine/process.ts', text: 'export const here = process.cwd();\n' },
  { rule: 'no-restricted-globals', path: 'src/refine/buffer.ts', text: "export const bytes = Buffer.from('');\n" },
  { rule: 'no-restricted-globals', path: 'src/refine/fetch.ts', text: "export const reply = () => fetch('');\n" },
  {
    rule: 'no-restricted-globals',
    path: 'src/retrieval/node/fetch.ts',
    text: "export const reply = () => fetch('');\n",
  },
  // Strictness.
  {
    rule: '@typescript-eslint/no-floating-promises',
    path: 'src/refine/floating.ts',
    text: 'export function forget(work: () => Promise<void>) {\n  work();\n}\n',
  },
  {
    rule: '@typescript-eslint/no-misused-promises',
    path: 'src/refine/misused.ts',
    text: 'export const each = (work: () => Promise<void>) => {\n  [1].forEach(() => work());\n  if (work()) return 1;\n  return 2;\n};\n',
  },
  { rule: '@typescript-eslint/no-explicit-any', path: 'src/refine/any.ts', text: 'export type Whatever = any;\n' },
  {
    rule: '@typescript-eslint/switch-exhaustiveness-check',
    path: 'src/refine/switch.ts',
    text: "export function first(letter: 'a' | 'b') {\n  let found = 0;\n  switch (letter) {\n    case 'a':\n      found = 1;\n  }\n  return found;\n}\n",
  },
  {
    rule: '@typescript-eslint/consistent-type-imports',
    path: 'src/refine/importType.ts',
    text: "import { Shape } from './protocol.ts';\nexport const side = (shape: Shape) => shape.side;\n",
  },
  { rule: 'eqeqeq', path: 'src/refine/equal.ts', text: 'export const same = (a: string, b: string) => a == b;\n' },
  {
    rule: '@typescript-eslint/ban-ts-comment',
    path: 'src/refine/ignored.ts',
    text: "// @ts-ignore it is late\nexport const count: number = 'one';\n",
  },
  {
    rule: '@typescript-eslint/no-explicit-any',
    path: 'src/refine/disabled.ts',
    text: '// eslint-disable-next-line @typescript-eslint/no-explicit-any\nexport type Whatever = any;\n',
  },
];

export const seeds: readonly Seed[] = [...order, ...apart, ...imports, ...words];
