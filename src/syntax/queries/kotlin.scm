(class_declaration "interface" name: (_) @name (class_body) @body) @definition.interface
(class_declaration "interface" name: (_) @name) @definition.interface
(class_declaration name: (_) @name (class_body) @body) @definition.class
(class_declaration name: (_) @name (enum_class_body) @body) @definition.enum
(class_declaration name: (_) @name) @definition.class
(object_declaration name: (_) @name (class_body) @body) @definition.class
(object_declaration name: (_) @name) @definition.class
(companion_object (class_body) @body) @definition.class
(function_declaration name: (_) @name (function_body) @body) @definition.function
(function_declaration name: (_) @name) @definition.function
(secondary_constructor (block) @body) @definition.method
(type_alias type: (_) @name) @definition.type
(class_body (property_declaration (variable_declaration (identifier) @name)) @definition.field)

(import) @import @import.path

(call_expression (identifier) @call)
(call_expression (navigation_expression (identifier) @call .))
(constructor_invocation (user_type (identifier) @call))
(navigation_expression (identifier) @member .)
(user_type (identifier) @type)

(line_comment) @comment
(block_comment) @comment

; At the top of a file only:

(source_file (property_declaration (variable_declaration (identifier) @name)) @definition.constant)
