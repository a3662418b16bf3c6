/**
 * `npm run bench -- hints [PLACES]`: two measures on real packages.
 * - Neighbours: of files that somebody might have open, how often does the stretch that is like the code at the cursor
 *   have a name that the next three lines use and that the prompt does not have otherwise? By likeness, which is how the
 *   floor for it was chosen.
 * - Names: every line of the package is suggested where it stands. A name of it that is called invented is a false
 *   alarm, of which there should be none; with each name changed, all should be called so that can be told.
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { languageIdOf } from '../../src/completion/languageShape.ts';
import { identifiersIn } from '../../src/completion/identifiers.ts';
import { claimsIn, isRuledOut, type Claim } from '../../src/completion/members.ts';
import { Neighbours } from '../../src/completion/neighbours.ts';
import { createModuleFiles } from '../../src/completion/node/moduleFiles.ts';
import { ScriptError } from '../../scripts/project.ts';
import { table } from './repair/tables.ts';
import { fetchPackage } from './retrieval/fetchPackage.ts';
import { packages, type BenchPackage } from './retrieval/packages.ts';

const wanted = ['rxjs', 'networkx', 'golang.org/x/net', 'commons-math', 'maplibre-gl', 'django', 'effect'];
const places = Number(process.argv[2] ?? 250);
const mostFiles = 200;

interface Source {
  readonly path: string;
  readonly text: string;
}

/** The same run each time. */
let state = 7;
const random = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
const anyOf = <One>(list: readonly One[]): One | undefined => list[Math.floor(random() * list.length)];

async function readSources({ endings, without }: BenchPackage, folder: string, root: string): Promise<Source[]> {
  const found: Source[] = [];
  for (const place of (await readdir(folder, { recursive: true })).sort()) {
    if (!endings.some((ending) => place.endsWith(ending)) || without?.test(place)) continue;
    const text = await readFile(path.join(folder, place), 'utf8').catch(() => '');
    if (text.length > 800 && text.length < 80_000)
      found.push({ path: path.relative(root, path.join(folder, place)), text: text.replaceAll('\r', '') });
  }
  return found;
}

interface Seen {
  readonly likeness: number;
  readonly isUseful: boolean;
}

/** Three files of the same folder and three others are open. */
function seenAt(file: Source, sources: readonly Source[], neighbours: Neighbours): Seen[] {
  const lines = file.text.split('\n');
  const at = 15 + Math.floor(random() * Math.max(1, lines.length - 20));
  const before = `${lines.slice(0, at).join('\n')}\n`;
  const after = lines.slice(at + 3).join('\n');
  const known = identifiersIn(`${before.slice(-4500)}\n${after.slice(0, 650)}`);
  const needed = [...identifiersIn(lines.slice(at, at + 3).join('\n'))].filter((name) => !known.has(name));
  if (needed.length === 0) return [];
  const beside = sources.filter((one) => path.dirname(one.path) === path.dirname(file.path));
  const open = [0, 1, 2].flatMap(() => [anyOf(beside), anyOf(sources)]).filter((one) => one !== undefined);
  const place = { path: file.path, languageId: '', text: before + after, offset: before.length };
  return [...neighbours.windows(place, new Set(open))].flatMap((window) => {
    if (!window) return [];
    const names = identifiersIn(window.text);
    return [{ likeness: window.likeness, isUseful: needed.some((name) => names.has(name)) }];
  });
}

interface Names {
  claims: number;
  falseAlarms: number;
  found: number;
}

function judgeNames(root: string, sources: readonly Source[]): Names {
  const filesOf = createModuleFiles({ root, mostBytes: 1_000_000, exclude: () => [], unsaved: () => undefined });
  const names: Names = { claims: 0, falseAlarms: 0, found: 0 };
  for (const { path: place, text } of sources.slice(0, mostFiles)) {
    const languageId = languageIdOf(place);
    const isInvented = ({ module, name }: Claim): boolean => {
      const from = filesOf(module, name, { path: place, text, languageId });
      return from.kind === 'files' && isRuledOut(name, from.files, languageId);
    };
    let at = 0;
    for (const line of text.split('\n')) {
      const start = at;
      at += line.length + 1;
      if (line.trim() === '' || random() < 0.8) continue;
      for (const claim of claimsIn(text.slice(0, start) + text.slice(start + line.length), start, line, languageId)) {
        names.claims++;
        if (isInvented(claim)) {
          names.falseAlarms++;
          console.log(`false alarm: ${claim.name} of ${claim.module} in ${place}`);
        }
        if (isInvented({ ...claim, name: `${claim.name}Anew` })) names.found++;
      }
    }
  }
  return names;
}

const all: Seen[] = [];
const rows: string[][] = [];
for (const name of wanted) {
  const one = packages.find((known) => known.name === name);
  if (!one) continue;
  try {
    const folder = await fetchPackage(one);
    // Python's imports begin with the name of the package's own folder.
    const root = one.language === 'Python' ? path.dirname(folder) : folder;
    const sources = await readSources(one, folder, root);
    const neighbours = new Neighbours();
    for (let count = 0; count < places; count++) {
      const file = anyOf(sources);
      if (file) all.push(...seenAt(file, sources, neighbours));
    }
    const { claims, falseAlarms, found } = judgeNames(root, sources);
    rows.push([name, String(claims), String(falseAlarms), percent(found, claims)]);
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error;
    console.log(`Not to be had: ${name}: ${error.message}`);
  }
}
console.log(table(['package', 'names', 'false alarms', 'invented ones found'], rows));
const steps = [0, 0.06, 0.1, 0.14, 0.18, 0.24, 0.3];
const bins = steps.map((least, at) => {
  const within = all.filter(({ likeness }) => likeness >= least && likeness < (steps[at + 1] ?? 2));
  return [
    `from ${least}`,
    String(within.length),
    percent(within.filter(({ isUseful }) => isUseful).length, within.length),
  ];
});
console.log(`\n${table(['likeness', 'windows', 'with a needed name'], bins)}`);

function percent(part: number, whole: number): string {
  return whole === 0 ? '' : `${((100 * part) / whole).toFixed(1)} %`;
}
