(function_definition name: (_) @name body: (_) @body) @definition.function

(command
  name: (command_name (word) @_source)
  .
  argument: [
    (word)
    (string)
    (concatenation)
  ] @import.module @import.all
  (#any-of? @_source "source" ".")) @import

(command_name (word) @call)

(comment) @comment

; At the top of a file only:

(program (variable_assignment name: (variable_name) @name) @definition.variable)
(program (declaration_command (variable_assignment name: (variable_name) @name)) @definition.variable)
