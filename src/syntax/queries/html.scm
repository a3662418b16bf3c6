(element
  (start_tag
    (attribute
      (attribute_name) @_attribute
      (quoted_attribute_value (attribute_value) @name)))
  (#eq? @_attribute "id")) @definition.element
(element (start_tag (tag_name) @_tag) . (text) @name (#match? @_tag "^[hH][1-6]$")) @definition.element
(script_element (start_tag (tag_name) @name) (raw_text) @body) @definition.element
(style_element (start_tag (tag_name) @name) (raw_text) @body) @definition.element

(script_element
  (start_tag
    (attribute
      (attribute_name) @_attribute
      (quoted_attribute_value (attribute_value) @import.module @import.all)))
  (#eq? @_attribute "src")) @import
(element
  (start_tag
    (tag_name) @_tag
    (attribute
      (attribute_name) @_attribute
      (quoted_attribute_value (attribute_value) @import.module @import.all)))
  (#eq? @_tag "link")
  (#eq? @_attribute "href")) @import

(comment) @comment
