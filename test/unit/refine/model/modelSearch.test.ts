import assert from 'node:assert/strict';
import { openBench, type Bench } from '../../../fakes/modelBench.ts';
import { edit, promptOf, searched, type Scenario } from './aScriptedSearch.ts';

/** No template of the embedded source makes this one. */
const price: Scenario = {
  files: {
    'src/price.js': 'function price(items) {\n  return 0;\n}\n',
    'test/all.js': '// the tests are elsewhere\n',
  },
  tests: { 'adds up': 'price([3, 4]) === 7', 'is nothing for nothing': 'price([]) === 0' },
};
const right = edit('src/price.js', '  return 0;', '  return items.reduce((a, b) => a + b, 0);', 'adds the items up');
const wrong = (value: number): string => edit('src/price.js', '  return 0;', `  return ${value} * items.length;`);

suite('A search with a model', () => {
  let bench: Bench;
  setup(async () => (bench = await openBench()));
  teardown(() => bench.dispose());
  const answers = (reply: (prompt: string, count: number) => string): void => {
    let count = 0;
    bench.server.abilities.reply = (body) => reply(promptOf(body), ++count);
  };

  test('finds what the embedded source cannot write', async () => {
    answers(() => right);
    const { solutions, nodes, trouble } = await searched(price, bench.model());
    assert.equal(solutions[0]?.stillFailing.size, 0);
    assert.equal(solutions[0]?.steps[0]?.source, 'model');
    assert.equal(solutions[0]?.steps[0]?.title, 'adds the items up');
    const node = nodes.find(({ outcome }) => outcome.kind === 'verified');
    assert.match(node?.diff ?? '', /- {2}return 0;\n\+ {2}return items\.reduce/);
    assert.match(node?.prompt ?? '', /7 !== 7|0 !== 7|expected: 7/);
    assert.deepEqual(trouble, []);
  });

  test('asks in different ways and with different chance', async () => {
    answers((_, count) => wrong(count + 10));
    const { nodes } = await searched({ ...price, seconds: 10 }, bench.model());
    const strategies = new Set(nodes.filter(({ source }) => source === 'model').map(({ strategy }) => strategy));
    for (const name of ['direct', 'minimal edit', 'rewrite the function', 'alternative cause', 'plan first'])
      assert.ok(strategies.has(name), `${name} is not among ${[...strategies].join(', ')}`);
    const temperatures = new Set(
      bench.server.requests.map(({ body }) => (body as { temperature: number }).temperature),
    );
    assert.ok(temperatures.size >= 4);
  });

  test('goes on from what has failed with all facts, and each node knows its parent', async () => {
    answers((prompt, count) => (/In another way|in another way/.test(prompt) ? right : wrong(count + 20)));
    const { solutions, nodes } = await searched(price, bench.model());
    const [first] = solutions;
    assert.equal(first?.stillFailing.size, 0);
    const parent = nodes.find(({ id }) => id === first?.steps[0]?.parent);
    assert.equal(parent?.outcome.kind, 'failed');
    assert.equal(first?.steps[0]?.strategy, 'after feedback');
  });

  test('refines a part that fixes some of the tests, and keeps it', async () => {
    const two: Scenario = {
      files: {
        'src/a.js': 'function up(x) {\n  return null;\n}\n',
        'src/b.js': 'function down(x) {\n  return null;\n}\n',
      },
      tests: { up: 'up(\'ab\') === "AB"', down: 'down(\'AB\') === "ab"' },
    };
    const half = edit('src/a.js', '  return null;', '  return x.toUpperCase();');
    const rest = edit('src/b.js', '  return null;', '  return x.toLowerCase();');
    answers((prompt) => (/holds this change already/.test(prompt) ? rest : half));
    const { solutions } = await searched(two, bench.model());
    assert.equal(solutions[0]?.stillFailing.size, 0);
    assert.deepEqual([...(solutions[0]?.texts.keys() ?? [])].sort(), ['src/a.js', 'src/b.js']);
  });

  test('sends back once what cannot be placed, with the reason', async () => {
    answers((prompt) =>
      /could not be used/.test(prompt) ? right : edit('src/price.js', '  return nothing;', '  x();'),
    );
    const { solutions, nodes } = await searched({ ...price, budget: { samples: 1 } }, bench.model());
    assert.equal(solutions[0]?.stillFailing.size, 0);
    assert.match(
      nodes.flatMap(({ outcome }) => (outcome.kind === 'refused' ? [outcome.why] : [])).join(),
      /SEARCH part is nowhere/,
    );
  });

  test('refuses to change a test or how tests are run, and says so to the model', async () => {
    const files = { ...price.files, 'package.json': '{ "scripts": {} }\n' };
    answers((prompt) =>
      /changes the test file/.test(prompt)
        ? edit('package.json', '{ "scripts": {} }', '{ "scripts": { "test": "true" } }')
        : /decides how the tests are run/.test(prompt)
          ? right
          : edit('test/all.js', '// the tests are elsewhere', ''),
    );
    const { nodes } = await searched({ ...price, files, seconds: 3, budget: { samples: 1 } }, bench.model());
    const refused = nodes.flatMap(({ outcome }) => (outcome.kind === 'refused' ? [outcome.why] : [])).join('\n');
    assert.match(refused, /test file test\/all\.js/);
    assert.match(refused, /package\.json, which decides how the tests are run/);
  });

  test('refuses names that nothing declares, and what does not parse', async () => {
    answers((_, count) =>
      edit('src/price.js', '  return 0;', count % 2 ? '  return sumOf(items);' : '  return items.reduce((a, b => a;'),
    );
    const { nodes } = await searched({ ...price, seconds: 5, budget: { samples: 2 } }, bench.model());
    const refused = nodes.flatMap(({ outcome }) => (outcome.kind === 'refused' ? [outcome.why] : [])).join('\n');
    assert.match(refused, /uses “sumOf”, which is declared and imported nowhere/);
    assert.match(refused, /does not parse with it: see line \d/);
  });

  test('tells a model that repeats itself, and ends when nothing new comes', async () => {
    answers(() => wrong(99));
    const { nodes, solutions } = await searched({ ...price, seconds: 30 }, bench.model());
    const copies = nodes.filter(
      ({ outcome }) => outcome.kind === 'refused' && /^The same change is attempt/.test(outcome.why),
    );
    assert.ok(copies.length > 0);
    assert.ok(
      bench.server.requests.some(({ body }) => promptOf(body as never).includes('Your last answer was the same')),
    );
    assert.ok(bench.server.requests.length < 30, `${bench.server.requests.length} requests`);
    assert.equal(solutions[0]?.unproven, true);
  });

  test('without a model and with one that is broken the result is the same, and it says why once', async () => {
    const minus: Scenario = {
      files: { 'src/add.js': 'function add(a, b) {\n  return a - b;\n}\n' },
      tests: { adds: 'add(2, 2) === 4', 'adds nothing': 'add(2, 0) === 2' },
    };
    const alone = await searched(minus, undefined);
    for (const fault of [
      { kind: 'status', status: 401 },
      { kind: 'status', status: 429, headers: { 'retry-after': '60' } },
    ] as const) {
      bench.server.fail(fault, { times: 40 });
      const beside = await searched(minus, bench.model());
      assert.deepEqual(
        beside.solutions.map(({ steps }) => steps[0]?.title),
        alone.solutions.map(({ steps }) => steps[0]?.title),
      );
      assert.ok(beside.trouble.length <= 1);
    }
    const { trouble } = await searched({ ...price, seconds: 5 }, bench.model());
    assert.equal(trouble.length, 1);
    assert.match(trouble[0]!, /The search goes on without the model\./);
  });

  test('does not wait for ever for an endpoint that says nothing, and the other source works meanwhile', async () => {
    bench.server.fail({ kind: 'stallBeforeHeaders' }, { times: 50 });
    const { trouble, nodes } = await searched(price, bench.model({ timeoutMs: 150 }));
    assert.match(trouble.join(), /sent nothing for 0\.15 s\./);
    assert.ok(nodes.some(({ source }) => source === 'embedded'));
    assert.ok(bench.server.requests.length <= 20, `${bench.server.requests.length} requests`);
  });

  test('says when the time was over before it had answered', async () => {
    bench.server.abilities.chunkDelayMs = 100;
    answers(() => 'word '.repeat(500));
    const { trouble, solutions } = await searched({ ...price, seconds: 2 }, bench.model());
    assert.deepEqual(solutions, []);
    assert.deepEqual(trouble, [
      'scripted had not answered when the search ended. A larger touchstone.fix.budgetSeconds gives it more time.',
    ]);
  });

  test('takes what one question brings though another was cut off', async () => {
    bench.server.fail({ kind: 'cutAfter', chunks: 3 });
    answers(() => right);
    const { solutions, trouble } = await searched({ ...price, budget: { samples: 3 } }, bench.model());
    assert.equal(solutions[0]?.stillFailing.size, 0);
    assert.deepEqual(trouble, []);
  });

  test('with no samples allowed never asks, and its files that hold secrets are never told', async () => {
    await searched({ ...price, budget: { samples: 0 } }, bench.model());
    assert.equal(bench.server.requests.length, 0);
    answers(() => right);
    const files = { ...price.files, '.env': 'DATABASE=very-private\n', 'keys/id_rsa': 'very-private\n' };
    await searched(
      { ...price, files, tests: { 'adds up': 'price([3, 4]) === 7' }, budget: { samples: 1 } },
      bench.model(),
    );
    assert.ok(bench.server.requests.every(({ body }) => !promptOf(body as never).includes('very-private')));
  });

  test('stops asking when the tokens are spent, and shows what they cost', async () => {
    answers((_, count) => wrong(count + 50));
    const { facts, trouble } = await searched(
      { ...price, seconds: 20, budget: { mostTokens: 6_000, inputPrice: 1, outputPrice: 10 } },
      bench.model(),
    );
    const spent = facts.flatMap((fact) => (fact.kind === 'spent' ? [fact.spending] : [])).at(-1);
    assert.ok(spent && spent.inputTokens + spent.outputTokens <= 6_000 && spent.answers > 0);
    assert.equal(spent.dollars, (spent.inputTokens + 10 * spent.outputTokens) / 1e6);
    assert.match(trouble.join(), /6,000 tokens .* are spent/);
  });

  test('is cancelled at once, and the connection with it', async () => {
    bench.server.abilities.chunkDelayMs = 50;
    answers(() => 'word '.repeat(500));
    const stop = new AbortController();
    const search = searched(price, bench.model(), {}, stop.signal);
    setTimeout(() => stop.abort(), 400);
    await assert.rejects(search, { name: 'AbortError' });
    for (const { ended } of bench.server.requests) assert.equal((await ended).by, 'client');
  });
});
