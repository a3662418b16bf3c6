(function_declaration name: (_) @name body: (_) @body) @definition.function
(function_declaration name: (_) @name) @definition.function
(method_declaration
  receiver: (parameter_list
    (parameter_declaration
      type: [
        (type_identifier) @scope
        (generic_type type: (type_identifier) @scope)
        (pointer_type [(type_identifier) @scope (generic_type type: (type_identifier) @scope)])
      ]))
  name: (_) @name
  body: (_) @body) @definition.method
(type_declaration
  (type_spec name: (_) @name type: (struct_type (field_declaration_list) @body)) @definition.class) @wrapper
(type_declaration (type_spec name: (_) @name type: (interface_type) @body) @definition.interface) @wrapper
(type_declaration (type_spec name: (_) @name) @definition.type) @wrapper
(type_declaration (type_alias name: (_) @name) @definition.type) @wrapper
(field_declaration name: (field_identifier) @name) @definition.field
(method_elem name: (_) @name) @definition.method

(import_spec name: (_) @import.namespace path: (_) @import.module) @import
(import_spec path: (_) @import.module) @import

(call_expression function: (identifier) @call)
(call_expression function: (selector_expression field: (_) @call))
(composite_literal type: (type_identifier) @call)
(selector_expression field: (_) @member)
(type_identifier) @type

(comment) @comment

; At the top of a file only:

(source_file (const_declaration (const_spec name: (identifier) @name) @definition.constant) @wrapper)
(source_file
  (var_declaration
    (var_spec name: (identifier) @name value: (expression_list (composite_literal body: (_) @body))) @definition.variable) @wrapper)
(source_file (var_declaration (var_spec name: (identifier) @name) @definition.variable) @wrapper)
(source_file
  (var_declaration (var_spec_list (var_spec name: (identifier) @name) @definition.variable)) @wrapper)
