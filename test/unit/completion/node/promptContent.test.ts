/**
 * What is in a prompt and what never is, seen by the server that gets it: real files, their index, everybody who brings
 * context, the whole engine, real HTTP. The model answers only if what it needs was told to it.
 */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ContextProvider } from '../../../../src/completion/context.ts';
import { diagnosticPieces } from '../../../../src/completion/diagnostics.ts';
import { createCompletionEngine, type CompletionEngine } from '../../../../src/completion/engine.ts';
import { languageIdOf } from '../../../../src/completion/languageShape.ts';
import { ModelSource } from '../../../../src/completion/modelSource.ts';
import { indexContext } from '../../../../src/completion/node/indexContext.ts';
import { libraryContext } from '../../../../src/completion/node/libraryContext.ts';
import { createReadable } from '../../../../src/completion/node/readable.ts';
import { neighbourPieces, Neighbours } from '../../../../src/completion/neighbours.ts';
import { RecentEdits } from '../../../../src/completion/recentEdits.ts';
import { usualCompletionSettings } from '../../../../src/completion/settings.ts';
import type { FimChoice } from '../../../../src/model/fimFamily.ts';
import { systemClock } from '../../../../src/model/node/clock.ts';
import { createFillModel } from '../../../../src/model/node/completionClient.ts';
import type { ExcludeRule } from '../../../../src/retrieval/excludeRules.ts';
import { startIndex, type WorkspaceIndex } from '../../../../src/retrieval/node/workspaceIndex.ts';
import { startFillServer, type FillServer, type Way } from '../../../fakes/fillServer.ts';
import { IndexedFolder } from '../../../fakes/indexedFolder.ts';
import { PackagesCatalog } from '../../../../src/retrieval/node/packages/catalog.ts';
import { grammars, queries } from '../../syntax/installedGrammars.ts';
import { CommandBench } from '../../../fakes/touchstoneCommand.ts';

const signal = new AbortController().signal;
const clock = { ...systemClock, now: () => performance.now() };
const mostBytes = 1_000_000;

/** A definition in one file that the code at the cursor (`¦`) of another needs; `need` stands in the first alone. */
interface Case {
  readonly definition: readonly [place: string, text: string];
  readonly cursor: readonly [place: string, text: string];
  readonly answer: string;
}
const need = 'discountInPercent';
const cases: Readonly<Record<string, Case>> = {
  TypeScript: {
    definition: [
      'src/ledger.ts',
      `export function settleInvoice(invoice: string, ${need}: number): number {\n  return invoice.length - ${need};\n}\n`,
    ],
    cursor: [
      'src/report.ts',
      "import { settleInvoice } from './ledger.ts';\n\nexport function report(invoice: string): number {\n  return settleInvoice(¦\n}\n",
    ],
    answer: 'invoice, 10);',
  },
  Python: {
    definition: [
      'shop/ledger.py',
      `def settle_invoice(invoice, ${need}):\n    """Takes the invoice off the ledger."""\n    return invoice - ${need}\n`,
    ],
    cursor: [
      'shop/report.py',
      'from shop.ledger import settle_invoice\n\n\ndef report(invoice):\n    return settle_invoice(¦\n',
    ],
    answer: 'invoice, 10)',
  },
  Go: {
    definition: [
      'ledger/ledger.go',
      `package ledger\n\n// Settle takes an invoice off the ledger.\nfunc Settle(invoice int, ${need} int) int {\n\treturn invoice - ${need}\n}\n`,
    ],
    cursor: [
      'report.go',
      'package shop\n\nimport "example.com/shop/ledger"\n\nfunc report(invoice int) int {\n\treturn ledger.Settle(¦\n}\n',
    ],
    answer: 'invoice, 10)',
  },
  Java: {
    definition: [
      'java/shop/books/Ledger.java',
      `package shop.books;\n\npublic class Ledger {\n  public static int settle(int invoice, int ${need}) {\n    return invoice - ${need};\n  }\n}\n`,
    ],
    cursor: [
      'java/shop/Report.java',
      'package shop;\n\nimport shop.books.Ledger;\n\nclass Report {\n  int report(int invoice) {\n    return Ledger.settle(¦\n  }\n}\n',
    ],
    answer: 'invoice, 10);',
  },
};
const sources: Readonly<Record<string, string>> = {
  'go.mod': 'module example.com/shop\n\ngo 1.22\n',
  ...Object.fromEntries(
    Object.values(cases).flatMap(({ definition, cursor }) => [definition, [cursor[0], cursor[1].replace('¦', '')]]),
  ),
};

const transports: readonly (readonly [name: string, model: string, format: FimChoice, way: Way])[] = [
  ['a family that fills, over completions', 'qwen2.5-coder:7b-base', 'auto', 'completions'],
  ['another family that fills', 'starcoder2:3b', 'auto', 'completions'],
  ['/infill', 'local', 'auto', 'infill'],
  ['a model that only chats', 'some-chat-model', 'chat', 'chat'],
];

interface World {
  readonly root: string;
  readonly index: WorkspaceIndex;
  readonly server: FillServer;
  readonly more: readonly ContextProvider[];
}

function engineFor(
  { index, server, more }: World,
  model: string,
  format: FimChoice,
  storage: string,
): CompletionEngine {
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const key = (): Promise<undefined> => Promise.resolve(undefined);
  const fill = createFillModel({
    ...{ baseUrl: server.baseUrl, model, format, key, log },
    timeoutMs: 10_000,
    storageFolder: storage,
  });
  const settings = () => ({ ...usualCompletionSettings, eagerness: 1, contextMs: 5_000 });
  return createCompletionEngine({
    sources: [new ModelSource({ model: fill, repository: 'shop', settings, now: clock.now })],
    context: [indexContext(index), ...more],
    clock,
    waitsForPauses: false,
    settings,
  });
}

async function completeAt(engine: CompletionEngine, place: string, marked: string) {
  const text = marked.replace('¦', '');
  return engine.complete(
    {
      ...{ path: place, languageId: languageIdOf(place), text, offset: marked.indexOf('¦'), trigger: 'typing' },
      ...{ document: 'file', isReadOnly: false, cursors: 1, hasSelection: false },
    },
    signal,
  );
}

/** Everything that an editor would tell, told by hand; also of files that nobody may read. */
function editorSays(
  texts: ReadonlyMap<string, string>,
  edited: ReadonlyMap<string, string>,
  mayRead: (place: string, text: string) => boolean,
): readonly ContextProvider[] {
  const edits = new RecentEdits();
  for (const [place, before] of texts) {
    edits.follow(place, before);
    const text = edited.get(place);
    if (text === undefined) continue;
    const lines = text.split('\n').length - 1;
    edits.edit(place, [{ line: 0, removed: before.split('\n').length - 1, added: lines }], Date.now());
  }
  const textOf = (place: string): string | undefined => edited.get(place) ?? texts.get(place);
  const neighbours = new Neighbours();
  return [
    { pieces: (place) => Promise.resolve(edits.near(place, { now: Date.now(), mayRead, textOf })) },
    {
      pieces: (place) => {
        const files = [...texts.keys()].map((one) => ({ path: one, text: textOf(one) ?? '' }));
        const readable = files.filter(({ path: one, text }) => mayRead(one, text));
        const windows = [...neighbours.windows(place, readable)].filter((window) => window !== undefined);
        return Promise.resolve(neighbourPieces(windows));
      },
    },
    {
      pieces: (place) =>
        Promise.resolve(
          diagnosticPieces(place, [{ severity: 'error', line: 1, message: 'Something is wrong.' }], {
            open: '//',
            close: '',
          }),
        ),
    },
  ];
}

suite('what is in a prompt', function () {
  this.timeout(60_000);
  let folder: IndexedFolder;
  let world: World;
  let catalog: PackagesCatalog;
  suiteSetup(async () => {
    folder = new IndexedFolder(sources);
    const index = await folder.open();
    await index.settled(signal);
    catalog = new PackagesCatalog({ root: folder.root, home: '/nowhere', environment: {}, grammars, queries });
    await catalog.open();
    const mayRead = createReadable({ root: folder.root, exclude: () => [], mostBytes });
    const more = [
      ...editorSays(new Map(Object.entries(sources)), new Map(), mayRead),
      libraryContext({ root: folder.root, packages: catalog, now: clock.now }),
    ];
    world = { root: folder.root, index, server: await startFillServer(), more };
  });
  suiteTeardown(async () => {
    catalog.dispose();
    await world.server.dispose();
    await folder.remove();
  });

  for (const [transport, model, format, way] of transports) {
    test(`the definition that the code at the cursor needs: ${transport}`, async () => {
      const { server } = world;
      server.script.ways = new Set([way]);
      const engine = engineFor(world, model, format, path.join(folder.storage, transport.replaceAll('/', '')));
      for (const [language, { cursor, answer }] of Object.entries(cases)) {
        server.script.reply = (body) =>
          !JSON.stringify(body).includes(need) ? '' : way === 'chat' ? `<COMPLETION>${answer}</COMPLETION>` : answer;
        const { suggestions, withheld } = await completeAt(engine, ...cursor);
        assert.equal(suggestions[0]?.text, answer, `${language}: ${withheld?.reason ?? ''}`);
      }
    });
  }

  test('what that other file holds unsaved counts, and not what is on disk', async () => {
    const { server, index } = world;
    server.script.ways = new Set<Way>(['completions']);
    const engine = engineFor(world, 'qwen2.5-coder:7b-base', 'auto', path.join(folder.storage, 'unsaved'));
    const quiet = { ...world, more: [] };
    const alone = engineFor(quiet, 'qwen2.5-coder:7b-base', 'auto', path.join(folder.storage, 'unsaved'));
    const changed = 'rebateInPercent';
    for (const { definition, cursor, answer } of Object.values(cases)) {
      const [place, text] = definition;
      await index.update([{ path: place, unsaved: text.replaceAll(need, changed) }]);
      server.script.reply = ({ prompt }) => (String(prompt).includes(changed) ? answer : '');
      const { suggestions } = await completeAt(alone, ...cursor);
      assert.equal(suggestions[0]?.text, answer, place);
      assert.doesNotMatch(server.fills.at(-1)?.raw ?? '', new RegExp(need), place);
      assert.equal((await completeAt(engine, ...cursor)).suggestions[0]?.text, answer);
      await index.update([{ path: place }]);
    }
  });
});

/** Each is a place with a text that nobody but its owner may see; all look like what the cursor needs. */
const code = (mark: string): string =>
  `export function settleInvoice(invoice: string, ${mark}: number): number {\n  return report(invoice) - ${mark};\n}\n`;
const key = `-----BEGIN RSA PRIVATE KEY-----\n${'PlantedKey0123456789abcdefghijklmnopqrstuvwxyz0123456789ABCDEF\n'.repeat(4)}-----END RSA PRIVATE KEY-----\n`;
const byName = [
  ...['.env', '.env.production', 'config/prod.env', 'certs/server.pem', 'certs/server.key', 'id_rsa'],
  ...['credentials.json', 'secrets.yaml', '.npmrc', '.netrc', 'service-account.json', 'app.keystore'],
  ...['.aws/config', '.ssh/settle.ts', '.kube/settle.ts', '.git/settle.ts', 'node_modules/own/settle.ts'],
];
const byRule = [
  ...['private.ts', 'build/settle.ts', 'src/inner/hidden.ts', 'src/inner/deep/also.ts', 'unseen.ts', 'excluded.ts'],
];
const bySetting = ['src/settle.legacy.ts', 'vendor/settle.ts'];
const settingRules: readonly ExcludeRule[] = [
  { glob: '**/*.legacy.ts', setting: 'files.exclude' },
  { glob: 'vendor/**', setting: 'touchstone.index.exclude' },
];
const markOf = (place: string): string => `planted_${place.replace(/\W/g, '_')}`;
const ignoring: Readonly<Record<string, string>> = {
  '.gitignore': 'private.ts\nbuild/\n',
  'src/inner/.gitignore': 'hidden.ts\ndeep/\n',
  '.ignore': 'unseen.ts\n',
  '.git/info/exclude': 'excluded.ts\n',
  '.git/HEAD': 'ref: refs/heads/main\n',
};
const token = `ghp_${'Planted0123'.repeat(4)}`;
const password = 'planted-Horse-42-battery';
const ordinary = `// settleInvoice and report\nexport const apiToken = "${token}";\nexport const url = "postgres://shop:${password}@db/invoice";\nexport function settleInvoice(invoice: string) {\n  return report(invoice);\n}\n`;
const withKey = `export const key = \`\n${key}\`;\n${code('planted_beside_a_key')}`;
const report = cases['TypeScript']?.cursor ?? ['', ''];

function plant(root: string, places: readonly string[]): void {
  const write = (place: string, text: string): void => {
    mkdirSync(path.dirname(path.join(root, place)), { recursive: true });
    writeFileSync(path.join(root, place), text);
  };
  for (const place of places) write(place, code(markOf(place)));
  for (const [place, text] of Object.entries(ignoring)) write(place, text);
  write('src/keyed.ts', withKey);
  write('src/tokens.ts', ordinary);
  write(report[0], report[1].replace('¦', ''));
}

/** Files and a folder outside, and links to them. */
function linkOutside(root: string): string {
  const outside = mkdtempSync(path.join(os.tmpdir(), 'touchstone-outside-'));
  writeFileSync(path.join(outside, 'settle.ts'), code('planted_outside'));
  symlinkSync(path.join(outside, 'settle.ts'), path.join(root, 'src/linked.ts'));
  symlinkSync(outside, path.join(root, 'src/linkedFolder'));
  return outside;
}

suite('what is never in a prompt', function () {
  this.timeout(60_000);
  const never = /planted|PlantedKey|Planted0123|planted-Horse/;

  test('files that are secret, ignored, excluded or outside, whoever brings context; secrets in others are taken out', async () => {
    const folder = new IndexedFolder({});
    const planted = [...byName, ...byRule, ...bySetting];
    plant(folder.root, planted);
    const outside = linkOutside(folder.root);
    const index = await startIndex(
      new URL('../../../../src/retrieval/node/indexWorker.ts', import.meta.url),
      { ...folder.order, exclude: settingRules },
      { log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} } },
      signal,
    );
    const server = await startFillServer();
    try {
      await index.settled(signal);
      // An editor has them all open, and the user has changed each of them and not saved it.
      const links = ['src/linked.ts', 'src/linkedFolder/settle.ts', '../outside.ts'];
      const texts = new Map([
        ...[...planted, ...links].map((place) => [place, code(markOf(place))] as const),
        ...([
          ['src/keyed.ts', withKey],
          ['src/tokens.ts', ordinary],
        ] as const),
      ]);
      const edited = new Map(
        [...texts].map(([place, text]) => [place, text.replace('report(invoice)', 'settled(report(invoice))')]),
      );
      for (const [place, unsaved] of edited)
        if (!place.startsWith('..')) await index.update([{ path: place, unsaved }]);
      const mayRead = createReadable({ root: folder.root, exclude: () => settingRules, mostBytes });
      const world: World = { root: folder.root, index, server, more: editorSays(texts, edited, mayRead) };
      for (const [transport, model, format, way] of transports) {
        server.script.ways = new Set([way]);
        const engine = engineFor(world, model, format, path.join(folder.storage, transport.replaceAll('/', '')));
        await completeAt(engine, ...report);
        await completeAt(engine, 'src/inner/other.ts', '// settleInvoice of report, invoice\nconst invoice = report(¦');
        const raw = server.fills.map((fill) => fill.raw).join('\n');
        assert.doesNotMatch(raw, never, transport);
        // The same file without its secrets is there: as it is, and what was changed in it.
        assert.match(raw, /settleInvoice\(invoice: string\)/, transport);
        assert.match(raw, /\[redacted\]/, transport);
        assert.match(raw, /\+ {2}return settled\(report\(invoice\)\);/, transport);
      }
      assert.ok(planted.length + links.length + 2 >= 20);
    } finally {
      await index.close();
      await server.dispose();
      await folder.remove();
      rmSync(outside, { recursive: true });
    }
  });

  test('on the command line', async () => {
    const bench = await CommandBench.open();
    const server = await startFillServer();
    const root = await bench.project({});
    plant(root, [...byName, ...byRule]);
    const outside = linkOutside(root);
    try {
      const [place, marked] = report;
      const before = marked.slice(0, marked.indexOf('¦')).split('\n');
      const line = ['--line', String(before.length), '--column', String((before.at(-1) ?? '').length + 1)];
      const model = ['--model', 'qwen2.5-coder:7b-base', '--base-url', server.baseUrl];
      const { log } = await bench.run(['complete', '--workspace', root, '--file', place, ...line, ...model]);
      assert.equal(server.fills.length, 1, log);
      const raw = server.fills[0]?.raw ?? '';
      assert.doesNotMatch(raw, never);
      assert.match(raw, /settleInvoice\(invoice: string\)/);
    } finally {
      await bench.close();
      await server.dispose();
      rmSync(outside, { recursive: true });
    }
  });
});
