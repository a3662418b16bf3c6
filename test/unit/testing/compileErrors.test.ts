import assert from 'node:assert/strict';
import { compileErrors, compileFailure } from '../../../src/testing/compileErrors.ts';

const context = { roots: ['/app'], directory: '' };

/** Each error as `path:line:column: message`, as the tools printed them here; paths shortened to /app. */
const errors = (output: string, directory = ''): string[] =>
  compileErrors(output, { ...context, directory }).map(
    ({ place, column, message }) =>
      [place?.path, place?.line, column].filter((part) => part !== undefined).join(':') + ` ${message}`.trimEnd(),
  );

suite('compile and type errors', () => {
  test('of tsc, plain and pretty', () => {
    const expected = [
      `src/a.ts:1:7 Type 'string' is not assignable to type 'number'. (TS2322)`,
      `src/a.ts:3:10 Cannot find name 'b'. (TS2304)`,
    ];
    const plain = `src/a.ts(1,7): error TS2322: Type 'string' is not assignable to type 'number'.
src/a.ts(3,10): error TS2304: Cannot find name 'b'.
`;
    assert.deepEqual(errors(plain), expected);
    const pretty = `\x1b[96msrc/a.ts\x1b[0m:\x1b[93m1\x1b[0m:\x1b[93m7\x1b[0m - \x1b[91merror\x1b[0m\x1b[90m TS2322: \x1b[0mType 'string' is not assignable to type 'number'.

\x1b[7m1\x1b[0m const a: number = "x";
\x1b[7m \x1b[0m \x1b[91m      ~\x1b[0m

\x1b[96msrc/a.ts\x1b[0m:\x1b[93m3\x1b[0m:\x1b[93m10\x1b[0m - \x1b[91merror\x1b[0m\x1b[90m TS2304: \x1b[0mCannot find name 'b'.

\x1b[7m3\x1b[0m   return b;
\x1b[7m \x1b[0m \x1b[91m         ~\x1b[0m

Found 2 errors in the same file, starting at: src/a.ts\x1b[90m:1\x1b[0m
`;
    assert.deepEqual(errors(pretty), expected);
    assert.deepEqual(errors('a.ts(1,7): error TS1005: x.\n', 'packages/one'), ['packages/one/a.ts:1:7 x. (TS1005)']);
  });

  test('of cargo in its short form', () => {
    const cargo = `    Checking shop v0.1.0 (/app)
src/lib.rs:1:21: error[E0308]: mismatched types: expected \`u32\`, found \`&str\`
src/lib.rs:2:5: warning: unused variable: \`limit\`
src/b.rs:4:1: error: expected one of \`!\` or \`::\`, found \`x\`
error: could not compile \`shop\` (lib test) due to 2 previous errors
`;
    assert.deepEqual(errors(cargo), [
      'src/lib.rs:1:21 mismatched types: expected `u32`, found `&str` (E0308)',
      'src/b.rs:4:1 expected one of `!` or `::`, found `x`',
    ]);
  });

  test('of bundlers and transpilers', () => {
    const esbuild = `✘ [ERROR] Unexpected ";"

    src/b.js:1:10:
      1 │ const x = ;
        ╵           ^

1 error
`;
    assert.deepEqual(errors(esbuild), ['src/b.js:1:11 Unexpected ";"']);
    const api = 'Error: Transform failed with 1 error:\n/app/src/b.js:1:10: ERROR: Unexpected ";"\n';
    assert.deepEqual(errors(api), ['src/b.js:1:11 Unexpected ";"']);
    const rolldown = `Build failed with 1 error:

\x1b[31m[PARSE_ERROR] \x1b[0mUnexpected token
   \x1b[38;5;246m╭\x1b[0m\x1b[38;5;246m─\x1b[0m\x1b[38;5;246m[\x1b[0m src/b.js:1:11 \x1b[38;5;246m]\x1b[0m
   \x1b[38;5;246m│\x1b[0m
`;
    assert.deepEqual(errors(rolldown), ['src/b.js:1:11 Unexpected token']);
    const babel = 'SyntaxError: /app/src/b.js: Unexpected token (1:10)\n\n> 1 | const x = ;\n    |           ^\n';
    assert.deepEqual(errors(babel), ['src/b.js:1:11 Unexpected token']);
    const swc = `  × Expression expected
   ╭─[/app/src/b.js:1:11]
 1 │ const x = ;
   ·           ─
   ╰────
`;
    assert.deepEqual(errors(swc), ['src/b.js:1:11 Expression expected']);
    const rollup = 'error during build:\nRollupError: Unexpected token\nfile: /app/src/b.js:1:10\n1: const x = ;\n';
    assert.deepEqual(errors(rollup), ['src/b.js:1:10 Unexpected token']);
  });

  test('of Python, its checkers and of Ruby and PHP', () => {
    const python = `  File "/app/a.py", line 1
    def f(:
          ^
SyntaxError: invalid syntax
`;
    assert.deepEqual(errors(python), ['a.py:1 SyntaxError: invalid syntax']);
    assert.deepEqual(errors('  File "/app/a.py", line 3, in total\n    return x\nNameError: x\n'), []);
    assert.deepEqual(errors('a.py:3: error: Name "x" is not defined  [name-defined]\nFound 1 error in 1 file\n'), [
      'a.py:3 Name "x" is not defined  [name-defined]',
    ]);
    assert.deepEqual(errors('  /app/a.py:3:5 - error: "x" is not defined (reportUndefinedVariable)\n'), [
      'a.py:3:5 "x" is not defined (reportUndefinedVariable)',
    ]);
    assert.deepEqual(errors("cart.rb:3: syntax error, unexpected end-of-input, expecting `end'\n"), [
      "cart.rb:3 syntax error, unexpected end-of-input, expecting `end'",
    ]);
    assert.deepEqual(errors('PHP Parse error:  syntax error, unexpected token ";" in /app/a.php on line 3\n'), [
      'a.php:3 syntax error, unexpected token ";"',
    ]);
  });

  test('of compiled languages, warnings and notes left out', () => {
    const gcc = `a.c: In function ‘main’:
a.c:2:10: error: ‘x’ undeclared (first use in this function)
    2 |   return x
      |          ^
a.c:2:10: note: each undeclared identifier is reported only once for each function it appears in
a.c:3:1: warning: control reaches end of non-void function [-Wreturn-type]
b.c:1:10: fatal error: none.h: No such file or directory
`;
    assert.deepEqual(errors(gcc), [
      'a.c:2:10 ‘x’ undeclared (first use in this function)',
      'b.c:1:10 none.h: No such file or directory',
    ]);
    const go = '# command-line-arguments\nvet: ./a.go:2:23: undeclared name: x\n./b.go:4:2: undefined: y\n';
    assert.deepEqual(errors(go), ['a.go:2:23 undeclared name: x', 'b.go:4:2 undefined: y']);
    const dotnet =
      '/app/Cart.cs(12,20): error CS0103: The name ‘x’ does not exist in the current context [/app/Cart.csproj]\n';
    assert.deepEqual(errors(dotnet), ['Cart.cs:12:20 The name ‘x’ does not exist in the current context (CS0103)']);
    const kotlin = `e: file:///app/src/Cart.kt:3:12 Unresolved reference: x\ne: /app/src/Old.kt: (4, 2): Expecting an element\n`;
    assert.deepEqual(errors(kotlin), [
      'src/Cart.kt:3:12 Unresolved reference: x',
      'src/Old.kt:4:2 Expecting an element',
    ]);
  });

  test('of javac by itself, through Maven and through Gradle, each once', () => {
    const maven = `[INFO] -------------------------------------------------------------
[ERROR] COMPILATION ERROR : 
[INFO] -------------------------------------------------------------
[ERROR] /app/src/main/java/shop/Cart.java:[11,12] cannot find symbol
  symbol:   variable summ
  location: class shop.Cart
[INFO] 1 error
[ERROR] Failed to execute goal org.apache.maven.plugins:maven-compiler-plugin:3.10.1:compile (default-compile) on project shop: Compilation failure
[ERROR] /app/src/main/java/shop/Cart.java:[11,12] cannot find symbol
[ERROR]   symbol:   variable summ
[ERROR]   location: class shop.Cart
[ERROR] -> [Help 1]
`;
    assert.deepEqual(errors(maven), ['src/main/java/shop/Cart.java:11:12 cannot find symbol: variable summ']);
    const gradle = `:compileJava/app/src/main/java/shop/Cart.java:11: error: cannot find symbol
    return summ + "a";
           ^
  symbol:   variable summ
  location: class Cart
1 error
 FAILED
`;
    assert.deepEqual(errors(gradle), ['src/main/java/shop/Cart.java:11 cannot find symbol: variable summ']);
  });

  test('are no error of the workspace elsewhere, and none are found in what tests print', () => {
    assert.deepEqual(errors('/usr/include/x.h:3:1: error: unknown type name ‘y’\n'), ['1 unknown type name ‘y’']);
    assert.deepEqual(errors('expected error: 3\nat total (src/cart.js:3:5)\n1) adds\n'), []);
    assert.deepEqual(errors(`${'x'.repeat(100_000)}:1:1: error: y`), []);
  });

  test('name what failed after the first of them', () => {
    const failure = compileFailure(compileErrors('a.c:2:10: error: no x\nb.c:3:1: error: no y\n', context));
    assert.equal(failure?.message, 'a.c:2:10: no x\nb.c:3:1: no y');
    assert.deepEqual(failure.frames, [
      { path: 'a.c', line: 2 },
      { path: 'b.c', line: 3 },
    ]);
    assert.equal(compileFailure([]), undefined);
  });
});
