/**
 * Runs many candidates from one build. Copies that do not compile are told apart by the compiler's lines and taken
 * out, and the rest is built again; where that does not lead to a program, nothing is said of the rest.
 */
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { isOddGoFile } from '../schemata/goSite.ts';
import { schemaFile, type SchemaFile } from '../schemata/schemaFile.ts';
import type { TestReport, TestResult, WorkspacePath } from '../report.ts';
import type { ShadowWorkspace } from '../shadow.ts';
import { unchanged, type RunVariants, type Variant, type VariantRequest, type VariantRun } from '../variants.ts';
import { cargoVariants } from './cargoVariants.ts';
import { goVariants } from './goVariants.ts';
import { runOrder, type RunHost } from './runOrder.ts';
import type { BuildFault, OpenVariantTool, VariantTool } from './variantTool.ts';

const tools: Partial<Record<string, OpenVariantTool>> = { 'go test': goVariants, 'cargo test': cargoVariants };

/** Compilers look further only when what they found first is gone. */
const mostBuilds = 6;

export interface VariantRunnerDeps extends RunHost {
  /** Takes secrets out of what a run printed. */
  readonly redact: (text: string) => string;
}

export function createVariantRunner(deps: VariantRunnerDeps): RunVariants {
  return async function* (tree, request, signal) {
    const { command, only, limitMs } = request;
    const open = tools[command.framework];
    if (!open) return;
    const root = await realpath(tree.root);
    const folder = await realpath(await mkdtemp(path.join(tree.scratch ?? os.tmpdir(), 'touchstone-variants-')));
    try {
      const ordered = await runOrder(deps, tree, { command, only, limitMs, coverage: false }, { root, folder });
      const tool = open({
        ...ordered,
        ...{ request, root, folder, compiled: tree.compiled, kept: tree.kept },
        ...{ cwd: ordered.order.cwd, redact: deps.redact },
      });
      if (!tool) return;
      await restore(tree, request);
      let live = await takeable(request, tree);
      for (let builds = 1; ; builds++) {
        if (live.length === 0 || builds > mostBuilds) return;
        const schema = await writeSchema(live, tree, request, tool);
        if (!schema) return;
        const faults = await tool.build([...schema.keys()], signal);
        await restore(tree, request);
        if (faults?.length === 0) {
          yield* runAll(live, schema, tree, request, tool, signal);
          return;
        }
        const sorted = faults && sortFaults(faults, schema);
        if (!sorted || sorted.gone.size === 0) return;
        for (const [id, own] of sorted.faulty) yield { id, report: notBuilt(own, deps.redact) };
        live = live.filter(({ id }) => !sorted.gone.has(id));
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
}

async function* runAll(
  live: readonly Variant[],
  schema: ReadonlyMap<WorkspacePath, SchemaFile>,
  tree: ShadowWorkspace,
  request: VariantRequest,
  tool: VariantTool,
  signal: AbortSignal,
): AsyncGenerator<VariantRun, void> {
  for (const id of [unchanged, ...live.map((variant) => variant.id)]) {
    const variant = live.find((each) => each.id === id);
    const paths = new Set(variant?.copies.map((copy) => copy.path));
    const inWords = (text: string): string =>
      [...paths].reduce((words, file) => asAlone(words, id, file, schema.get(file)), text);
    const run = async (tests: readonly TestResult[]): Promise<TestReport | undefined> => {
      const report = await tool.run(id, tests, inWords, signal);
      // What one run has left must not decide the next.
      await restore(tree, request);
      return report;
    };
    const report = await run(request.only);
    const more = report && id !== unchanged ? request.further?.(id, report) : undefined;
    const further = more && more.length > 0 ? await run(more) : undefined;
    if (report) yield { id, report, ...(further && { further }) };
    else if (id === unchanged) return;
  }
}

const baseText = async (tree: ShadowWorkspace, { texts }: VariantRequest, file: WorkspacePath): Promise<string> =>
  texts.get(file) ?? tree.read(file);

async function restore(tree: ShadowWorkspace, { texts }: VariantRequest): Promise<void> {
  await tree.reset();
  for (const [file, text] of texts) await tree.write(file, text);
}

async function takeable(request: VariantRequest, tree: ShadowWorkspace): Promise<readonly Variant[]> {
  const odd = new Map<WorkspacePath, boolean>();
  for (const { path: file } of request.variants.flatMap(({ copies }) => copies))
    if (!odd.has(file)) odd.set(file, file.endsWith('.go') && isOddGoFile(await baseText(tree, request, file)));
  return request.variants.filter(({ copies }) => copies.every(({ path: file }) => odd.get(file) === false));
}

async function writeSchema(
  live: readonly Variant[],
  tree: ShadowWorkspace,
  request: VariantRequest,
  tool: VariantTool,
): Promise<ReadonlyMap<WorkspacePath, SchemaFile> | undefined> {
  const files = new Map<WorkspacePath, SchemaFile>();
  const copies = live.flatMap(({ id, copies: own }) =>
    own.map((copy, at) => ({ ...copy, id, name: `touchstone_${id}${at === 0 ? '' : `_${at}`}` })),
  );
  for (const file of new Set(copies.map((copy) => copy.path))) {
    const own = copies.filter((copy) => copy.path === file);
    files.set(file, schemaFile(await baseText(tree, request, file), own, tool.dialect));
  }
  const beside = tool.beside([...files.keys()]);
  if (!beside) return undefined;
  for (const [file, { text }] of files) await tree.write(file, text);
  for (const [file, text] of beside) await tree.write(file, text);
  return files;
}

interface SortedFaults {
  /** By the candidate whose own lines they are in. */
  readonly faulty: ReadonlyMap<number, readonly BuildFault[]>;
  /** Those, and the ones that cannot be told apart from the original. */
  readonly gone: ReadonlySet<number>;
}

/** Undefined when something is wrong that no candidate has to do with. */
function sortFaults(
  faults: readonly BuildFault[],
  schema: ReadonlyMap<WorkspacePath, SchemaFile>,
): SortedFaults | undefined {
  const faulty = new Map<number, BuildFault[]>();
  const gone = new Set<number>();
  for (const fault of faults) {
    const file = schema.get(fault.path);
    if (!file) return undefined;
    const id = file.copyAt(fault.line);
    const opened = id === undefined ? file.openedAt(fault.line) : [];
    if (id === undefined && opened.length === 0) return undefined;
    for (const each of opened) gone.add(each);
    if (id === undefined) continue;
    gone.add(id);
    // What is said of where a copy begins may be said of what stands around it.
    if (file.copyAt(fault.line - 1) !== id) continue;
    const line = file.lineFor(id, fault.line);
    const alone = { ...fault, line, message: fault.message.replace(`:${fault.line}:`, `:${line}:`) };
    faulty.set(id, [...(faulty.get(id) ?? []), alone]);
  }
  return { faulty, gone };
}

function notBuilt(faults: readonly BuildFault[], redact: (text: string) => string): TestReport {
  const message = redact([...new Set(faults.map((fault) => fault.message))].join('\n'));
  return {
    results: [],
    end: { kind: 'exited', code: 1 },
    durationMs: 0,
    output: message,
    problem: { message, frames: faults.map(({ path: file, line }) => ({ path: file, line })) },
  };
}

/** Lines of the file as the candidate's own tree would have them. */
function asAlone(text: string, id: number, file: WorkspacePath, schema: SchemaFile | undefined): string {
  if (!schema) return text;
  const name = path.posix.basename(file).replace(/[.\\^$*+?()[\]{}|]/g, '\\$&');
  return text.replace(
    new RegExp(`((?:^|[^\\w-])${name}:)(\\d+)`, 'g'),
    (_, before: string, line: string) => `${before}${schema.lineFor(id, Number(line))}`,
  );
}
