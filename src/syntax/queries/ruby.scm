(method name: (_) @name body: (_) @body) @definition.method
(method name: (_) @name) @definition.method
(singleton_method name: (_) @name body: (_) @body) @definition.method
(singleton_method name: (_) @name) @definition.method
(class name: (_) @name body: (_) @body) @definition.class
(class name: (_) @name) @definition.class
(module name: (_) @name body: (_) @body) @definition.module
(assignment left: (constant) @name) @definition.constant
(call
  method: (identifier) @_accessor
  arguments: (argument_list (simple_symbol) @name)
  (#any-of? @_accessor "attr_reader" "attr_writer" "attr_accessor")) @definition.field
(call
  method: (identifier) @_test
  arguments: (argument_list . [(string) (constant) (scope_resolution)] @name)
  block: (_) @body
  (#any-of? @_test "describe" "context" "it" "specify" "test" "feature" "scenario")) @definition.test

(call
  method: (identifier) @_require
  arguments: (argument_list . (string (string_content) @import.module @import.all))
  (#any-of? @_require "require" "require_relative" "load")) @import

(call method: (identifier) @call)
(call receiver: (constant) @type)
(superclass (constant) @type)
(superclass (scope_resolution name: (constant) @type))

(comment) @comment
