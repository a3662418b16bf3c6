(class_declaration name: (_) @name body: (_) @body) @definition.class
(interface_declaration name: (_) @name body: (_) @body) @definition.interface
(trait_declaration name: (_) @name body: (_) @body) @definition.class
(enum_declaration name: (_) @name body: (_) @body) @definition.enum
(namespace_definition name: (_) @name body: (_) @body) @definition.module
(function_definition name: (_) @name body: (_) @body) @definition.function
(method_declaration name: (_) @name body: (_) @body) @definition.method
(method_declaration name: (_) @name) @definition.method
(property_declaration (property_element name: (_) @name)) @definition.field
(const_declaration (const_element . (name) @name)) @definition.constant

(namespace_use_declaration) @import @import.path
(expression_statement
  [
    (require_expression (string (string_content) @import.module))
    (require_once_expression (string (string_content) @import.module))
    (include_expression (string (string_content) @import.module))
    (include_once_expression (string (string_content) @import.module))
  ] @import.all) @import

(function_call_expression function: (name) @call)
(function_call_expression function: (qualified_name (name) @call))
(member_call_expression name: (name) @call)
(nullsafe_member_call_expression name: (name) @call)
(scoped_call_expression name: (name) @call)
(scoped_call_expression scope: (name) @type)
(object_creation_expression (name) @call)
(object_creation_expression (qualified_name (name) @call))
(member_access_expression name: (name) @member)
(named_type (name) @type)
(base_clause (name) @type)
(class_interface_clause (name) @type)

(comment) @comment
