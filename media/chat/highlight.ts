import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import c from 'highlight.js/lib/languages/c';
import cpp from 'highlight.js/lib/languages/cpp';
import csharp from 'highlight.js/lib/languages/csharp';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import go from 'highlight.js/lib/languages/go';
import ini from 'highlight.js/lib/languages/ini';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import kotlin from 'highlight.js/lib/languages/kotlin';
import php from 'highlight.js/lib/languages/php';
import python from 'highlight.js/lib/languages/python';
import ruby from 'highlight.js/lib/languages/ruby';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import swift from 'highlight.js/lib/languages/swift';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';

const languages = {
  ...{ bash, c, cpp, csharp, css, diff, go, ini, java, javascript, json, kotlin, php, python, ruby, rust, sql },
  ...{ swift, typescript, xml, yaml },
};

/** Registered when code in it is first seen: registering one compiles its rules. */
const names = new Map<string, keyof typeof languages>(
  (
    [
      ['bash', 'sh shell zsh console'],
      ['c', 'h'],
      ['cpp', 'c++ cc hpp cxx'],
      ['csharp', 'c# cs'],
      ['css', 'scss less'],
      ['diff', 'patch'],
      ['go', 'golang'],
      ['ini', 'toml'],
      ['java', ''],
      ['javascript', 'js jsx mjs cjs javascriptreact'],
      ['json', 'jsonc json5'],
      ['kotlin', 'kt kts'],
      ['php', ''],
      ['python', 'py pyi python3'],
      ['ruby', 'rb'],
      ['rust', 'rs'],
      ['sql', ''],
      ['swift', ''],
      ['typescript', 'ts tsx mts cts typescriptreact'],
      ['xml', 'html svg vue xhtml'],
      ['yaml', 'yml'],
    ] as const
  ).flatMap(([name, others]) => [name, ...others.split(' ').filter(Boolean)].map((each) => [each, name] as const)),
);

/** More than that would be felt while one types. */
const mostHighlighted = 40_000;

/** Markup of spans with classes, or undefined where the language is not known or the code is very long. */
export function highlighted(code: string, language: string): string | undefined {
  const name = names.get(language.toLowerCase());
  if (name === undefined || code.length > mostHighlighted) return undefined;
  if (!hljs.getLanguage(name)) hljs.registerLanguage(name, languages[name]);
  return hljs.highlight(code, { language: name, ignoreIllegals: true }).value;
}
