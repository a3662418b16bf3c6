/** The first test file of a package of JavaScript or TypeScript: its scripts and configurations say where it stands. */
import { dirname, joined } from '../../testing/treePath.ts';
import type { FirstPlace, FirstTest, FirstTestInput, NoTool } from './firstPlace.ts';
import { nameOf, relativePath, topOf, within } from './paths.ts';

const configured = /^(?:\.mocharc\.\w+|(?:vitest|vite|jest)\.config\.\w+)$/;
const runners = ['node:test', 'mocha', 'vitest', 'jest'] as const;
type Runner = (typeof runners)[number];

export async function scriptTest(input: FirstTestInput): Promise<FirstTest | NoTool> {
  const { source, files, text, sourceText } = input;
  const top = topOf(source, files, ['package.json']);
  const manifest = readManifest(await text(joined(top, 'package.json')));
  const named = input.framework ?? (manifest.dependencies.includes('mocha') ? 'mocha' : undefined);
  const framework = runners.find((each) => each === named);
  if (!framework)
    return {
      why: manifest.isThere ? 'package.json names no test tool.' : `There is no package.json above ${source}.`,
      next: 'Install one, such as vitest, or set the script “test” to “node --test”.',
    };
  const configurations = files.filter((file) => dirname(file) === top && configured.test(nameOf(file)));
  const said = [
    manifest.scripts,
    manifest.configuration,
    ...(await Promise.all(configurations.map(async (file) => (await text(file)) ?? ''))),
  ].join('\n');
  const [, stem = '', ending = ''] = /([^/]+?)(\.[cm]?[jt]sx?)$/.exec(source) ?? [];
  const beside = joined(within(top, dirname(source)), `${stem}.test${ending}`);
  const apart = `test/${stem}.test${ending}`;
  const isBundled = framework === 'vitest' || framework === 'jest';
  const paths = [...toldPaths(said, stem, ending), ...(isBundled ? [beside, apart] : [apart, beside])];
  const isModule = /\.(?:mjs|[cm]?tsx?)$/.test(source) || manifest.isModule || /^(?:import|export)\s/m.test(sourceText);
  const styles = { framework, isModule, isTdd: /\b(?:ui|u)["']?[ :=]+["']?tdd/.test(said) };
  const target = within(top, source);
  const places = [...new Set(paths)].flatMap((path) =>
    endingsFor(ending, isBundled, isModule, sourceText).map((shown): FirstPlace => {
      const example = scriptExample(styles, relativePath(path, target.slice(0, -ending.length)) + shown);
      return { path: joined(top, path), tried: example, example };
    }),
  );
  return { framework, places: places.slice(0, mostPlaces) };
}

const mostPlaces = 6;

/** How the source may be imported: as it imports others itself comes first. */
function endingsFor(ending: string, isBundled: boolean, isModule: boolean, sourceText: string): readonly string[] {
  const written = /(?:from|import)\s*\(?['"]\.{1,2}\/[^'"]*?(\.[cm]?[jt]sx?)?['"]/.exec(sourceText);
  const usual = !/ts/.test(ending)
    ? [isModule && !isBundled ? ending : '']
    : isBundled
      ? ['', ending.replace('t', 'j'), ending]
      : [ending, ending.replace('t', 'j'), ''];
  return written ? [...new Set([written[1] ?? '', ...usual])] : usual;
}

/** Where patterns and folders that a configuration or a script names put the tests of a file. */
function toldPaths(said: string, stem: string, ending: string): string[] {
  const found: string[] = [];
  for (const [word] of said.matchAll(
    /(?<![\w!.*/-])[\w@.*/<>{}()|,?[\]-]*(?:\*|\btests?\b|\bspecs?\b|__tests__)[\w@.*/{}()|,?[\]-]*/g,
  )) {
    const plain = word.replace(/^<rootDir>\/|^\.\//, '').replace(/\/$/, '');
    const parts = plain.split('/');
    const at = parts.findIndex((part) => /[*{(?[]/.test(part));
    const last = parts.at(-1) ?? '';
    if (at < 0) {
      // A folder by itself, and not a name that happens to have the word in it.
      const isFolder = parts.some((part) => /^(?:__)?(?:tests?|specs?)(?:__)?$/.test(part)) && !last.includes('.');
      if (isFolder && (/\/$/.test(word) || parts.length > 1)) found.push(`${plain}/${stem}.test${ending}`);
      continue;
    }
    if (!/[jt]\]?s|\*$/.test(last)) continue;
    const kind =
      /spec/.test(last) && !/test/.test(last)
        ? '.spec'
        : /test/.test(last)
          ? '.test'
          : /\*\.\w/.test(last)
            ? ''
            : '.test';
    found.push([...parts.slice(0, at), `${stem}${kind}${ending}`].join('/'));
  }
  return found;
}

function scriptExample(
  { framework, isModule, isTdd }: { readonly framework: Runner; readonly isModule: boolean; readonly isTdd: boolean },
  from: string,
): string {
  const bring = (names: string, module: string): string =>
    isModule
      ? `import ${names === 'subject' ? '* as subject' : names} from '${module}';`
      : `const ${names} = require('${module}');`;
  const expects = framework === 'vitest' || framework === 'jest';
  const imports = [
    ...(framework === 'vitest' ? [`import { expect, test } from 'vitest';`] : []),
    ...(expects ? [] : [bring('assert', 'node:assert/strict')]),
    ...(framework === 'node:test' ? [bring('test', 'node:test')] : []),
    bring('subject', from),
  ];
  const word = framework === 'mocha' && !isTdd ? 'it' : 'test';
  const check = expects ? 'expect(subject).toBeDefined();' : 'assert.ok(subject);';
  return `${imports.join('\n')}\n\n${word}('is there', () => {\n  ${check}\n});\n`;
}

interface Manifest {
  readonly isThere: boolean;
  readonly isModule: boolean;
  readonly dependencies: readonly string[];
  readonly scripts: string;
  readonly configuration: string;
}

function readManifest(text: string | undefined): Manifest {
  let json: Readonly<Record<string, unknown>> = {};
  try {
    const read: unknown = JSON.parse(text ?? '{}');
    if (typeof read === 'object' && read !== null) json = { ...read };
  } catch {
    // A manifest that does not parse names nothing.
  }
  const keys = (name: string): string[] => Object.keys(json[name] ?? {});
  const scripts = Object.entries(json['scripts'] ?? {}).filter(([name]) => /test|mocha|jest|spec/.test(name));
  return {
    isThere: text !== undefined,
    isModule: json['type'] === 'module',
    dependencies: [...keys('dependencies'), ...keys('devDependencies')],
    scripts: scripts.map(([, line]) => String(line)).join('\n'),
    configuration: JSON.stringify([json['jest'], json['mocha'], json['vitest']]),
  };
}
