"""Which names of other files of the same package a Python file uses, by Python's own syntax tree.

Arguments: the folder, a file with the paths, the file for the answer: path, line, column, name, file, line.
What is imported by name, and attributes of imported modules; what needs types is not found.
"""

import ast
import os
import sys

root, listed, answer = sys.argv[1:]
paths = open(listed).read().split("\n")
known = set(paths)


def module_file(dotted):
    base = dotted.replace(".", "/")
    for path in (base + ".py", base + "/__init__.py"):
        if path in known:
            return path
    return None


def package_of(path):
    parts = path[:-3].split("/")
    return parts[:-1]


trees = {}
for path in paths:
    try:
        trees[path] = ast.parse(open(os.path.join(root, path), encoding="utf-8").read())
    except (SyntaxError, UnicodeDecodeError):
        pass


def imports_of(path):
    """Name in the file -> ('module', file) or ('name', file, name); '*' -> a list of files."""
    names = {"*": []}
    for node in ast.walk(trees[path]):
        if isinstance(node, ast.Import):
            for one in node.names:
                if one.asname:
                    file = module_file(one.name)
                    if file:
                        names[one.asname] = ("module", file, None)
                else:
                    top = one.name.split(".")[0]
                    file = module_file(top)
                    if file:
                        names[top] = ("module", file, None)
        elif isinstance(node, ast.ImportFrom):
            base = package_of(path)
            if node.level:
                base = base[: len(base) - node.level + 1]
                dotted = ".".join(base + ([node.module] if node.module else []))
            else:
                dotted = node.module or ""
            file = module_file(dotted)
            for one in node.names:
                inner = module_file(dotted + "." + one.name)
                if one.name == "*":
                    if file:
                        names["*"].append(file)
                elif file and (defined(file).get(one.name) or not inner):
                    names[one.asname or one.name] = ("name", file, one.name)
                elif inner:
                    names[one.asname or one.name] = ("module", inner, None)
    return names


tops = {}


def defined(path):
    if path not in tops:
        found = {}
        for node in ast.walk(trees[path]) if path in trees else ():
            pass
        for node in trees[path].body if path in trees else ():
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                found.setdefault(node.name, node.lineno)
            elif isinstance(node, ast.Assign):
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        found.setdefault(target.id, node.lineno)
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                found.setdefault(node.target.id, node.lineno)
        tops[path] = found
    return tops[path]


tables = {}


def table(path):
    if path not in tables:
        tables[path] = {"*": []}
        if path in trees:
            tables[path] = imports_of(path)
    return tables[path]


def find(path, name, depth=0):
    """Where a module's name is defined, through what it imports itself."""
    if depth > 6:
        return None
    line = defined(path).get(name)
    if line:
        return path, line
    entry = table(path).get(name)
    if entry and name != "*":
        return find(entry[1], entry[2], depth + 1) if entry[0] == "name" else (entry[1], 1)
    for file in table(path)["*"]:
        found = find(file, name, depth + 1)
        if found:
            return found
    return None


def module_at(path, node):
    """The file that an expression of names and dots stands for."""
    if isinstance(node, ast.Name):
        entry = table(path).get(node.id)
        return entry[1] if entry and entry[0] == "module" else None
    if isinstance(node, ast.Attribute):
        file = module_at(path, node.value)
        if file and file.endswith("__init__.py"):
            return module_file((os.path.dirname(file) + "/" + node.attr).replace("/", "."))
    return None


with open(answer, "w") as out:
    for path in paths:
        if path not in trees:
            continue
        lines = open(os.path.join(root, path), encoding="utf-8").read().split("\n")
        for node in ast.walk(trees[path]):
            found = None
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                name, line, column = node.id, node.lineno, node.col_offset
                entry = table(path).get(name)
                if entry and name != "*":
                    found = find(entry[1], entry[2]) if entry[0] == "name" else None
                elif name not in defined(path):
                    for file in table(path)["*"]:
                        found = found or find(file, name)
            elif isinstance(node, ast.Attribute):
                name, line = node.attr, node.end_lineno
                column = node.end_col_offset - len(name.encode())
                file = module_at(path, node.value)
                found = find(file, name) if file else None
            if not found or found[0] == path:
                continue
            column = len(lines[line - 1].encode()[:column].decode(errors="ignore"))
            print(path, line, column + 1, name, found[0], found[1], sep="\t", file=out)
