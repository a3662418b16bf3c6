import assert from 'node:assert/strict';
import type { IndexListing, Refusal } from '../../../src/retrieval/indexStatus.ts';
import { indexTree, mostRows, type IndexNode, type ListedFolder } from '../../../src/retrieval/indexTree.ts';

const refused = (path: string): Refusal => ({ path, why: 'ignored', reason: 'ignored by "x" in .gitignore' });
const folder = (name: string, listing: Partial<IndexListing>): ListedFolder => ({
  key: name,
  name,
  stand: {
    kind: 'open',
    status: { phase: 'ready', files: listing.indexed?.length ?? 0, chunks: 3, waiting: 0, total: 0, isWriter: true },
    isPaused: false,
  },
  listing: { indexed: [], refused: [], isCut: false, ...listing },
});
const file = (path: string, language?: string, isUnsaved = false) => ({ path, language, chunks: 2, isUnsaved });

const childrenOf = (node: IndexNode | undefined): readonly IndexNode[] => node?.children?.() ?? [];
const labels = (nodes: readonly IndexNode[]): string[] => nodes.map(({ label }) => label);
const find = (nodes: readonly IndexNode[], label: string) => nodes.find((node) => node.label === label);

function everyNode(nodes: readonly IndexNode[]): IndexNode[] {
  return nodes.flatMap((node) => [node, ...everyNode(childrenOf(node))]);
}

suite('the page of the index', () => {
  test('counts what is indexed by language, the most common first', () => {
    const [indexed] = indexTree([
      folder('app', {
        indexed: [file('a.py', 'python'), file('b.ts', 'typescript', true), file('c.ts', 'typescript')],
      }),
    ]);
    assert.equal(indexed?.description, '3 files in 6 pieces');
    assert.deepEqual(
      childrenOf(indexed).map(({ label, description }) => [label, description]),
      [
        ['TypeScript', '2 files'],
        ['Python', '1 file'],
      ],
    );
    const [b] = childrenOf(childrenOf(indexed)[0]);
    assert.deepEqual(
      [b?.label, b?.description, b?.place],
      ['b.ts', '2 pieces, unsaved', { folder: 'app', path: 'b.ts' }],
    );
  });

  test('groups what is not by its reason', () => {
    const rows = indexTree([
      folder('app', {
        refused: [refused('dist/'), { path: '.env', why: 'secret', reason: 'a kind of file that holds secrets' }],
      }),
    ]);
    const reasons = childrenOf(find(rows, 'Not indexed'));
    assert.deepEqual(labels(reasons), ['Ignored', 'Secrets']);
    assert.deepEqual(
      childrenOf(reasons[0]).map(({ label, description }) => [label, description]),
      [['dist/', 'ignored by "x" in .gitignore']],
    );
  });

  test('20,000 refused files are there, every one, and no row has too many below it', () => {
    const paths: string[] = [];
    for (let at = 0; at < 9000; at++) paths.push(`data/flat/${String(at).padStart(5, '0')}.bin`);
    for (let at = 0; at < 10_999; at++) paths.push(`data/deep/${at % 300}/${at}.bin`);
    paths.push('top.bin');
    const rows = indexTree([folder('app', { refused: paths.sort().map(refused), isCut: true })]);
    assert.equal(find(rows, 'Not indexed')?.description, 'at least 20,000 files and folders');
    const all = everyNode(rows);
    assert.deepEqual(all.flatMap(({ place }) => place?.path ?? []).sort(), paths);
    for (const node of all) assert.ok(childrenOf(node).length <= mostRows, node.id);
    assert.equal(new Set(all.map(({ id }) => id)).size, all.length, 'ids are unique');
  });

  test('says what is amiss with a ready one: not kept on disk, or a shared index that is away', () => {
    const { stand, ...rest } = folder('app', {});
    assert.ok(stand.kind === 'open');
    const lost = { role: 'search', state: 'lost', message: 'The shared index is away.' } as const;
    const rows = (more: object): string[] =>
      labels(indexTree([{ ...rest, stand: { ...stand, status: { ...stand.status, ...more } } }]));
    assert.deepEqual(rows({ shared: { ...lost, state: 'joined' } }), []);
    assert.deepEqual(rows({ shared: lost }), ['0 files can be searched. The shared index is away.']);
    assert.deepEqual(rows({ unstored: 'The disk is full.' }), ['0 files can be searched. The disk is full.']);
  });

  test('says how it stands while it is not ready, and has a row for each folder of several', () => {
    const starting: ListedFolder = { key: 'b', name: 'b', stand: { kind: 'starting' } };
    assert.deepEqual(labels(indexTree([starting])), ['The index is being opened.']);
    assert.deepEqual(labels(indexTree([folder('a', {}), starting])), ['a', 'b']);
    assert.deepEqual(indexTree([folder('a', {})]), []);
  });
});
