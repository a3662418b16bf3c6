import assert from 'node:assert/strict';
import { linesOf, outcomes, place, resultOf, withProject } from '../../fakes/testProject.ts';

const project = {
  'package.json': '{"scripts":{"test":"mocha --reporter dot --bail"}}',
  '.mocharc.json': '{"spec":["test/*"],"parallel":true,"require":["./setup.cjs"]}',
  'setup.cjs': 'exports.mochaHooks = { beforeEach() { this.ready = true; } };\n',
  'lib.cjs': `const limit = 3;
exports.size = function (n) {
  if (n > limit) {
    return 'big';
  }
  return 'small';
};
exports.twice = (n) => n * 2;
`,
  'test/a.js': `const assert = require('node:assert/strict');
const { size, twice } = require('../lib.cjs');
describe('size', () => {
  before(() => { twice(1); });
  it('of little', () => assert.equal(size(1), 'small'));
  it('of much', () => assert.equal(size(4), 'huge'));
  describe('hooked', () => {
    beforeEach(() => { throw new Error('no user'); });
    it('first', () => {});
    it('second', () => {});
  });
  it.skip('left out', () => {});
  it('same', () => {});
  it('same', () => { throw new TypeError('the second'); });
});
describe('after', () => {
  after(() => { throw new Error('not closed'); });
  it('is done', function () { assert.ok(this.ready); });
});
`,
  'test/b.mjs': `import assert from 'node:assert/strict';
import lib from '../lib.cjs';
it('of a module', async () => { console.log('{"kind":"result"}'); await null; assert.equal(lib.twice(2), 5); });
`,
  'test/c.ts': `import assert from 'node:assert/strict';
interface Price { value: number }
describe('typed', () => { it('works', () => assert.equal(({ value: 1 } as Price).value, 1)); });
`,
};

suite('running mocha', () => {
  test('hears every test and the lines that it ran, whatever the configuration says', () =>
    withProject(project, async ({ run }) => {
      const report = await run('mocha', 'npm test', { coverage: true });
      assert.deepEqual(outcomes(report), [
        'failed test/a.js::after › is done',
        'failed test/a.js::size › hooked › first',
        'failed test/a.js::size › hooked › second',
        'failed test/a.js::size › of much',
        'failed test/a.js::size › same (2)',
        'failed test/b.mjs::of a module',
        'passed test/a.js::size › of little',
        'passed test/a.js::size › same',
        'passed test/c.ts::typed › works',
        'skipped test/a.js::size › left out',
      ]);
      assert.equal(place(resultOf(report, 'size › of much')), 'test/a.js:6');
      assert.match(resultOf(report, 'size › hooked › second').failure?.message ?? '', /before each.*no user/);
      assert.match(resultOf(report, 'after › is done').failure?.message ?? '', /after all.*not closed/);
      // Line 8 is run by the hook before all: it belongs to everyone.
      assert.deepEqual(linesOf(report, 'size › of little', 'lib.cjs'), [1, 2, 3, 6, 8]);
      assert.deepEqual(linesOf(report, 'size › of much', 'lib.cjs'), [1, 2, 3, 4, 8]);
    }));

  test('runs just the chosen tests', () =>
    withProject({ ...project, 'test/b.mjs': 'throw new Error("loaded");\n' }, async ({ run }) => {
      const broken = await run('mocha', 'npm test');
      assert.match(broken.problem?.message ?? '', /Error: loaded/);
      assert.equal(place({ failure: broken.problem }), 'test/b.mjs:1');

      const only = [{ id: 'test/a.js::size › of much', name: 'size › of much', file: 'test/a.js', durationMs: 0 }];
      const report = await run('mocha', 'npm test', { only: only.map((each) => ({ ...each, outcome: 'failed' })) });
      assert.deepEqual(outcomes(report), ['failed test/a.js::size › of much']);
    }));
});
