/**
 * How often the templates can undo a mistake, and how early. An independent mutator, which works on the
 * text's tokens and knows nothing of the templates, makes one natural mistake in a correct file; the line's
 * candidates are then searched for the correct text.
 *
 *   node test/bench/templates.ts [--misses] [--show KIND]
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { candidatesAt } from '../../src/refine/templates/candidatesAt.ts';
import { languageOf } from '../../src/syntax/language.ts';
import { createParser } from '../../src/syntax/node/parser.ts';
import { applyEdits } from '../../src/text/edit.ts';

interface Mutant {
  readonly kind: string;
  readonly row: number;
  readonly text: string;
  /** What is now wrong, as a line. */
  readonly wrong: string;
}

const grammars = join(import.meta.dirname, '../../node_modules/@vscode/tree-sitter-wasm/wasm');
const subjects = join(import.meta.dirname, 'templateSubjects');

const operatorSlips: readonly (readonly [RegExp, string, string])[] = [
  [/ < /g, ' <= ', 'comparison'],
  [/ <= /g, ' < ', 'comparison'],
  [/ > /g, ' >= ', 'comparison'],
  [/ >= /g, ' > ', 'comparison'],
  [/ < /g, ' > ', 'comparison'],
  [/ === /g, ' !== ', 'comparison'],
  [/ !== /g, ' === ', 'comparison'],
  [/ == /g, ' != ', 'comparison'],
  [/ is None/g, ' is not None', 'comparison'],
  [/ not in /g, ' in ', 'comparison'],
  [/ \+ /g, ' - ', 'arithmetic'],
  [/ - /g, ' + ', 'arithmetic'],
  [/ \* /g, ' / ', 'arithmetic'],
  [/ \/ /g, ' * ', 'arithmetic'],
  [/ \/\/ /g, ' / ', 'arithmetic'],
  [/ \+= /g, ' -= ', 'assignment'],
  [/ -= /g, ' += ', 'assignment'],
  [/ \+= /g, ' = ', 'assignment'],
  [/ && /g, ' || ', 'logic'],
  [/ \|\| /g, ' && ', 'logic'],
  [/ \?\? /g, ' || ', 'logic'],
  [/ and /g, ' or ', 'logic'],
  [/ or /g, ' and ', 'logic'],
  [/\(!(?=\w)/g, '(', 'negation'],
  [/\bnot (?=\w+[^n])/g, '', 'negation'],
  [/\btrue\b/g, 'false', 'constant'],
  [/\bfalse\b/g, 'true', 'constant'],
  [/\bTrue\b/g, 'False', 'constant'],
  [/\bFalse\b/g, 'True', 'constant'],
  [/(?<![\w.])0(?![\w.])/g, '1', 'constant'],
  [/(?<![\w.])1(?![\w.])/g, '0', 'constant'],
  [/(?<![\w.])1(?![\w.])/g, '2', 'constant'],
  [/(?<![\w.])[23](?![\w.])/g, '1', 'constant'],
  [/ \+ 1\b/g, '', 'off by one'],
  [/ - 1\b/g, '', 'off by one'],
  [/\.length(?! [-+]|\w)/g, '.length - 1', 'off by one'],
  [/\blen\((\w+)\)(?! [-+])/g, 'len($1) - 1', 'off by one'],
  [/\.push\(/g, '.unshift(', 'method'],
  [/\.shift\(/g, '.pop(', 'method'],
  [/Math\.max/g, 'Math.min', 'method'],
  [/Math\.min/g, 'Math.max', 'method'],
  [/\bmax\(/g, 'min(', 'method'],
  [/\.append\(/g, '.extend(', 'method'],
  [/\.extend\(/g, '.append(', 'method'],
  [/\.toLowerCase\(\)/g, '', 'missing call'],
  [/\.lower\(\)/g, '', 'missing call'],
  [/\.trim\(\)/g, '', 'missing call'],
  [/\bsorted\(([^()]*)\)/g, '$1', 'missing call'],
  [/\bawait /g, '', 'missing call'],
  [/\bstr\((\w+)\)/g, '$1', 'missing call'],
  [/\bint\((\w+)\)/g, '$1', 'missing call'],
  [/, reverse=True/g, '', 'argument'],
  [/(\w+)\((\w+), (\w+)\)/g, '$1($3, $2)', 'argument'],
  [/\.get\((\w+), [^)]*\)/g, '[$1]', 'guard'],
  [/\?\.\[/g, '[', 'guard'],
  [/ \?\? 0/g, '', 'guard'],
  [/ or \[\]/g, '', 'guard'],
  [/\byield from /g, 'yield ', 'return'],
  [/\breturn (?=\w+\()/g, '', 'return'],
  [/ and (\S+ \S+ \S+)(?=:)/g, '', 'condition part'],
  [/ && ([^&|()]+)(?=\))/g, '', 'condition part'],
  [/ && (!\w+\.\w+\(\w+\))(?=\))/g, '', 'condition part'],
  [/\bif not (\w+) or /g, 'if ', 'condition part'],
  [/\+\]/g, ']', 'pattern'],
  [/\bcontinue\b/g, 'break', 'jump'],
];

const keywords = new Set(
  'const let var for of in if else while return function new class extends this self def not and or is None True False true false null undefined import from export default async await yield raise pass break continue lambda try except None private readonly constructor number string boolean void interface delete get set super static public'.split(
    ' ',
  ),
);

function mutantsOf(text: string, python: boolean): Mutant[] {
  const found: Mutant[] = [];
  const lines = text.split('\n');
  const put = (row: number, line: string | undefined, kind: string): void => {
    const changed = [...lines];
    if (line === undefined) changed.splice(row, 1);
    else changed[row] = line;
    found.push({ kind, row, text: changed.join('\n'), wrong: line ?? `(gone) ${lines[row]?.trim()}` });
  };
  for (const [row, line] of lines.entries()) {
    if (/^\s*(import|from|export interface|#|\/\/|@|module\.exports)/.test(line) || line.trim() === '') continue;
    for (const [slip, by, kind] of operatorSlips) {
      for (const match of line.matchAll(slip)) {
        const put1 =
          line.slice(0, match.index) +
          match[0].replace(new RegExp(slip.source), by) +
          line.slice(match.index + match[0].length);
        if (put1 !== line && !inString(line, match.index)) put(row, put1, kind);
      }
    }
    // A name or a member for another one that occurs within a few lines.
    const near = lines.slice(Math.max(0, row - 8), row + 5).join('\n');
    const others = [...new Set(near.match(/(?<![.'"\w])[a-z]\w*\b(?!\s*[(:'"])/gi) ?? [])].filter(
      (name) => !keywords.has(name) && name.length < 12,
    );
    const names = [...line.matchAll(/(?<![.'"\w])([a-z]\w*)\b(?!\s*[(:'"=])/gi)].filter(
      (match) => !keywords.has(match[1] ?? ''),
    );
    for (const [at, match] of names.entries()) {
      if (
        inString(line, match.index) ||
        /^\s*(def|function|class|export (async )?function|const|let|for)\b/.test(line.slice(0, match.index + 1))
      )
        continue;
      const other = others.filter((name) => name !== match[1])[(row + at * 3) % Math.max(1, others.length - 1)];
      if (other) put(row, line.slice(0, match.index) + other + line.slice(match.index + match[0].length), 'name');
    }
    const members = [...new Set([...text.matchAll(/\.([a-z]\w*)\b(?!\()/g)].map((match) => match[1] ?? ''))];
    for (const [at, match] of [...line.matchAll(/\.([a-z]\w*)\b(?!\()/g)].entries()) {
      const other = members.filter((name) => name !== match[1])[(row + at) % Math.max(1, members.length - 1)];
      if (other && !inString(line, match.index))
        put(row, `${line.slice(0, match.index)}.${other}${line.slice(match.index + match[0].length)}`, 'member');
    }
    // A whole simple statement is missing.
    const statement = python
      ? /^\s+\w[\w.[\]]* [-+]?= |^\s+[\w.[\]]+\.\w+\(.*\)$|^\s+(continue|break)$/
      : /^\s+[\w.[\]]+ [-+]?= .*;$|^\s+[\w.[\]]+\.\w+\(.*\);$|^\s+\w+\+\+;$/;
    if (
      statement.test(line) &&
      lines[row - 1] !== undefined &&
      !/:\s*$/.test(python && /^\s*\S/.test(lines[row + 1] ?? '') ? '' : '')
    ) {
      const indent = /^\s*/.exec(line)?.[0] ?? '';
      const alone = python && /:$/.test(lines[row - 1] ?? '') && !(lines[row + 1] ?? '').startsWith(indent);
      if (!alone) put(row, undefined, 'statement');
    }
    // A one-line guard is missing.
    if (!python && /^\s+if \(.*\) return.*;$/.test(line)) put(row, undefined, 'guard');
    // Two neighbours in the wrong order.
    const next = lines[row + 1];
    const simple = /^\s+[\w.[\]]+ ?[-+]?=? .*[^:{,([]$/;
    if (
      next !== undefined &&
      simple.test(line) &&
      simple.test(next) &&
      /^\s*/.exec(line)?.[0] === /^\s*/.exec(next)?.[0] &&
      !/^\s*(return|if|for|while|\.)/.test(line + next)
    ) {
      const changed = [...lines];
      changed[row] = next;
      changed[row + 1] = line;
      found.push({ kind: 'order', row, text: changed.join('\n'), wrong: next });
    }
    // A last return one level too deep.
    if (python && /^ {4}return \w+$/.test(line) && /^ {8}/.test(lines[row - 1] ?? '')) put(row, `    ${line}`, 'place');
  }
  return found;
}

function inString(line: string, index: number): boolean {
  return ((line.slice(0, index).match(/['"]/g) ?? []).length & 1) === 1;
}

// White space and grouping do not make a program another one here.
const plain = (text: string): string =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => (/^\s*/.exec(line)?.[0] ?? '') + line.replace(/[\s();]/g, ''))
    .join('\n');

const parser = createParser({ grammars });
const rows = new Map<string, { total: number; found: number; ranks: number[]; wide: number[] }>();
const showMisses = process.argv.includes('--misses');
const show = process.argv[process.argv.indexOf('--show') + 1];
const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : undefined;
let lineCount = 0;
let candidateCount = 0;
for (const file of readdirSync(subjects).sort()) {
  const language = languageOf(file);
  if (!language) continue;
  const text = readFileSync(join(subjects, file), 'utf8');
  const wanted = plain(text);
  for (const mutant of mutantsOf(text, language === 'python')) {
    const tree = await parser.parse(language, mutant.text);
    if ((only !== undefined && mutant.kind !== only) || tree.root.hasError || plain(mutant.text) === wanted) {
      tree.dispose();
      continue;
    }
    const rankAt = (line: number): number => {
      const candidates = candidatesAt(tree, file, line);
      if (line === mutant.row + 1) {
        lineCount++;
        candidateCount += candidates.length;
      }
      return candidates.findIndex((candidate) => plain(applyEdits(mutant.text, candidate.edits)) === wanted);
    };
    const gone = mutant.wrong.startsWith('(gone)');
    const ranks = (gone || mutant.kind === 'order' ? [mutant.row, mutant.row + 1] : [mutant.row + 1])
      .map(rankAt)
      .filter((rank) => rank >= 0);
    const rank = ranks.length > 0 ? Math.min(...ranks) : -1;
    const key = `${language === 'python' ? 'py' : 'js'} ${mutant.kind}`;
    const row = rows.get(key) ?? { total: 0, found: 0, ranks: [], wide: [] };
    rows.set(key, row);
    row.total++;
    if (rank >= 0) {
      row.found++;
      row.ranks.push(rank + 1);
    }
    if ((showMisses && rank < 0) || (show !== undefined && show === mutant.kind)) {
      console.log(
        `${rank < 0 ? 'miss' : String(rank + 1).padStart(4)}  ${key.padEnd(18)} ${file}:${mutant.row + 1}  ${mutant.wrong.trim()}   <-   ${text.split('\n')[mutant.row]?.trim()}`,
      );
    }
    tree.dispose();
  }
}
const quantile = (values: readonly number[], at: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * at))] ?? 0;
console.log('kind'.padEnd(22), 'mutants', '  found', ' median', '   p75', '   p90');
const all: number[] = [];
let total = 0;
for (const [kind, row] of [...rows].sort()) {
  all.push(...row.ranks);
  total += row.total;
  console.log(
    kind.padEnd(22),
    String(row.total).padStart(7),
    `${Math.round((100 * row.found) / row.total)} %`.padStart(7),
    String(quantile(row.ranks, 0.5)).padStart(7),
    String(quantile(row.ranks, 0.75)).padStart(6),
    String(quantile(row.ranks, 0.9)).padStart(6),
  );
}
console.log(
  'all'.padEnd(22),
  String(total).padStart(7),
  `${Math.round((100 * all.length) / total)} %`.padStart(7),
  String(quantile(all, 0.5)).padStart(7),
  String(quantile(all, 0.75)).padStart(6),
  String(quantile(all, 0.9)).padStart(6),
);
console.log(`${(candidateCount / lineCount).toFixed(0)} candidates a line on average`);
parser.dispose();
