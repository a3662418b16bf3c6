/** Methods of Java that can be called with made-up inputs. */
import { enclosingClass } from '../../syntax/grammar.ts';
import type { SyntaxNode, SyntaxTree } from '../../syntax/tree.ts';
import { field, parts } from '../../syntax/walk.ts';
import { integerOf, type BasicType } from '../../testing/basicValues.ts';
import { canTell, type Callable, type Parameter } from './callable.ts';

export function javaCallable(tree: SyntaxTree, fn: SyntaxNode): Callable | undefined {
  const name = field(fn, 'name')?.text ?? '';
  const owner = enclosingClass(fn);
  const modifiers = (node: SyntaxNode): string => parts(node).find(({ type }) => type === 'modifiers')?.text ?? '';
  if (!owner || owner.type !== 'class_declaration' || field(fn, 'type_parameters')) return undefined;
  // A class in another one may need that to be made first, and what is private cannot be called from a test.
  if (enclosingClass(owner) || /\b(?:private|abstract)\b/.test(modifiers(fn))) return undefined;
  const parameters: Parameter[] = [];
  for (const declared of parts(field(fn, 'parameters') ?? fn)) {
    const spread = declared.text.includes('...');
    const whole =
      (spread ? parts(declared).find(({ type }) => /type/.test(type)) : field(declared, 'type'))?.text ?? '';
    const inner = /^(?:(?:java\.util\.)?(?:List|Collection|Iterable)<(\w+)>|(\w+)\[\]|(\w+))$/.exec(whole);
    const basic = javaTypes.get(inner?.[1] ?? inner?.[2] ?? inner?.[3] ?? '');
    if (!basic || (spread && inner?.[3] === undefined)) return undefined;
    const list = spread ? 'variadic' : inner?.[1] ? 'List' : inner?.[2] ? 'array' : 'none';
    parameters.push({
      type: basic,
      list,
      written: list === 'List' ? `List<${inner?.[1]}>` : (inner?.[2] ?? inner?.[3] ?? ''),
    });
  }
  const result = field(fn, 'return_type')?.text ?? 'void';
  const results = result === 'void' ? 0 : 1;
  const ownerName = field(owner, 'name')?.text ?? '';
  const isStatic = /\bstatic\b/.test(modifiers(fn));
  if (!canTell(parameters, results) || (!isStatic && !canBeMade(owner, modifiers(owner)))) return undefined;
  const callee = isStatic ? `${ownerName}.${name}` : `new ${ownerName}().${name}`;
  const signature = `${callee}(${parameters.map(({ written, list }) => `${list} ${written}`).join()}) ${result}`;
  const named = /^\s*package\s+([\w.]+)\s*;/m.exec(tree.text)?.[1] ?? '';
  return { language: 'java', callee, signature, parameters, results, package: named };
}

function canBeMade(owner: SyntaxNode, modifiers: string): boolean {
  if (/\babstract\b/.test(modifiers)) return false;
  const made = parts(field(owner, 'body') ?? owner).filter(({ type }) => type === 'constructor_definition');
  return (
    made.length === 0 ||
    made.some((each) => parts(field(each, 'parameters') ?? each).length === 0 && !/^private\b/.test(each.text))
  );
}

const javaTypes = new Map<string, BasicType>([
  ...(['byte', 'Byte'] as const).map((name): [string, BasicType] => [name, integerOf(8, true)]),
  ...(['short', 'Short'] as const).map((name): [string, BasicType] => [name, integerOf(16, true)]),
  ...(['int', 'Integer'] as const).map((name): [string, BasicType] => [name, integerOf(32, true)]),
  ...(['long', 'Long'] as const).map((name): [string, BasicType] => [name, integerOf(64, true)]),
  ...(['float', 'Float', 'double', 'Double'] as const).map((name): [string, BasicType] => [name, { kind: 'fraction' }]),
  ...(['String', 'CharSequence'] as const).map((name): [string, BasicType] => [name, { kind: 'text' }]),
  ...(['boolean', 'Boolean'] as const).map((name): [string, BasicType] => [name, { kind: 'truth' }]),
  ...(['char', 'Character'] as const).map((name): [string, BasicType] => [name, { kind: 'letter' }]),
]);
