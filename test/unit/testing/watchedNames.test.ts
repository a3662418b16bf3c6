import assert from 'node:assert/strict';
import { watchedNames, type WatchedLanguage } from '../../../src/testing/watchedNames.ts';

const names = (language: WatchedLanguage, code: string): string => {
  const lines = code.split('\n');
  return watchedNames(code, lines.length, language).join(' ');
};

suite('watched names', () => {
  test('variables and members, not what is called, written or a type', () => {
    assert.equal(
      names('javascript', 'const left = Math.floor(this.items.length / step) + cart.total(rate, "a b"); // note'),
      'left this.items this.items.length step cart rate',
    );
    assert.equal(
      names('python', 'total += round(self.rate * line.price, digits=places)  # note'),
      'total self.rate line line.price places',
    );
  });

  test('a key is no variable, what stands in a template is', () => {
    assert.equal(
      names('javascript', 'return { path: file, line, text: `${name}: ${value.id}` };'),
      'file line name value value.id',
    );
    assert.equal(names('javascript', 'const x = ok ? a : b;'), 'x ok a b');
  });

  test('the lines above count too, the own line first', () =>
    assert.equal(names('python', 'def f(a, b):\n    c = a\n    return c + b'), 'c b a'));

  test('nothing on an empty line, a bracket, an import; unicode', () => {
    assert.equal(names('javascript', ''), '');
    assert.equal(names('javascript', '}'), '');
    assert.equal(names('javascript', "import { a } from './a.ts';"), '');
    assert.equal(names('python', 'größe = länge * 2'), 'größe länge');
    assert.deepEqual(watchedNames('a\n', 99, 'python'), []);
  });
});
