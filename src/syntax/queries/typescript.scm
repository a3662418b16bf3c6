; inherits: ecmascript

(abstract_class_declaration name: (_) @name body: (_) @body) @definition.class
(interface_declaration name: (_) @name body: (_) @body) @definition.interface
(type_alias_declaration name: (_) @name value: (object_type) @body) @definition.type
(type_alias_declaration name: (_) @name) @definition.type
(enum_declaration name: (_) @name body: (_) @body) @definition.enum
(expression_statement (internal_module name: (_) @name body: (_) @body)) @definition.module
(internal_module name: (_) @name body: (_) @body) @definition.module
(module name: (_) @name body: (_) @body) @definition.module
(ambient_declaration) @wrapper
(ambient_declaration
  (lexical_declaration (variable_declarator name: (identifier) @name) @definition.constant) @wrapper)
(ambient_declaration
  (variable_declaration (variable_declarator name: (identifier) @name) @definition.variable) @wrapper)

(function_signature name: (_) @name) @definition.function
(class_body (method_signature name: (_) @name) @definition.method)
(interface_body (method_signature name: (_) @name) @definition.method)
(abstract_method_signature name: (_) @name) @definition.method
(public_field_definition name: (_) @name value: (arrow_function body: (_) @body)) @definition.method
(public_field_definition name: (_) @name) @definition.field
(interface_body (property_signature name: (_) @name) @definition.field)
(class_body decorator: (decorator) @attribute)

(import_statement
  (import_require_clause (identifier) @import.namespace source: (string (string_fragment) @import.module))) @import

(type_identifier) @type
(extends_clause value: (identifier) @type)
(extends_clause value: (member_expression property: (_) @type))
