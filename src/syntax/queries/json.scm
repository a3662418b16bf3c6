(comment) @comment

; At the top of a file only:

; Two levels name the parts of a configuration file; deeper keys are data.
(document (object (pair key: (_) @name value: [(object) (array)] @body) @definition.key))
(document (object (pair key: (_) @name) @definition.key))
(document (object (pair value: (object (pair key: (_) @name value: [(object) (array)] @body) @definition.key))))
(document (object (pair value: (object (pair key: (_) @name) @definition.key))))
