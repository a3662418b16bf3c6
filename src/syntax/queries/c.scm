(function_definition
  declarator: (function_declarator declarator: (_) @name)
  body: (_) @body) @definition.function
(function_definition
  declarator: (_ declarator: (function_declarator declarator: (_) @name))
  body: (_) @body) @definition.function
(function_definition
  declarator: (_ declarator: (_ declarator: (function_declarator declarator: (_) @name)))
  body: (_) @body) @definition.function
(type_definition
  type: (_ body: (_) @body)
  declarator: (type_identifier) @name) @definition.type
(type_definition declarator: (type_identifier) @name) @definition.type
(struct_specifier name: (_) @name body: (_) @body) @definition.class
(union_specifier name: (_) @name body: (_) @body) @definition.class
(enum_specifier name: (_) @name body: (_) @body) @definition.enum
(preproc_def name: (_) @name) @definition.macro
(preproc_function_def name: (_) @name value: (_) @body) @definition.macro
(declaration declarator: (function_declarator declarator: (identifier) @name)) @definition.function
(declaration
  declarator: (pointer_declarator declarator: (function_declarator declarator: (identifier) @name))) @definition.function
(field_declaration
  declarator: [
    (field_identifier) @name
    (pointer_declarator declarator: (field_identifier) @name)
    (array_declarator declarator: (field_identifier) @name)
    (function_declarator
      declarator: (parenthesized_declarator (pointer_declarator declarator: (field_identifier) @name)))
  ]) @definition.field

(preproc_include path: (_) @import.module @import.all) @import

(call_expression function: (identifier) @call)
(call_expression function: (field_expression field: (field_identifier) @call))
(field_expression field: (field_identifier) @member)
(type_identifier) @type

(comment) @comment

; At the top of a file only:

(translation_unit
  (declaration
    declarator: (init_declarator
      declarator: [(identifier) @name (_ declarator: (identifier) @name)]
      value: (initializer_list) @body)) @definition.variable)
(translation_unit
  (declaration
    declarator: (init_declarator
      declarator: [(identifier) @name (_ declarator: (identifier) @name)])) @definition.variable)
(translation_unit (declaration declarator: (identifier) @name) @definition.variable)
