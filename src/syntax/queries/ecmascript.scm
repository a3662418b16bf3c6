; What JavaScript and TypeScript have in common.

(function_declaration name: (_) @name body: (_) @body) @definition.function
(generator_function_declaration name: (_) @name body: (_) @body) @definition.function
(class_declaration name: (_) @name body: (_) @body) @definition.class
(method_definition name: (_) @name body: (_) @body) @definition.method

(lexical_declaration
  (variable_declarator
    name: (identifier) @name
    value: [
      (arrow_function body: (_) @body)
      (function_expression body: (_) @body)
      (generator_function body: (_) @body)
    ]) @definition.function) @wrapper
(variable_declaration
  (variable_declarator
    name: (identifier) @name
    value: [
      (arrow_function body: (_) @body)
      (function_expression body: (_) @body)
      (generator_function body: (_) @body)
    ]) @definition.function) @wrapper
(lexical_declaration
  (variable_declarator name: (identifier) @name value: (class body: (_) @body)) @definition.class) @wrapper
(variable_declaration
  (variable_declarator name: (identifier) @name value: (class body: (_) @body)) @definition.class) @wrapper

(pair
  key: (_) @name
  value: [
    (arrow_function body: (statement_block) @body)
    (function_expression body: (_) @body)
  ]) @definition.method

(expression_statement
  (assignment_expression
    left: (member_expression object: (_) @scope property: (_) @name)
    right: [
      (arrow_function body: (_) @body)
      (function_expression body: (_) @body)
    ])) @definition.function
(expression_statement
  (assignment_expression
    left: (member_expression object: (_) @scope property: (_) @name)
    right: (class body: (_) @body))) @definition.class

; A default export has no name of its own.
(export_statement
  value: [
    (arrow_function body: (_) @body)
    (function_expression body: (_) @body)
  ]) @definition.function
(export_statement value: (class body: (_) @body)) @definition.class
(export_statement value: (object) @body) @definition.constant

(expression_statement
  (call_expression
    function: [
      (identifier) @_function
      (member_expression object: (identifier) @_function)
    ]
    arguments: (arguments
      .
      [(string) (template_string)] @name
      [
        (arrow_function body: (_) @body)
        (function_expression body: (_) @body)
      ]))
  (#any-of? @_function "describe" "suite" "context" "it" "test" "specify")) @definition.test

(export_statement
  (lexical_declaration
    (variable_declarator name: (identifier) @name value: [(object) (array)] @body) @definition.constant) @wrapper)
(export_statement
  (lexical_declaration
    (variable_declarator name: (identifier) @name) @definition.constant) @wrapper)

(export_statement
  (variable_declaration
    (variable_declarator name: (identifier) @name value: [(object) (array)] @body) @definition.variable) @wrapper)
(export_statement
  (variable_declaration
    (variable_declarator name: (identifier) @name) @definition.variable) @wrapper)
; `export const { add, remove } = slice.actions`
(export_statement
  (lexical_declaration
    (variable_declarator name: (object_pattern (shorthand_property_identifier_pattern) @name @exported @definition.constant))))
(export_statement
  (lexical_declaration
    (variable_declarator name: (object_pattern (pair_pattern value: (identifier) @name @exported @definition.constant)))))
(export_statement
  (lexical_declaration
    (variable_declarator name: (array_pattern (identifier) @name @exported @definition.constant))))

(export_statement) @export
(export_statement value: (identifier) @exported)
(assignment_expression
  left: (member_expression object: (identifier) @_module property: (property_identifier) @_exports)
  right: [
    (identifier) @exported
    (object [(shorthand_property_identifier) @exported (pair value: (identifier) @exported)])
  ]
  (#eq? @_module "module")
  (#eq? @_exports "exports"))

(import_statement source: (string (string_fragment) @import.module)) @import
(import_clause (identifier) @import.default)
(namespace_import (identifier) @import.namespace)
; `default` is a name here, and no named node.
(import_specifier name: _ @import.name alias: (identifier) @import.alias)
(import_specifier name: _ @import.name)
(export_statement source: (string (string_fragment) @import.module)) @import
(export_statement "*" @import.all source: (_))
(export_specifier name: _ @import.name alias: _ @import.alias)
(export_specifier name: _ @import.name @exported)
(variable_declarator
  name: [(identifier) @import.namespace (object_pattern)]
  value: (call_expression
    function: (identifier) @_require
    arguments: (arguments . (string (string_fragment) @import.module)))
  (#eq? @_require "require")) @import
(variable_declarator
  name: (object_pattern
    [
      (shorthand_property_identifier_pattern) @import.name
      (pair_pattern key: (property_identifier) @import.name value: (identifier) @import.alias)
    ])
  value: (call_expression function: (identifier) @_require)
  (#eq? @_require "require"))
(call_expression
  function: (import)
  arguments: (arguments . (string (string_fragment) @import.module))) @import
(expression_statement
  (call_expression
    function: (identifier) @_require
    arguments: (arguments . (string (string_fragment) @import.module)))
  (#eq? @_require "require")) @import

(call_expression function: (identifier) @call)
(call_expression function: (member_expression property: (_) @call))
(new_expression constructor: (identifier) @call)
(new_expression constructor: (member_expression property: (_) @call))
(decorator (identifier) @call)
(member_expression property: (property_identifier) @member)

(comment) @comment

; At the top of a file only:

(program
  (lexical_declaration
    (variable_declarator name: (identifier) @name value: [(object) (array)] @body) @definition.constant) @wrapper)
(program
  (lexical_declaration
    (variable_declarator name: (identifier) @name) @definition.constant) @wrapper)
(program
  (variable_declaration
    (variable_declarator name: (identifier) @name value: [(object) (array)] @body) @definition.variable) @wrapper)
(program
  (variable_declaration
    (variable_declarator name: (identifier) @name) @definition.variable) @wrapper)
