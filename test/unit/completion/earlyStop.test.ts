import assert from 'node:assert/strict';
import { stopAt } from '../../../src/completion/earlyStop.ts';
import { extentAt, siteAt } from '../../../src/completion/site.ts';
import { partsOf, stopCases, type StopCase } from './overGeneration.ts';

/** As a stream comes in: in pieces, each judged with all before it. */
function streamed({ language, text, trigger = 'typing' }: StopCase, pieceLength: number): string {
  const { before, written, after } = partsOf(text);
  const site = siteAt(before + after, before.length, language);
  const place = { site, extent: extentAt(site, trigger), maxLines: 30 };
  for (let length = pieceLength; length < written.length; length += pieceLength) {
    const cut = stopAt(written.slice(0, length), place, false);
    if (cut) return written.slice(0, cut.end);
  }
  const cut = stopAt(written, place, true);
  return written.slice(0, cut?.end);
}

suite('stopping a model that runs on', () => {
  for (const stopCase of stopCases)
    test(`${stopCase.language}: ${stopCase.name}`, () => {
      const { wanted } = partsOf(stopCase.text);
      for (const pieceLength of [3, 17]) assert.equal(streamed(stopCase, pieceLength), wanted);
    });

  test('has a set worth the name', () => {
    assert.ok(stopCases.length >= 60, `${stopCases.length} cases`);
    assert.ok(new Set(stopCases.map(({ language }) => language)).size >= 4);
  });
});
