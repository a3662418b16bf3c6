/** What a place does with the variable that it names. */

import type { SyntaxNode } from '../../../syntax/tree.ts';
import { field } from '../../../syntax/walk.ts';

export type Access =
  | 'read'
  /** Gives it a value without looking at the one that it had. */
  | 'write'
  /** Looks first: `x += 1`. */
  | 'change'
  /** Names it and does nothing at run time: `global x`, `var x;`. */
  | 'mention'
  /** `del x` */
  | 'removal';

const patterns = new Set([
  'object_pattern',
  'array_pattern',
  'rest_pattern',
  'pair_pattern',
  'object_assignment_pattern',
  'assignment_pattern',
  'pattern_list',
  'tuple_pattern',
  'list_pattern',
  'list_splat_pattern',
  'dictionary_splat_pattern',
  'as_pattern_target',
]);
const namedByField = new Set([
  'function_declaration',
  'generator_function_declaration',
  'function_signature',
  'class_declaration',
  'abstract_class_declaration',
  'enum_declaration',
  'function_definition',
  'class_definition',
  'named_expression',
  'resource',
]);
const transparent = /^(?:parenthesized_expression|non_null_expression|as_expression|satisfies_expression)$/;

export function accessOf(node: SyntaxNode): Access {
  let leaf = node;
  for (let { parent } = leaf; parent && patterns.has(parent.type); { parent } = leaf) {
    if (parent.type === 'pair_pattern' && !isField(parent, 'value', leaf)) return 'read';
    if (parent.type.endsWith('assignment_pattern') && !isField(parent, 'left', leaf)) return 'read';
    leaf = parent;
  }
  // `(x) = 1`, `x! += 1`
  let target = leaf;
  while (target.parent && transparent.test(target.parent.type)) target = target.parent;
  const { parent } = target;
  if (!parent) return 'read';
  switch (parent.type) {
    case 'assignment_expression':
      return isField(parent, 'left', target) ? 'write' : 'read';
    case 'augmented_assignment_expression':
    case 'augmented_assignment':
      return isField(parent, 'left', target) ? 'change' : 'read';
    case 'assignment':
      if (!isField(parent, 'left', target)) return 'read';
      return field(parent, 'right') ? 'write' : 'mention';
    case 'update_expression':
      return 'change';
    case 'variable_declarator': {
      if (!isField(parent, 'name', target)) return 'read';
      const isVar = parent.parent?.type === 'variable_declaration';
      return isVar && !field(parent, 'value') ? 'mention' : 'write';
    }
    case 'for_statement':
    case 'for_in_statement':
    case 'for_in_clause':
      return isField(parent, 'left', target) ? 'write' : 'read';
    case 'global_statement':
    case 'nonlocal_statement':
      return 'mention';
    case 'delete_statement':
      return 'removal';
    case 'expression_list':
      return parent.parent?.type === 'delete_statement' ? 'removal' : 'read';
    case 'as_pattern':
      return leaf.type === 'as_pattern_target' ? 'write' : 'read';
    case 'catch_clause':
    case 'let_condition':
    case 'match_arm':
      return isField(parent, 'parameter', target) || isField(parent, 'pattern', target) ? 'write' : 'read';
    case 'required_parameter':
    case 'optional_parameter':
      return isField(parent, 'pattern', target) || isField(parent, 'name', target) ? 'write' : 'read';
    case 'formal_parameters':
    case 'parameters':
    case 'lambda_parameters':
    case 'typed_parameter':
    case 'splat_pattern':
      return 'write';
    case 'default_parameter':
    case 'typed_default_parameter':
      return isField(parent, 'name', target) ? 'write' : 'read';
    case 'arrow_function':
      return isField(parent, 'parameter', target) ? 'write' : 'read';
    case 'import_specifier':
    case 'import_clause':
    case 'namespace_import':
    case 'import_require_clause':
    case 'aliased_import':
      return 'write';
    case 'dotted_name':
      return /^(?:import|case_pattern|keyword_pattern|aliased)/.test(parent.parent?.type ?? '') ? 'write' : 'read';
    default:
      return namedByField.has(parent.type) && isField(parent, 'name', target) ? 'write' : 'read';
  }
}

const isField = (parent: SyntaxNode, name: string, node: SyntaxNode): boolean => field(parent, name)?.id === node.id;
