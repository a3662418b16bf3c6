import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { manifest, named, root } from './manifest.ts';

const { contributes } = manifest;
const commands = contributes.commands.map(({ command }) => command);
const menuItems = Object.values(contributes.menus ?? {}).flat();
const views = Object.values(contributes.views ?? {}).flat();

/** Commands that the product calls itself and that nobody should find in the palette. */
const internal = /^touchstone\._/;

/** Registered by a call, or by a row of a table from command to function. */
const registered = [
  ...named(/register(?:TextEditor)?Command\(\s*'(touchstone\.[\w.]+)'/g),
  ...named(/^\s*'(touchstone\.[\w.]+)': (?:async )?\(/gm),
].sort();

suite('the commands of package.json', () => {
  test('are registered, every one, and every registered one is contributed or internal', () => {
    assert.deepEqual(
      registered.filter((command) => !internal.test(command)),
      [...commands].sort(),
    );
  });

  test('are named in full: the palette shows "Touchstone: …"', () => {
    for (const { command, title, category } of contributes.commands) {
      assert.equal(category, 'Touchstone', command);
      assert.match(title, /^[A-Z]/, command);
      assert.doesNotMatch(title, /Touchstone|\.$/, command);
    }
  });

  test('exist where menus, keys, walkthroughs and code name them', () => {
    const links = [...JSON.stringify(contributes).matchAll(/(?:onCommand|command):(touchstone\.[\w.]*\w)/g)];
    const ofViews = views.flatMap(({ id }) => [`${id}.focus`, `${id}.open`]);
    const known = [...commands, ...registered.filter((command) => internal.test(command)), ...ofViews];
    const used = [
      ...menuItems.flatMap(({ command }) => command ?? []),
      ...(contributes.keybindings ?? []).map(({ command }) => command),
      ...links.map((link) => link[1]!),
      ...named(/executeCommand\(\s*'(touchstone\.[\w.]+)'/g),
      ...named(/command:(touchstone\.[\w.]*\w)/g),
      ...named(/\bcommand: '(touchstone\.[\w.]+)'/g),
    ].filter((command) => command.startsWith('touchstone.'));
    assert.deepEqual(
      [...new Set(used)].filter((command) => !known.includes(command)),
      [],
    );
  });

  test('have submenus that exist', () => {
    const submenus = (contributes.submenus ?? []).map(({ id }) => id);
    for (const { submenu } of menuItems) if (submenu) assert.ok(submenus.includes(submenu), submenu);
  });
});

suite('the views of package.json', () => {
  test('are filled, every one, and every filled one is contributed', () =>
    assert.deepEqual(
      named(/(?:registerWebviewViewProvider|createTreeView|registerTreeDataProvider)(?:<[^(]*>)?\(\s*'([\w.]+)'/g),
      views.map(({ id }) => id).sort(),
    ));

  test('stand in containers that exist', () => {
    const builtIn = ['explorer', 'scm', 'debug', 'test'];
    const containers = Object.values(contributes.viewsContainers ?? {}).flatMap((list) => list.map(({ id }) => id));
    for (const container of Object.keys(contributes.views ?? {})) {
      assert.ok([...builtIn, ...containers].includes(container), container);
    }
  });

  test('have welcome texts for views that exist', () => {
    for (const { view } of contributes.viewsWelcome ?? [])
      assert.ok(
        views.some(({ id }) => id === view),
        view,
      );
  });
});

suite('package.json', () => {
  test('asks only for context keys that the code sets', () => {
    const conditions = [
      ...menuItems.map(({ when }) => when),
      ...(contributes.keybindings ?? []).map(({ when }) => when),
      ...views.map(({ when }) => when),
      ...(contributes.viewsWelcome ?? []).map(({ when }) => when),
      ...contributes.commands.map(({ enablement }) => enablement),
    ].join('\n');
    const names = [...conditions.matchAll(/(?<![\w.])(touchstone\.[\w.]+)/g)].map((match) => match[1]!);
    const ids = [
      ...named(/[cC]ontext(?:',|\()\s*'(touchstone\.[\w.]+)'/g),
      ...views.map(({ id }) => id),
      ...comments(),
    ];
    assert.deepEqual(
      [...new Set(names)].filter((name) => !ids.includes(name)),
      [],
    );
  });

  test('names only files that exist', () => {
    const files = [
      manifest.icon,
      ...Object.values(contributes.viewsContainers ?? {}).flatMap((list) => list.map(({ icon }) => icon)),
      ...views.map(({ icon }) => icon),
      ...contributes.commands.flatMap(({ icon }) => (typeof icon === 'object' ? [icon.light, icon.dark] : icon)),
      ...(contributes.walkthroughs ?? []).flatMap(({ steps }) => steps.flatMap(pictures)),
      ...(contributes.grammars ?? []).map(({ path }) => path),
      ...(contributes.languages ?? []).map(({ configuration }) => configuration),
    ].filter((file) => file !== undefined && !file.startsWith('$('));
    assert.deepEqual(
      files.filter((file) => !existsSync(join(root, file!))),
      [],
    );
  });

  test('has a grammar for every language of its own, and the reverse', () =>
    assert.deepEqual(
      (contributes.grammars ?? []).map(({ language }) => language).sort(),
      (contributes.languages ?? []).map(({ id }) => id).sort(),
    ));
});

/** Comment controllers, whose menus ask for `commentController == id`. */
function comments(): string[] {
  return named(/createCommentController\(\s*'([\w.]+)'/g);
}

function pictures({ media }: { readonly media: Readonly<Record<string, string>> }): string[] {
  return [media['image'], media['markdown'], media['svg']].filter((file) => file !== undefined);
}
