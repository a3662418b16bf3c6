import assert from 'node:assert/strict';
import { countOf, countTime, quantile, timeBars, type Histogram } from '../../../src/completion/histogram.ts';
import type { OfferFact, OutcomeFact } from '../../../src/completion/journal.ts';
import {
  addStatistics,
  countFact,
  dateOf,
  emptyStatistics,
  foldOldDays,
  type Statistics,
} from '../../../src/completion/statistics.ts';
import { readStatistics, statisticsText } from '../../../src/completion/statisticsFile.ts';
import { viewOf } from '../../../src/completion/statisticsView.ts';

const noon = new Date(2026, 10, 21, 12).getTime();
const day = 86_400_000;

const offerFact = (changes: Partial<OfferFact> = {}): OutcomeFact => ({
  kind: 'offer',
  at: noon,
  languageId: 'typescript',
  source: 'embedded',
  trigger: 'typing',
  outcome: 'accepted',
  characters: 10,
  confidence: 0.75,
  engineMs: 4,
  pauseMs: 0,
  visibleMs: 1500,
  ...changes,
});

function counted(facts: readonly OutcomeFact[]): Statistics {
  const statistics = emptyStatistics();
  for (const fact of facts) countFact(statistics, fact);
  return statistics;
}

const view = (statistics: Statistics, range: 7 | 30 | 90 | 'all' = 7) =>
  viewOf(statistics, { range, now: noon, learnt: [] });

suite('the statistics of suggestions', () => {
  test('count what was shown, and what became of it', () => {
    const statistics = counted([
      offerFact(),
      offerFact({ outcome: 'partlyAccepted' }),
      offerFact({ outcome: 'typedThrough' }),
      offerFact({ outcome: 'dismissed' }),
      offerFact({ outcome: 'replaced' }),
      offerFact({ outcome: 'glimpsed', engineMs: 900 }),
      {
        kind: 'accepted',
        at: noon,
        languageId: 'typescript',
        source: 'embedded',
        trigger: 'typing',
        unit: 'whole',
        characters: 10,
      },
    ]);
    const { totals, engine, days } = view(statistics);
    assert.deepEqual(totals, {
      shown: 5,
      taken: 2,
      accepted: 1,
      partlyAccepted: 1,
      typedThrough: 1,
      dismissed: 1,
      replaced: 1,
      glimpsed: 1,
      charactersShown: 50,
      charactersAccepted: 10,
    });
    assert.equal(engine.count, 5);
    assert.deepEqual(days.at(-1), { day: '2026-11-21', shown: 5, taken: 2 });
    assert.equal(days.length, 7);
  });

  test('tell the pause that was waited on purpose from the time that the answer took', () => {
    const { engine, pause } = view(counted([offerFact({ engineMs: 8, pauseMs: 100 }), offerFact({ engineMs: 8 })]));
    assert.deepEqual(engine.bars, [{ fromMs: 5, toMs: 10, count: 2 }]);
    assert.deepEqual(pause.bars, [{ fromMs: 100, toMs: 200, count: 1 }]);
  });

  test('say why nothing was shown, most often first', () => {
    const silence = (stage: 'ask' | 'source' | 'show', reason: string, trigger: 'typing' | 'invoke'): OutcomeFact => ({
      kind: 'withheld',
      at: noon,
      languageId: 'python',
      trigger,
      stage,
      reason,
    });
    const statistics = counted([
      silence('ask', 'The cursor is in a comment.', 'typing'),
      silence('source', 'Nothing fits here.', 'typing'),
      silence('source', 'Nothing fits here.', 'invoke'),
      silence('source', 'connect ECONNREFUSED http://10.0.0.7:8080/v1 while reading /home/me/plan.ts', 'typing'),
      silence('ask', 'This file is not completed: plans is ignored.', 'typing'),
      silence('ask', 'Cannot read `secret` in C:\\Users\\me\\plan.ts.', 'typing'),
    ]);
    const { withheld, withheldTotal, languages } = view(statistics);
    assert.equal(withheldTotal, 6);
    assert.deepEqual(withheld[0], { stage: 'Nothing found', reason: 'Nothing fits here.', typing: 1, invoke: 1 });
    assert.deepEqual(languages, [{ name: 'python', shown: 0, taken: 0, charactersAccepted: 0, withheld: 6 }]);
    assert.doesNotMatch(statisticsText(statistics), /plan|10\.0|secret|ignored/);
  });

  test('add up to the same in whatever order two windows write', () => {
    const one = counted([offerFact(), offerFact({ at: noon - 3 * day }), offerFact({ engineMs: 70 })]);
    const two = counted([offerFact({ languageId: 'go' }), offerFact({ engineMs: 700 })]);
    const sum = (parts: readonly Statistics[]) => {
      const all = emptyStatistics();
      for (const part of parts) addStatistics(all, part);
      return view(all);
    };
    assert.deepEqual(sum([one, two]), sum([two, one]));
    assert.equal(sum([one, two]).totals.shown, 5);
  });

  test('count days together that are long past', () => {
    const statistics = counted([0, 40, 89, 90, 400].map((ago) => offerFact({ at: noon - ago * day })));
    foldOldDays(statistics, noon);
    assert.equal(statistics.days.length, 3);
    assert.equal(view(statistics, 90).totals.shown, 3);
    assert.equal(view(statistics, 30).totals.shown, 1);
    const all = view(statistics, 'all');
    assert.equal(all.totals.shown, 5);
    assert.equal(all.since, dateOf(noon - 400 * day));
  });

  test('stay small after a million events of all kinds, over three years', function () {
    this.timeout(60_000);
    const statistics = emptyStatistics();
    const outcomes = ['accepted', 'partlyAccepted', 'typedThrough', 'dismissed', 'replaced', 'glimpsed'] as const;
    for (let at = 0; at < 1_000_000; at++) {
      const time = noon - (1000 - Math.floor(at / 1000)) * day;
      const trigger = at % 9 === 0 ? 'invoke' : 'typing';
      const tags = { at: time, languageId: `language${at % 211}`, source: `model ${at % 37}`, trigger } as const;
      if (at % 3 === 0)
        countFact(statistics, { kind: 'withheld', ...tags, stage: 'trim', reason: `It is number ${at % 977}.` });
      else if (at % 3 === 1) countFact(statistics, { kind: 'kept', ...tags, afterSeconds: 30, characters: 9, kept: 8 });
      else countFact(statistics, offerFact({ ...tags, outcome: outcomes[at % 6]!, engineMs: (at * 7919) % 100_000 }));
      if (at % 1000 === 0) foldOldDays(statistics, time);
    }
    foldOldDays(statistics, noon);
    const text = statisticsText(statistics);
    assert.ok(text.length < 1_500_000, `${text.length} characters`);
    const sum = view(statistics, 'all');
    assert.equal(sum.withheldTotal + sum.kept[1]!.measured / 9 + sum.totals.shown + sum.totals.glimpsed, 1_000_000);
    assert.deepEqual(readStatistics(text), statistics);
  });

  test('come back from their text as they were', () => {
    const statistics = counted([
      offerFact({ languageId: '__proto__', source: 'llama “3” ö', pauseMs: 40 }),
      offerFact({ languageId: '' }),
      { kind: 'withheld', at: noon, languageId: 'go', trigger: 'invoke', stage: 'show', reason: 'Not sure.' },
    ]);
    foldOldDays(statistics, noon + 200 * day);
    countFact(statistics, offerFact());
    assert.deepEqual(readStatistics(statisticsText(statistics)), statistics);
  });

  test('refuse what is damaged, of another format, or impossible', () => {
    const good = statisticsText(counted([offerFact()]));
    assert.ok(readStatistics(good));
    const bad = [
      '',
      '[]',
      'null',
      '{"format":1}',
      good.slice(0, -20),
      good.replace('"format":1', '"format":2'),
      good.replace('"accepted":1', '"accepted":-1'),
      good.replace('"accepted":1', '"accepted":1.5'),
      good.replace('"accepted":1', '"accepted":"1"'),
      good.replace('"accepted":1', '"accepted":1e400'),
      good.replace('"2026-11-21"', '"yesterday"'),
      good.replace('"engineMs":[[7,1]]', '"engineMs":[[7,1],[7,1]]'),
      good.replace('"days":[', '"days":[null,'),
      good.replace('"clearedAt":0', '"clearedAt":0,"more":1'),
    ];
    for (const text of bad) {
      assert.notEqual(text, good);
      assert.equal(readStatistics(text), undefined, text.slice(0, 80));
    }
  });
});

suite('a histogram of times', () => {
  const of = (times: readonly number[]): Histogram => {
    const histogram: Histogram = [];
    for (const ms of times) countTime(histogram, ms);
    return histogram;
  };

  test('gives back quantiles to an eighth', () => {
    const times = Array.from({ length: 1000 }, (_, at) => 1 + at * 0.7);
    for (const share of [0.5, 0.95]) {
      const exact = times[Math.floor(share * 1000)]!;
      const found = quantile(of(times), share)!;
      assert.ok(Math.abs(found - exact) / exact < 0.13, `${found} for ${exact}`);
    }
    assert.equal(quantile([], 0.5), undefined);
  });

  test('has bars whose bounds belong to the bar that begins with them', () =>
    assert.deepEqual(
      timeBars(of([1, 2, 5, 10, 20, 50, 100])).map(({ fromMs, count }) => [fromMs, count]),
      [1, 2, 5, 10, 20, 50, 100].map((ms) => [ms, 1]),
    ));

  test('takes any number', () => {
    const times = of([0, -1, NaN, Infinity, 1e12, 0.2]);
    assert.equal(countOf(times), 6);
    assert.deepEqual(timeBars(times).at(-1), { fromMs: 10_000, toMs: undefined, count: 2 });
  });
});
