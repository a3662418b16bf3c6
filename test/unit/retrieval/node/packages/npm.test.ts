import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { existenceOf } from '../../../../../src/retrieval/packages/installed.ts';
import { PackagesCatalog } from '../../../../../src/retrieval/node/packages/catalog.ts';
import { asker, PackagesFolder } from '../../../../fakes/packagesFolder.ts';
import { grammars, queries } from '../../../syntax/installedGrammars.ts';

const json = (value: unknown): string => JSON.stringify(value);

suite('packages of npm', () => {
  let folder: PackagesFolder;
  teardown(() => folder.remove());

  test('follows exports, types and re-exports to the declaration', async () => {
    folder = new PackagesFolder({
      'package.json': json({ dependencies: { kit: '^1.2.0' } }),
      'node_modules/kit/package.json': json({
        name: 'kit',
        version: '1.4.2',
        exports: {
          '.': { types: './dist/index.d.ts', import: './dist/index.mjs', require: './dist/index.cjs' },
          './parts/*': { types: './dist/parts/*.d.ts' },
        },
      }),
      'node_modules/kit/dist/index.d.ts': `
export * from './arrays.js';
export { Client as Api } from './client.js';
export * as text from './text.js';
/** What it is called. */
export declare const name: string;
export default function kit(options?: { deep: boolean }): void;
`,
      'node_modules/kit/dist/arrays.d.ts': `
/**
 * Cuts an array into pieces. Then more.
 * @deprecated use pieces
 */
export declare function chunk<T>(array: T[], size: number): T[][];
export declare class ArrayUtils extends Base { static chunk(size: number): void; private secret: string; }
declare class Base { inherited(): void; }
export {};
`,
      'node_modules/kit/dist/client.d.ts': `
import { Chat } from './chat.js';
export declare class Client { chat: Chat; options: Partial<Options>; [key: \`x\${string}\`]: unknown }
interface Options { retries: number }
`,
      'node_modules/kit/dist/chat.d.ts': `
export interface Chat { readonly completions: import('./text.js').Completions; }
`,
      'node_modules/kit/dist/text.d.ts': 'export declare class Completions { create(body: string): Promise<void>; }',
      'node_modules/kit/dist/parts/one.d.ts': 'export declare const one: 1;',
      'node_modules/kit/dist/index.mjs': 'export { chunk, ArrayUtils } from "./a.mjs"; export const unwritten = 1;',
      'node_modules/kit/dist/a.mjs': 'export function chunk() {} export class ArrayUtils {}',
      'node_modules/kit/dist/index.cjs': 'exports.chunk = 1;',
    });
    const { exists, told, lookUp } = asker(await folder.catalog(), folder.root, 'src/a.ts');
    const dist = 'node_modules/kit/dist';
    assert.deepEqual(await told('kit', 'chunk'), [
      `export declare function chunk<T>(array: T[], size: number): T[][] @ ${dist}/arrays.d.ts:6`,
    ]);
    const found = await lookUp('kit', 'chunk');
    assert.equal(found.package?.version, '1.4.2');
    assert.equal(found.package?.range, '^1.2.0');
    assert.ok(found.kind === 'found');
    assert.equal(found.declarations[0]?.doc, 'Cuts an array into pieces.');
    assert.equal(found.declarations[0]?.deprecated, 'use pieces');
    assert.deepEqual(await told('kit', 'Api.chat.completions.create'), [
      `create(body: string): Promise<void> @ ${dist}/text.d.ts:1`,
    ]);
    assert.deepEqual(await told('kit', 'Api.options.retries'), [`retries: number @ ${dist}/client.d.ts:4`]);
    assert.equal(await exists('kit', 'text.Completions'), 'yes');
    assert.equal(await exists('kit', 'default'), 'yes');
    assert.equal(await exists('kit/parts/one', 'one'), 'yes');
    assert.equal(await exists('kit', 'ArrayUtils.chunk'), 'yes');
    assert.equal(await exists('kit', 'ArrayUtils.inherited'), 'yes');
    assert.equal(await exists('kit', 'ArrayUtils.chunks'), 'no');
    assert.equal(await exists('kit', 'ArrayUtils.secret'), 'unknown', 'it is private');
    assert.equal(await exists('kit', 'Api.anything'), 'unknown', 'there is an index signature');
    assert.equal(await exists('kit', 'unwritten'), 'yes', 'the code has it');
    assert.equal(await exists('kit', 'Base'), 'no', 'it is not exported');
    const absent = await lookUp('kit', 'chunks');
    assert.ok(absent.kind === 'absent');
    assert.deepEqual(absent.didYouMean.slice(0, 1), ['chunk']);
  });

  test('reads JavaScript without types, and says when its names are made at run time', async () => {
    const plain = (files: Record<string, string>) =>
      Object.fromEntries(Object.entries(files).map(([name, text]) => [`node_modules/${name}`, text]));
    folder = new PackagesFolder({
      'package.json': json({}),
      ...plain({
        'common/index.js': `
/** Adds. */
exports.add = function (a, b) { return a + b; };
exports.one = exports.two = void 0;
Object.defineProperty(exports, 'lazy', { enumerable: true, get() { return 1; } });
__exportStar(require('./more'), exports);
module.exports.late = require('./more').deep;`,
        'common/more.js': 'module.exports = { deep, short: 1, method() {}, ...require("./most") };',
        'common/most.js': 'class Most {} module.exports = Most; Most.made = function () {};',
        'whole/index.js': 'module.exports = { a: 1, b() {} };',
        'dynamic/index.js': 'for (const name of names) exports[name] = make(name);',
        'bundle/index.js': `
__export(src_exports, { parse: () => parse, print: () => print2 });
module.exports = __toCommonJS(src_exports);
0 && (module.exports = { parse, print });`,
        'umd/index.js': `(function (global, factory) {
  typeof exports === 'object' ? factory(exports) : factory(global.umd = {});
})(this, function (exports) { exports.inside = 1; });`,
      }),
    });
    const { exists } = asker(await folder.catalog(), folder.root, 'a.js');
    for (const name of ['add', 'one', 'two', 'lazy', 'late', 'deep', 'short', 'method', 'made'])
      assert.equal(await exists('common', name), 'yes', name);
    assert.equal(await exists('whole', 'b'), 'yes');
    assert.equal(await exists('whole', 'c'), 'no');
    assert.equal(await exists('whole', 'a.c'), 'unknown', 'an object may grow');
    assert.equal(await exists('dynamic', 'anything'), 'unknown');
    assert.equal(await exists('bundle', 'print'), 'yes');
    assert.equal(await exists('bundle', 'prints'), 'no');
    assert.equal(await exists('umd', 'inside'), 'yes');
    assert.equal(await exists('umd', 'outside'), 'unknown');
  });

  test('takes the types of DefinitelyTyped, ambient modules and typesVersions', async () => {
    folder = new PackagesFolder({
      'package.json': json({ devDependencies: { '@types/old': '*' } }),
      'node_modules/old/package.json': json({ name: 'old', version: '2.0.0', main: 'x.js' }),
      'node_modules/old/x.js': 'module.exports = make();',
      'node_modules/@types/old/package.json': json({ version: '2.0.1', types: 'index.d.ts' }),
      'node_modules/@types/old/index.d.ts':
        'declare module "old" { export = Old; } declare namespace Old { function go(): void; } declare class Old { stay: Old.Place }\ndeclare namespace Old { interface Place { here: true } }',
      'node_modules/@types/node/package.json': json({ version: '24.0.0', types: 'index.d.ts' }),
      'node_modules/@types/node/index.d.ts': '/// <reference path="fs.d.ts" />',
      'node_modules/@types/node/fs.d.ts':
        'declare module "fs" { export function readFile(path: string): void; }\ndeclare module "node:fs" { export * from "fs"; }',
      'node_modules/versions/package.json': json({
        typesVersions: { '<4': { '*': ['no/*'] }, '*': { '*': ['ts/*'] } },
        types: 'index.d.ts',
      }),
      'node_modules/versions/ts/index.d.ts': 'export const modern: 1;',
    });
    const { exists } = asker(await folder.catalog(), folder.root, 'a.ts');
    assert.equal(await exists('old', 'go'), 'yes');
    assert.equal(await exists('old', 'Place.here'), 'yes');
    assert.equal(await exists('old', 'Place.there'), 'no');
    assert.equal(await exists('node:fs', 'readFile'), 'yes');
    assert.equal(await exists('fs', 'readFiles'), 'no');
    assert.equal(await exists('versions', 'modern'), 'yes');
  });

  test('finds packages through the links of a workspace and of pnpm, and nowhere else', async () => {
    folder = new PackagesFolder({
      'package.json': json({ name: 'root', workspaces: ['packages/*'] }),
      'packages/app/package.json': json({ name: 'app', dependencies: { lib: 'workspace:*', far: '1', out: '1' } }),
      'packages/app/src/a.ts': '',
      'packages/lib/package.json': json({ name: 'lib', version: '0.1.0', main: 'src/index.ts' }),
      'packages/lib/src/index.ts': 'export const shared = { deep: { er: 1 } };',
      'node_modules/.pnpm/far@1.0.0/node_modules/far/package.json': json({
        name: 'far',
        version: '1.0.0',
        types: 'a.d.ts',
      }),
      'node_modules/.pnpm/far@1.0.0/node_modules/far/a.d.ts': "export * from 'near';",
      'node_modules/.pnpm/near@3.0.0/node_modules/near/index.d.ts': 'export const near: 1;',
      '../outside/index.js': 'exports.stolen = 1;',
    });
    folder.link('packages/app/node_modules/lib', '../../lib');
    folder.link('packages/app/node_modules/far', '../../../node_modules/.pnpm/far@1.0.0/node_modules/far');
    folder.link('node_modules/.pnpm/far@1.0.0/node_modules/near', '../../near@3.0.0/node_modules/near');
    folder.link('packages/app/node_modules/out', '../../../../outside');
    const { exists, lookUp } = asker(await folder.catalog(), folder.root, 'packages/app/src/a.ts');
    assert.equal(await exists('lib', 'shared.deep.er'), 'yes');
    assert.equal(await exists('far', 'near'), 'yes');
    const out = await lookUp('out', 'stolen');
    assert.equal(out.kind, 'unknown');
    assert.match('reason' in out ? out.reason : '', /link out of the workspace/);
  });

  test('says what is missing, and which name was meant', async () => {
    folder = new PackagesFolder({
      'package.json': json({ dependencies: { express: '^5', lodash: '^4' } }),
      'node_modules/.package-lock.json': json({
        packages: { 'node_modules/lodash': { deprecated: 'Use the platform.' } },
      }),
      'node_modules/lodash/index.js': 'exports.chunk = 1;',
    });
    const { lookUp } = asker(await folder.catalog(), folder.root, 'a.ts');
    const missing = await lookUp('express', 'Router');
    assert.equal(missing.kind, 'unknown');
    assert.equal(missing.package?.isMissing, true);
    const invented = await lookUp('expres', 'Router');
    assert.ok(invented.kind === 'absent');
    assert.deepEqual(invented.didYouMean, ['express']);
    assert.equal((await lookUp('lodash', 'chunk')).package?.deprecated, 'Use the platform.');
    folder.write({ 'tsconfig.json': '{ "compilerOptions": { "paths": { "*": ["src/*"] } } }' });
    const other = asker(await folder.catalog(), folder.root, 'a.ts');
    assert.equal((await other.lookUp('expres', 'Router')).kind, 'unknown', 'a setting may give the name a meaning');
  });

  test('reads a file again when it has changed, and stops at its limits', async () => {
    folder = new PackagesFolder({
      'node_modules/a/index.d.ts': "export * from './b'; export * from './c'; export const a: 1;",
      'node_modules/a/b.d.ts': 'export const b: 1;',
      'node_modules/a/c.d.ts': 'export const c: 1;',
    });
    const limits = { files: 1, bytes: 1e6, ms: 1e4, fileBytes: 1e6, keptBytes: 10 };
    const cut = asker(await folder.catalog({ limits }), folder.root, 'a.ts');
    assert.equal(await cut.exists('a', 'a'), 'yes');
    const answer = await cut.lookUp('a', 'd');
    assert.equal(answer.kind, 'unknown');
    assert.match('reason' in answer ? answer.reason : '', /more than 1 files/);
    const controller = new AbortController();
    controller.abort();
    const catalog = await folder.catalog();
    await assert.rejects(catalog.lookUp({ from: folder.root, package: 'a', name: 'b' }, controller.signal), {
      name: 'AbortError',
    });
  });
});

suite('the packages that are installed here', () => {
  const root = path.resolve(import.meta.dirname, '../../../../..');
  let catalog: PackagesCatalog;
  suiteSetup(async () => {
    catalog = new PackagesCatalog({ root, home: os.homedir(), environment: {}, grammars, queries });
    await catalog.open();
  });
  suiteTeardown(() => catalog.dispose());

  for (const name of ['diff', 'ignore', 'fast-xml-parser', 'stemmer', 'tap-parser', 'openai', 'minimatch', 'js-yaml']) {
    test(`${name}: everything that it exports exists, and what nobody exports does not`, async () => {
      const real = new Set(Object.keys((await import(name)) as object));
      for (const key of Object.keys(createRequire(import.meta.url)(name) as object)) real.add(key);
      const ask = async (api: string) => {
        const from = path.join(root, 'a.ts');
        return existenceOf(await catalog.lookUp({ from, package: name, name: api }, new AbortController().signal))
          .answer;
      };
      for (const key of real) {
        if (!/^[A-Za-z_$][\w$]*$/.test(key) || key === '__esModule') continue;
        const answer = await ask(key);
        assert.ok(answer === 'yes' || (key === 'default' && answer === 'unknown'), `${key}: ${answer}`);
      }
      assert.notEqual(await ask('thisNameNobodyWouldExport'), 'yes');
    });
  }
});
