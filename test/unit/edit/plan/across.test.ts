/** Changes across files with a scripted model behind real HTTP: what is planned, refused, left and kept. */

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { EditEvent, EditResult } from '../../../../src/edit/editEvent.ts';
import type { EditRequest } from '../../../../src/edit/editRequest.ts';
import { partialProposal, stoppedSteps } from '../../../../src/edit/plan/partial.ts';
import type { Plan } from '../../../../src/edit/plan/plan.ts';
import { planSummary, planTree } from '../../../../src/edit/plan/planTree.ts';
import { planLines } from '../../../../src/edit/plan/planWords.ts';
import { createOpenAiModel } from '../../../../src/model/node/openaiClient.ts';
import { startOpenAiServer, type OpenAiServer } from '../../../fakes/openaiServer.ts';
import { silentLog } from '../../../fakes/silentLog.ts';
import { EditProject, afterOf, reasonOf } from '../aProject.ts';

const shop = {
  'src/price.js': 'export function price(net) {\r\n  return net * 2;\r\n}\r\n',
  'src/cart.js':
    "import { price } from './price.js';\n\nexport function total(nets) {\n  return nets.map((net) => price(net));\n}\n",
  'src/page.js': "import { total } from './cart.js';\n\nexport const page = (nets) => `${total(nets)} € 😀`;\n",
  'src/label.js': "import { price } from './price.js';\n\nexport const label = (net) => `${price(net)}`;\n",
  'src/other.js': 'export const other = 1;\n',
};

const block = (file: string, search: string, replace: string): string =>
  `${file}\n<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE\n`;

/** What the model says of the first step, and of each file. */
const right: Readonly<Record<string, string>> = {
  first: `Title: Prices have a rate\n\n${block('src/price.js', 'export function price(net) {\n  return net * 2;', 'export function price(net, rate) {\n  return net * rate;')}`,
  'src/cart.js': block(
    'src/cart.js',
    'export function total(nets) {\n  return nets.map((net) => price(net));',
    'export function total(nets, rate) {\n  return nets.map((net) => price(net, rate));',
  ),
  'src/page.js': block(
    'src/page.js',
    'export const page = (nets) => `${total(nets)} € 😀`;',
    'export const page = (nets) => `${total(nets, 3)} € 😀`;',
  ),
  'src/label.js': block(
    'src/label.js',
    'export const label = (net) => `${price(net)}`;',
    'export const label = (net) => `${price(net, 4)}`;',
  ),
};

suite('A change across files', function () {
  this.timeout(120_000);
  let server: OpenAiServer;
  let project: EditProject;
  let answers: Record<string, string>;
  setup(async () => {
    answers = { ...right };
    server = await startOpenAiServer({ reply: (body) => replyTo(JSON.stringify(body['messages'])) });
    project = new EditProject(shop);
  });
  teardown(async () => {
    await server.dispose();
    project.remove();
  });

  function replyTo(asked: string): string {
    if (!asked.includes('SEARCH part')) return 'ok';
    const step = /Now it is about ([^:]+):/.exec(asked)?.[1] ?? 'first';
    return answers[step] ?? 'NOTHING TO CHANGE: it does not use it';
  }
  const model = () => {
    const storageFolder = path.join(project.root, '../endpoints');
    mkdirSync(storageFolder, { recursive: true });
    return createOpenAiModel({
      ...{ baseUrl: server.baseUrl, model: 'scripted', key: () => Promise.resolve(undefined) },
      ...{ timeoutMs: 10_000, storageFolder, log: silentLog },
    });
  };
  const wanted = { instruction: 'Give `price` a rate, which callers pass.', across: 'run' } as const;
  async function run(
    request: Partial<EditRequest> = {},
    withModel = true,
  ): Promise<{ result: EditResult; events: EditEvent[]; plans: Plan[] }> {
    const events: EditEvent[] = [];
    const host = withModel ? { model: model() } : {};
    for await (const event of project.events({ ...wanted, ...request }, host)) events.push(event);
    const last = events.at(-1);
    assert.ok(last?.kind === 'finished');
    const plans = events.flatMap((event) => (event.kind === 'plan' ? [event.plan] : []));
    return { result: last.result, events, plans };
  }
  const prompts = (): string[] =>
    server.requests.map(({ body }) => JSON.stringify(body)).filter((text) => text.includes('SEARCH part'));
  const lines = (plan: Plan | undefined): string => (plan ? planLines(plan).join('\n') : '');
  const failed = (result: EditResult): string =>
    result.status === 'proposed'
      ? (result.proposal.evidence.checks ?? [])
          .flatMap(({ what, outcome, detail }) => (outcome === 'failed' ? [`${what}: ${detail}`] : []))
          .join('\n')
      : reasonOf(result);

  test('is planned before it begins, and goes as far as it has to', async () => {
    const { result, plans } = await run();
    assert.equal(
      lines(plans[0]),
      [
        '· price (src/price.js:1): planned. The instruction is about it.',
        '  · total (src/cart.js:4): planned. It calls price, which may change.',
        '  · label (src/label.js:3): planned. It calls price, which may change.',
      ].join('\n'),
    );
    assert.equal(
      lines(plans.at(-1)),
      [
        '✓ price (src/price.js:1): changed. The instruction is about it.',
        '  ✓ total (src/cart.js:4): changed. It calls price, and how it is called has changed.',
        '    ✓ page (src/page.js:3): changed. It calls total, and how it is called has changed.',
        '  ✓ label (src/label.js:3): changed. It calls price, and how it is called has changed.',
      ].join('\n'),
    );
    assert.deepEqual(Object.keys(afterOf(result)).sort(), [
      'src/cart.js',
      'src/label.js',
      'src/page.js',
      'src/price.js',
    ]);
    assert.equal(
      afterOf(result)['src/price.js'],
      'export function price(net, rate) {\r\n  return net * rate;\r\n}\r\n',
    );
    assert.equal(afterOf(result)['src/page.js'], shop['src/page.js'].replace('total(nets)', 'total(nets, 3)'));
    assert.equal(failed(result), '');
    assert.ok(result.status === 'proposed' && result.proposal.title === 'Prices have a rate');
    assert.equal(prompts().length, 4);
    for (const [file, text] of Object.entries(shop)) assert.equal(project.read(file), text);
    const page = prompts().find((text) => text.includes('Now it is about src/page.js'));
    assert.match(page ?? '', /total\(nets, rate\)/);
    assert.match(page ?? '', /price\(net, rate\)/);
  });

  test('can be looked at first: nothing is asked and nothing changes', async () => {
    const { result, plans } = await run({ across: 'plan' });
    assert.match(reasonOf(result), /This may have to change: 3 places\. Nothing has been changed yet\./);
    assert.ok(result.status === 'none' && result.plan?.steps.length === 3);
    assert.equal(plans.length, 1);
    assert.equal(server.connections, 0);
    const unknown = await run({ across: 'plan', instruction: 'Make everything nicer.' });
    assert.match(reasonOf(unknown.result), /where it begins is not known yet/);
  });

  test('says which step could not be made, and proposes the others as a part', async () => {
    answers['src/cart.js'] = block('src/cart.js', 'export function gone() {', 'export function total() {');
    const { result, plans } = await run();
    assert.match(lines(plans.at(-1)), / {2}✗ total \(src\/cart\.js:4\): refused\. .*nowhere in the file/);
    assert.match(lines(plans.at(-1)), / {2}✓ label/);
    assert.match(failed(result), /^Plan: 2 places are changed\. 1 place is left: total \(src\/cart\.js:4\)/);
    assert.ok(result.status === 'proposed' && result.proposal.evidence.verdict === 'partial');
  });

  test('keeps a step to its own file', async () => {
    answers['src/label.js'] =
      `${right['src/label.js']}\n${block('src/other.js', 'export const other = 1;', 'export const other = 2;')}`;
    const { result, plans } = await run();
    assert.match(lines(plans.at(-1)), /✗ label .*This step is about src\/label\.js alone, not src\/other\.js/);
    assert.equal(Object.keys(afterOf(result)).includes('src/other.js'), false);
  });

  test('leaves what the model says needs nothing, with its reason', async () => {
    delete answers['src/label.js'];
    const { result, plans } = await run();
    assert.match(lines(plans.at(-1)), /– label \(src\/label\.js:3\): needs nothing\. It does not use it\./);
    assert.equal(failed(result), '');
  });

  test('ends with what there is when the tokens are used up, and when the model breaks down', async () => {
    const { result, plans } = await run({ limits: { mostTokens: 1_900, inputPrice: 0, outputPrice: 0 } });
    assert.match(lines(plans.at(-1)), /(?:left|refused)\. .*tokens/);
    assert.match(failed(result), /^Plan: .*left/);
    answers['src/label.js'] = '';
    let asked = 0;
    server.abilities.reply = (body) => {
      const text = JSON.stringify(body['messages']);
      if (text.includes('Now it is about') && ++asked === 2) server.abilities.models = [];
      return replyTo(text);
    };
    const broken = await run();
    assert.match(lines(broken.plans.at(-1)), /… .*left\./);
    assert.ok(broken.result.status === 'proposed' && broken.result.proposal.evidence.verdict === 'partial');
  });

  test('that cannot begin says why', async () => {
    answers['first'] = 'I would rather not.';
    const { result } = await run();
    assert.match(
      reasonOf(result),
      /The model's answer could not be used\. .*no SEARCH\/REPLACE block.* name the place/,
    );
    assert.ok(result.status === 'none' && result.said === 'I would rather not.');
  });

  test('that is stopped leaves a part that says what is left', async () => {
    const stop = new AbortController();
    let latest: Plan | undefined;
    const heard = (async () => {
      for await (const event of project.events(wanted, { model: model() }, stop.signal)) {
        if (event.kind !== 'plan') continue;
        latest = event.plan;
        if (latest.changes.length > 0) stop.abort();
      }
    })();
    await assert.rejects(heard, { name: 'AbortError' });
    assert.ok(latest);
    const partial = partialProposal(project.root, 'A part', latest, 1);
    assert.deepEqual(
      partial?.changes.map(({ path: file }) => file),
      ['src/price.js'],
    );
    assert.match(
      partial?.evidence.checks?.[0]?.detail ?? '',
      /left: total .*It was stopped before that place was looked at/,
    );
    assert.match(planSummary({ steps: stoppedSteps(latest.steps) }), /^1 changed, \d left$/);
    assert.equal(partialProposal(project.root, 'Nothing', { steps: [], changes: [] }, 1), undefined);
  });

  test('without a model: what is exact goes through the plan too, and anything else says what it takes', async () => {
    const { result, plans } = await run({ instruction: 'rename price to cost' }, false);
    assert.equal(failed(result), '');
    assert.match(lines(plans[0]), /· price .*\n {2}· total .*It calls price, which may change/);
    assert.match(lines(plans.at(-1)), /✓ price \(src\/price\.js:1\): changed/);
    assert.match(afterOf(result)['src/cart.js'] ?? '', /import \{ cost \}[^]*cost\(net\)/);
    const moved = await run({ instruction: 'move src/price.js to src/money/price.js' }, false);
    assert.match(
      lines(moved.plans[0]),
      /· src\/price\.js:1: planned\. It is to be moved\.\n {2}· src\/cart\.js:1: planned/,
    );
    assert.deepEqual(afterOf(moved.result)['src/price.js'], undefined);
    assert.match(afterOf(moved.result)['src/label.js'] ?? '', /from '\.\/money\/price\.js'/);
    assert.match(lines(moved.plans.at(-1)), /✓ src\/label\.js:1: changed/);
    const other = await run({}, false);
    assert.match(reasonOf(other.result), /takes a model.*Choose Model/);
    assert.ok(other.result.status === 'none' && other.result.needsModel && other.result.plan?.steps.length === 3);
    assert.equal(server.connections, 0);
  });

  test('is a tree with a label, a reason and a state for each place', async () => {
    const { plans } = await run({ across: 'plan' });
    const [root] = planTree(plans[0]!);
    assert.equal(root?.label, 'price');
    assert.equal(root.children[0]?.description, 'cart.js · It calls price, which may change.');
    assert.equal(root.children[0].spoken, 'total in src/cart.js, line 4, planned. It calls price, which may change.');
    assert.equal(planSummary(plans[0]!), '3 to look at');
  });
});
