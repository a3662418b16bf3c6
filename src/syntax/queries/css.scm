(rule_set (selectors) @name (block) @body) @definition.rule
(keyframes_statement (keyframes_name) @name (keyframe_block_list) @body) @definition.rule
(declaration (property_name) @name (#match? @name "^--")) @definition.variable

(import_statement (string_value (string_content) @import.module @import.all)) @import
(import_statement (call_expression (arguments (_) @import.module @import.all))) @import

(call_expression
  (function_name) @_var
  (arguments . (plain_value) @reference)
  (#eq? @_var "var"))

(comment) @comment
