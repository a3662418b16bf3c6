/** What an edit of a file comes to for others, read with the real grammars. */

import assert from 'node:assert/strict';
import { symbolChanges } from '../../../../src/edit/plan/symbolChange.ts';
import { createFileSyntax } from '../../../../src/syntax/node/fileSyntax.ts';
import { grammars, queries } from '../../syntax/installedGrammars.ts';

suite('What a change of a definition is for others', () => {
  const syntax = createFileSyntax({ grammars, queries });
  suiteTeardown(() => syntax.dispose());

  async function changed(path: string, before: string, after: string): Promise<string[]> {
    const state = async (text: string) => ({ path, text, outline: (await syntax.read(path, text)).outline });
    return symbolChanges(await state(before), await state(after)).map(({ what, scope, name, renamedTo }) =>
      [what, [...scope, name].join('.'), ...(renamedTo === undefined ? [] : [renamedTo])].join(' '),
    );
  }

  const cases: readonly (readonly [string, string, string, string, readonly string[]])[] = [
    [
      'a body',
      'a.ts',
      'export function f(a: number): number {\n  return a;\n}\n',
      'export function f(a: number): number {\n  return a + 1;\n}\n',
      [],
    ],
    [
      'white space and a comma',
      'a.ts',
      'export function f(a: number, b: number): void {}\n',
      'export function f(\n  a: number,\n  b: number,\n): void {}\n',
      [],
    ],
    [
      'a parameter',
      'a.ts',
      'export function f(a: number): void {}\n',
      'export function f(a: number, b = 1): void {}\n',
      ['signature f'],
    ],
    [
      'a type of what is given back',
      'a.ts',
      'export const f = (a: number): number => a;\n',
      'export const f = (a: number): string => `${a}`;\n',
      ['signature f'],
    ],
    [
      'what is given back, where no type says it',
      'a.js',
      'export function f(a) {\n  return a;\n}\n',
      'export function f(a) {\n  return [a];\n}\n',
      ['returns f'],
    ],
    ['what Python gives back', 'a.py', 'def f(a):\n    return a\n', 'def f(a):\n    return a, 1\n', ['returns f']],
    [
      'another name',
      'a.ts',
      'export function f(a: number): number {\n  return a;\n}\n',
      'export function g(a: number): number {\n  return a;\n}\n',
      ['renamed f g'],
    ],
    [
      'two other names',
      'a.py',
      'def f(a):\n    return a\n\n\ndef g(b):\n    return b * 2\n',
      'def one(a):\n    return a\n\n\ndef two(b):\n    return b * 2\n',
      ['renamed f one', 'renamed g two'],
    ],
    ['one that has gone', 'a.ts', 'export const f = 1;\nexport const g = 2;\n', 'export const g = 2;\n', ['removed f']],
    [
      'a class that has gone is told once',
      'a.py',
      'class A:\n    def f(self):\n        pass\n\n\nX = 1\n',
      'X = 1\n',
      ['removed A'],
    ],
    ['a new one', 'a.ts', 'export const f = 1;\n', 'export const f = 1;\nexport const g = 2;\n', []],
    [
      'a member of an interface',
      'a.ts',
      'export interface A {\n  f(): void;\n}\n',
      'export interface A {\n  f(): void;\n  g(): void;\n}\n',
      ['added A.g'],
    ],
    [
      'a member that need not be there',
      'a.ts',
      'export interface A {\n  f(): void;\n}\n',
      'export interface A {\n  f(): void;\n  g?(): void;\n}\n',
      [],
    ],
    [
      'an abstract method',
      'a.py',
      'from abc import ABC, abstractmethod\n\n\nclass A(ABC):\n    x = 1\n',
      'from abc import ABC, abstractmethod\n\n\nclass A(ABC):\n    x = 1\n\n    @abstractmethod\n    def g(self):\n        pass\n',
      ['added A.g'],
    ],
    ['what a class extends', 'a.ts', 'class A extends B {}\n', 'class A extends C {}\n', ['supertypes A']],
    ['a type', 'a.ts', 'export type T = { a: number };\n', 'export type T = { a: string };\n', ['signature T']],
    ['a value', 'a.ts', 'export const limit = 3;\n', 'export const limit = 4;\n', []],
    [
      'a method of an interface in Go',
      'a.go',
      'package a\n\ntype S interface {\n\tGet(id string) int\n}\n',
      'package a\n\ntype S interface {\n\tGet(id string, n int) int\n}\n',
      ['signature S.Get'],
    ],
    [
      'a field of a struct',
      'a.go',
      'package a\n\ntype S struct {\n\tA int\n}\n',
      'package a\n\ntype S struct {\n\tA int\n\tB int\n}\n',
      ['added S.B'],
    ],
    [
      'a parameter in Rust',
      'a.rs',
      'pub fn f(a: u8) -> u8 { a }\n',
      'pub fn f(a: u8, b: u8) -> u8 { a + b }\n',
      ['signature f'],
    ],
    [
      'a method in Java',
      'A.java',
      'class A {\n  int f(int a) { return a; }\n}\n',
      'class A {\n  long f(int a) { return a; }\n}\n',
      ['signature A.f'],
    ],
  ];
  for (const [name, path, before, after, expected] of cases)
    test(`${name} (${path})`, async () => assert.deepEqual(await changed(path, before, after), expected));
});
