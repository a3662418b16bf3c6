'use strict';
/**
 * Answers one question with a project's own TypeScript:
 *   node typescriptAnswers.cjs ORDER.json
 * The order has `{ root, compiler, texts, answer, question }`: absolute folders of the workspace and of the package,
 * unsaved texts by absolute path, the file for the answer, and the question as `typeScriptQuestion.ts` has it.
 */
const fs = require('node:fs');
const path = require('node:path');

const { root, compiler, texts, answer, question } = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));

function answered() {
  const ts = require(compiler);
  if (typeof ts.createLanguageService !== 'function')
    return { kind: 'none', why: `TypeScript ${ts.version ?? ''} has no language service that can be asked.` };
  const file = path.join(root, question.path);
  const { options, names } = projectOf(ts, file);
  for (const each of [question.path, ...(question.files ?? [])]) names.add(path.join(root, each));
  if ([...names].some((name) => /\.[cm]?jsx?$/.test(name))) options.allowJs = true;
  const service = ts.createLanguageService(hostOf(ts, options, [...names]), ts.createDocumentRegistry());
  if (question.kind === 'types') return types(ts, service, file, options);
  return places(ts, service, file);
}

/** The settings of the nearest project that has the file, or the nearest at all. */
function projectOf(ts, file) {
  let nearest;
  for (let folder = path.dirname(file); folder.startsWith(root); folder = path.dirname(folder)) {
    for (const name of ['tsconfig.json', 'jsconfig.json']) {
      const config = path.join(folder, name);
      if (!ts.sys.fileExists(config)) continue;
      for (const parsed of read(ts, config, new Set())) {
        const found = { options: { ...parsed.options, noEmit: true }, names: new Set(parsed.fileNames.map(native)) };
        if (found.names.has(file)) return found;
        nearest ??= found;
      }
    }
    if (folder === path.dirname(folder)) break;
  }
  return nearest ?? { options: { allowJs: true, noEmit: true, skipLibCheck: true }, names: new Set() };
}

function native(file) {
  return path.normalize(file);
}

function read(ts, config, seen) {
  if (seen.has(config) || !ts.sys.fileExists(config)) return [];
  seen.add(config);
  const { config: json } = ts.readConfigFile(config, ts.sys.readFile);
  const parsed = ts.parseJsonConfigFileContent(json ?? {}, ts.sys, path.dirname(config), undefined, config);
  const others = (parsed.projectReferences ?? []).flatMap((each) =>
    read(ts, ts.resolveProjectReferencePath(each), seen),
  );
  return [parsed, ...others];
}

function hostOf(ts, options, names) {
  const text = (file) => texts[native(file)] ?? ts.sys.readFile(file);
  return {
    getScriptFileNames: () => names,
    getScriptVersion: () => '1',
    getScriptSnapshot: (file) => {
      const held = text(file);
      return held === undefined ? undefined : ts.ScriptSnapshot.fromString(held);
    },
    getCurrentDirectory: () => root,
    getCompilationSettings: () => options,
    getDefaultLibFileName: (given) => ts.getDefaultLibFilePath(given),
    fileExists: (file) => texts[native(file)] !== undefined || ts.sys.fileExists(file),
    readFile: text,
    readDirectory: ts.sys.readDirectory,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
    realpath: ts.sys.realpath,
  };
}

function places(ts, service, file) {
  let found;
  if (question.kind === 'rename') {
    const info = service.getRenameInfo(file, question.offset, {});
    if (!info.canRename) return { kind: 'none', why: `TypeScript says: ${info.localizedErrorMessage}` };
    const given = service.findRenameLocations(file, question.offset, false, false, {
      providePrefixAndSuffixTextForRename: true,
    });
    found = (given ?? []).map((each) => placeOf(each, { before: each.prefixText, after: each.suffixText }));
  } else {
    const given = service.findReferences(file, question.offset) ?? [];
    found = given.flatMap(({ references }) => references.map((each) => placeOf(each, {})));
  }
  if (found.length === 0) return { kind: 'none', why: 'TypeScript finds nothing there.' };
  const unique = new Map(found.map((place) => [`${place.path}\0${place.start}`, place]));
  return { kind: 'places', places: [...unique.values()], unsure: unsure(ts, service, file, unique) };
}

function placeOf({ fileName, textSpan }, { before, after }) {
  return {
    path: native(fileName),
    start: textSpan.start,
    end: textSpan.start + textSpan.length,
    ...(before && { before }),
    ...(after && { after }),
  };
}

/** Members of that name of what has no known type: only a run would tell whose they are. */
function unsure(ts, service, file, known) {
  const program = service.getProgram();
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const name = /^[#\p{L}\p{N}_$]+/u.exec(source.text.slice(question.offset))?.[0] ?? '';
  const declared = [...known.values()].some(({ path: at, start }) => {
    const node = nodeAt(ts, program.getSourceFile(at), start);
    return (
      node &&
      (ts.isPropertyAccessExpression(node.parent) || ts.isClassElement(node.parent) || ts.isTypeElement(node.parent))
    );
  });
  if (!declared) return [];
  const found = [];
  for (const each of program.getSourceFiles()) {
    if (
      each.isDeclarationFile ||
      !native(each.fileName).startsWith(root) ||
      /[\\/]node_modules[\\/]/.test(each.fileName)
    )
      continue;
    if (!each.text.includes(name)) continue;
    const visit = (node) => {
      const isMember = ts.isPropertyAccessExpression(node) && node.name.text === name;
      const isIndexed =
        ts.isElementAccessExpression(node) &&
        ts.isStringLiteralLike(node.argumentExpression) &&
        node.argumentExpression.text === name;
      const word = isMember ? node.name : isIndexed ? node.argumentExpression : undefined;
      if (
        word &&
        !known.has(`${native(each.fileName)}\0${word.getStart(each)}`) &&
        !known.has(`${native(each.fileName)}\0${word.getStart(each) + 1}`)
      ) {
        const type = checker.getTypeAtLocation(node.expression);
        if (type.flags & ts.TypeFlags.Any)
          found.push({ path: native(each.fileName), start: word.getStart(each), end: word.getEnd() });
      }
      ts.forEachChild(node, visit);
    };
    visit(each);
  }
  return found;
}

function nodeAt(ts, source, at) {
  let found;
  const visit = (node) => {
    if (at < node.getFullStart() || at >= node.getEnd()) return;
    if (node.getStart(source) === at || node.getStart(source) + 1 === at) found = node;
    ts.forEachChild(node, visit);
  };
  if (source) visit(source);
  return found;
}

function types(ts, service, file, options) {
  const program = service.getProgram();
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const { TypeFormatFlags } = ts;
  const written = question.offsets.map((offset) => {
    const node = nodeAt(ts, source, offset);
    if (!node) return null;
    const type = checker.getBaseTypeOfLiteralType(checker.getTypeAtLocation(node));
    if (type.flags & ts.TypeFlags.Any) return options.strict || options.noImplicitAny ? 'any' : null;
    const text = checker.typeToString(
      type,
      node,
      TypeFormatFlags.NoTruncation | TypeFormatFlags.UseAliasDefinedOutsideCurrentScope,
    );
    return isInReach(ts, checker, node, text) ? text : null;
  });
  const isStrict = options.noImplicitAny ?? options.strict ?? Number(ts.version.split('.')[0]) >= 6;
  return { kind: 'types', types: written, isStrict };
}

/** Whether the file knows every name that a type is written with. */
function isInReach(ts, checker, node, text) {
  if (/\bimport\(|\.\.\.|\btypeof\b|\{$/.test(text) || text.length > 300) return false;
  const known = new Set(
    checker
      .getSymbolsInScope(node, ts.SymbolFlags.Type | ts.SymbolFlags.Namespace | ts.SymbolFlags.Alias)
      .map(({ name }) => name),
  );
  const source = ts.createSourceFile('type.ts', `type T = ${text};`, ts.ScriptTarget.Latest, true);
  let isKnown = true;
  const visit = (each) => {
    if (ts.isTypeReferenceNode(each)) {
      let name = each.typeName;
      while (ts.isQualifiedName(name)) name = name.left;
      if (!known.has(name.text)) isKnown = false;
    }
    ts.forEachChild(each, visit);
  };
  visit(source);
  return isKnown;
}

let said;
try {
  said = answered();
} catch (error) {
  said = { kind: 'none', why: `TypeScript failed: ${String(error?.message ?? error).split('\n')[0]}.` };
}
fs.writeFileSync(answer, JSON.stringify(said));
