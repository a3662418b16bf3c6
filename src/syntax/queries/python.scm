(function_definition name: (_) @name body: (_) @body) @definition.function
(class_definition name: (_) @name body: (_) @body) @definition.class
(decorated_definition) @decorated
(type_alias_statement left: (type) @name) @definition.type
(class_definition
  body: (block (expression_statement (assignment left: (identifier) @name)) @definition.field))

(function_definition body: (block . (expression_statement (string) @docstring)))
(class_definition body: (block . (expression_statement (string) @docstring)))

(import_statement name: (dotted_name) @import @import.module @import.namespace)
(import_statement
  name: (aliased_import name: (dotted_name) @import.module alias: (identifier) @import.namespace) @import)
(import_from_statement module_name: (_) @import.module) @import
(import_from_statement name: (dotted_name) @import.name)
(import_from_statement name: (aliased_import name: (dotted_name) @import.name alias: (identifier) @import.alias))
(import_from_statement (wildcard_import) @import.all)

(call function: (identifier) @call)
(call function: (attribute attribute: (identifier) @call))
(decorator (identifier) @call)
(attribute attribute: (identifier) @member)
(type (identifier) @type)
(type (attribute attribute: (identifier) @type))
(class_definition superclasses: (argument_list (identifier) @type))
(class_definition superclasses: (argument_list (attribute attribute: (identifier) @type)))

(comment) @comment

; At the top of a file only:

(module
  (expression_statement
    (assignment left: (identifier) @name right: [(dictionary) (list) (set) (tuple)] @body)) @definition.constant)
(module (expression_statement (assignment left: (identifier) @name)) @definition.constant)
