import assert from 'node:assert/strict';
import { elisionIn } from '../../../src/text/placeholder.ts';

const none = (): boolean => false;
const elides = (line: string, path = 'a.ts'): boolean => elisionIn(['a();', line], path, none) !== undefined;

suite('A line that stands for code', () => {
  test('is seen in the comments of any language', () => {
    for (const line of [
      '// ... rest of code unchanged',
      '// same as before',
      '# ... existing code ...',
      '  # (rest of the function remains the same)',
      '/* remaining methods unchanged */',
      '<!-- ... other content ... -->',
      '-- rest of the code here',
      '{/* ... existing code ... */}',
      '; ... unchanged ...',
      '% rest of file omitted',
      '(* ... *)',
      '// ...',
      '# …',
      '// [existing code]',
      '// Existing code here',
      '// ... rest of `parse` stays as it is',
      '// keep the existing imports',
      '// ... (omitted for brevity)',
      '// Your code goes here',
      '"""... rest of the module ..."""',
    ])
      assert.ok(elides(line), line);
  });

  test('may be dots alone, where the language has none', () => {
    for (const path of ['a.ts', 'a.js', 'a.go', 'a.rs', 'a.java']) assert.ok(elides('  ...', path), path);
    assert.ok(elides('  …'));
    assert.ok(elides('    ...', 'a.py'), 'between statements');
    assert.equal(elisionIn(['def f():', '    ...'], 'a.py', none), undefined);
    assert.equal(elisionIn(['def f():', '    """Doc."""', '    ...'], 'a.pyi', none), undefined);
    assert.ok(!elides('...', 'notes.md'));
  });

  test('is no comment that says something, and no code', () => {
    for (const line of [
      'f(...rest);',
      'const { a, ...other } = x;',
      '...options,',
      '// the rest is for the caller',
      '// The rest of the code expects a sorted list.',
      '// The file remains open, so close it.',
      '# Existing users keep their password',
      '// same as before, but with the fee added',
      '#[test]',
      '# Remaining balance',
      '// import the tests',
      '* more fields',
      'print("rest of code unchanged")',
      '// loop... then stop',
    ])
      assert.ok(!elides(line), line);
  });

  test('may be what the file itself says', () =>
    assert.equal(
      elisionIn(['// ... rest of code'], 'a.ts', (line) => line === '// ... rest of code'),
      undefined,
    ));
});
