import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { editorTools } from '../../../src/chat/tools/editorTools.ts';
import { manifest, root } from './manifest.ts';

/** As package.json states it, which the shared type of the manifest does not know. */
const { languageModelTools, chatParticipants } = manifest.contributes as unknown as {
  readonly languageModelTools: readonly Readonly<Record<string, unknown>>[];
  readonly chatParticipants: readonly { readonly id: string; readonly name: string }[];
};
const registration = readFileSync(join(root, 'src/chat/vscode/editorChat.ts'), 'utf8');

suite('what package.json offers the editor’s own chat', () => {
  test('are the tools that it gets, word for word', () =>
    assert.deepEqual(
      languageModelTools,
      editorTools.map(({ name, reference, displayName, userDescription, modelDescription, inputSchema }) => ({
        ...{ name, displayName, toolReferenceName: reference, canBeReferencedInPrompt: true },
        ...{ icon: '$(beaker)', userDescription, modelDescription, inputSchema, tags: ['touchstone'] },
      })),
    ));

  test('is registered, each tool and the participant', () => {
    for (const { name } of editorTools) assert.ok(registration.includes(`'${name}'`), name);
    for (const { id } of chatParticipants) assert.ok(registration.includes(`'${id}'`), id);
  });
});
