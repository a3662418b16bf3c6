import assert from 'node:assert/strict';
import type { IndexPhase, IndexStatus } from '../../../src/retrieval/indexStatus.ts';
import {
  coverageOf,
  lookOf,
  whyNothing,
  type FolderStand,
  type NamedStand,
} from '../../../src/retrieval/indexWords.ts';

const status = (phase: IndexPhase, numbers: Partial<IndexStatus> = {}): IndexStatus => ({
  phase,
  files: 1234,
  chunks: 9000,
  waiting: 0,
  total: 0,
  isWriter: true,
  ...numbers,
});
const open = (phase: IndexPhase, numbers: Partial<IndexStatus> = {}, isPaused = false): FolderStand => ({
  kind: 'open',
  status: status(phase, numbers),
  isPaused,
});
const named = (...stands: readonly FolderStand[]): NamedStand[] =>
  stands.map((stand, at) => ({ name: `folder${at + 1}`, stand }));
const building = open('building', { waiting: 4444, total: 5678 });

suite('what is said of the index', () => {
  test('how far it is', () => {
    const look = lookOf(named(building));
    assert.deepEqual([look?.tone, look?.text], ['busy', 'Indexing 1,234 of 5,678']);
    assert.deepEqual(look?.lines, ['1,234 of 5,678 files are read. What is read can be searched.']);
  });

  test('that nothing is built yet, when it is only opened or compared', () => {
    assert.equal(lookOf(named({ kind: 'starting' }))?.text, 'Opening index…');
    assert.equal(lookOf(named(open('scanning')))?.text, 'Checking index…');
  });

  test('nothing when it is ready, and its size in the tooltip', () => {
    const look = lookOf(named(open('ready')));
    assert.deepEqual([look?.tone, look?.text], ['ready', '']);
    assert.deepEqual(look?.lines, ['1,234 files can be searched.']);
    assert.equal(coverageOf(named(open('ready'))), undefined);
  });

  test('that it is not kept on disk', () => {
    const unstored = 'The index of this folder is not stored: the disk is full.';
    assert.deepEqual(lookOf(named(open('ready', { unstored })))?.lines, [`1,234 files can be searched. ${unstored}`]);
  });

  test('that it waits because the user said so, and not when it waits for a moment by itself', () => {
    assert.equal(lookOf(named(open('paused', { waiting: 4, total: 10 }, true)))?.text, 'Index paused at 6 of 10');
    assert.equal(lookOf(named(open('paused', { waiting: 4, total: 10 })))?.text, 'Indexing 6 of 10');
    assert.equal(lookOf(named(open('ready', {}, true)))?.text, 'Index paused');
  });

  test('the worst of several folders first, and each by its name', () => {
    const failed: FolderStand = { kind: 'failed', message: 'The disk is full', next: 'Free some space.' };
    const look = lookOf(named(open('ready'), building, failed));
    assert.equal(look?.text, 'Index failed');
    assert.equal(
      look?.lines[2],
      'folder3: The index failed: The disk is full. Free some space. “Rebuild Index” tries again.',
    );
    assert.equal(lookOf(named(building, building))?.text, 'Indexing 2,468 of 11,356');
    assert.equal(lookOf(named(open('ready'), open('following')))?.tone, 'following');
  });

  test('nothing at all when it is off everywhere', () => {
    assert.equal(lookOf(named({ kind: 'off' })), undefined);
    assert.equal(lookOf([]), undefined);
    assert.match(coverageOf(named({ kind: 'off' })) ?? '', /touchstone\.index\.enabled/);
  });

  test('why a search found nothing', () => {
    assert.match(whyNothing(named(open('ready'))), /^None of the 1,234 indexed files has a word of this/);
    assert.match(whyNothing(named(open('ready', { files: 0 }))), /^No file of this folder is indexed/);
    assert.match(whyNothing(named(building)), /^1,234 of 5,678/);
    assert.match(whyNothing(named({ kind: 'cleared' })), /Rebuild it to search/);
  });
});
