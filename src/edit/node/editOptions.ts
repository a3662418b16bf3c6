import path from 'node:path';
import { parseArgs } from 'node:util';
import { describeError, TouchstoneError } from '../../base/errors.ts';
import { chatFlags, readChatFlags, type ChatChoice } from '../../model/node/chatFlags.ts';
import { normalizeWorkspacePath } from '../../safety/pathPolicy.ts';
import { settingsTable } from '../../settings/table.ts';
import { workspaceFolder } from '../../testing/node/findTests.ts';
import type { EditKind, EditPlace } from '../editRequest.ts';

const kindTable: Readonly<Record<EditKind, true>> = {
  implement: true,
  document: true,
  addTypes: true,
  handleErrors: true,
  extract: true,
  addArgument: true,
  rename: true,
  organiseImports: true,
  convert: true,
  simplify: true,
  tests: true,
  optimise: true,
};
const kinds = Object.keys(kindTable);
const isKind = (word: string): word is EditKind => Object.hasOwn(kindTable, word);

export const editUsage = `touchstone edit --workspace DIR --instruction TEXT [--at FILE[:A-B]] [--test "COMMAND" | --no-tests]
                [--kind KIND [--bench "COMMAND"]] [--across [--plan]] [--no-sandbox] [--write] [--json]
                [--model NAME --base-url URL [--max-tokens N]
                 [--input-price N --output-price N [--budget DOLLARS]]]

Changes DIR as the instruction says, and checks the change in a copy of DIR: it parses, uses no unknown name, brings no
new type error, and tests that passed still pass. DIR stays byte-identical unless --write is given and no check failed.
What can be done exactly is done without a model, and nothing leaves this machine then:
“rename OLD to NEW” (Class.member too), “extract function NAME” of lines, “extract \`CODE\` to variable NAME” of one,
“add parameter \`NAME: TYPE = VALUE\` to FUNCTION”, “add argument NAME with value VALUE to every call of FUNCTION”,
“move FILE to PLACE”, “organise imports”, and without a model “document this”.
With “--kind optimise” a function is made faster: what is tried is timed beside what is there, in runs in pairs, and is
proposed only if it gives the same results, its tests pass and it takes a tenth less for sure.
With “--kind tests” tests are written: each is kept only if it passes here and fails once a fault is seeded into the
code that no test has noticed so far. Without a model they record what the code does today.

  --workspace DIR       the project
  --instruction TEXT    what is to be changed, in words
                        may be left out where --kind says it all
  --at FILE[:A-B]       what it is about: a file by its path from the top of DIR, line A or lines A to B of it;
                        --file is the same
  --kind KIND           what kind of change it is: ${kinds.join(', ')}
  --bench "COMMAND"     with --kind optimise, what is timed; left out, calls that tests make are made again and again
  --across              over as many files as it takes: what may have to change is planned from who uses what, and worked
                        off place by place until checkers and tests are quiet; what is left is told
  --plan                with --across, only say what may have to change
  --test "COMMAND"      the command that runs the tests; detected when left out
  --no-tests            run no tests; types are checked all the same
  --no-sandbox          do not confine what is run
  --write               apply the change to DIR if no check failed
  --json                the result as one JSON object on standard output
  --model NAME --base-url URL
                        ask this model; its key, if it wants one, is read from TOUCHSTONE_KEY
  --max-tokens N        tokens to spend, sent and received together (default ${settingsTable['fix.maxTokens'].default}); 0: no limit
  --input-price N, --output-price N
                        dollars a million tokens, to show what it costs
  --budget DOLLARS      ask the model no more once it has cost so much

Exit code: 0 for a change of which no check failed, 1 for none or one that failed a check, 2 for a usage or environment
error.
`;

export interface EditOptions {
  /** Absolute and real. */
  readonly workspace: string;
  readonly instruction: string;
  readonly kind: EditKind | undefined;
  readonly bench: string | undefined;
  readonly place: EditPlace | undefined;
  readonly across: 'run' | 'plan' | undefined;
  readonly test: string | undefined;
  readonly tests: boolean;
  readonly sandbox: 'auto' | 'off';
  readonly write: boolean;
  readonly json: boolean;
  readonly model: ChatChoice | undefined;
}

/** @throws TouchstoneError for what cannot be meant */
export async function readEditOptions(args: readonly string[]): Promise<EditOptions> {
  const values = parse(args);
  if (!values.workspace) throw usage('--workspace DIR is missing.');
  const { kind } = values;
  if (kind !== undefined && !isKind(kind)) throw usage(`“${kind}” is no kind of edit.`);
  if (values.instruction === undefined ? kind === undefined : values.instruction.trim() === '')
    throw usage('--instruction TEXT is missing.');
  if (values.file !== undefined && values.at !== undefined) throw usage('--file and --at are the same: give one.');
  const file = values.at ?? values.file;
  if (values.bench !== undefined && kind !== 'optimise') throw usage('--bench goes with --kind optimise.');
  if (values.plan && !values.across) throw usage('--plan goes with --across.');
  if (values.test !== undefined && values['no-tests']) throw usage('--test and --no-tests exclude each other.');
  return {
    workspace: await workspaceFolder(path.resolve(values.workspace)),
    instruction: values.instruction ?? '',
    kind,
    bench: values.bench,
    place: file === undefined ? undefined : placeOf(file),
    across: values.across ? (values.plan ? 'plan' : 'run') : undefined,
    test: values.test,
    tests: !values['no-tests'],
    sandbox: values['no-sandbox'] ? 'off' : 'auto',
    write: values.write ?? false,
    json: values.json ?? false,
    model: readChatFlags('edit', values, settingsTable['fix.maxTokens'].default),
  };
}

/** `src/a.ts`, `src/a.ts:12`, `src/a.ts:12-30` */
function placeOf(written: string): EditPlace {
  const [, file = written, from, to = from] = /^(.*?)(?::(\d+)(?:-(\d+))?)?$/.exec(written) ?? [];
  const place = normalizeWorkspacePath(file);
  if (place === undefined) throw usage(`“${file}” is not a path inside the workspace.`);
  if (from === undefined) return { path: place };
  const [first, last] = [Number(from), Number(to)];
  if (first < 1 || last < first) throw usage(`“${written}” names no lines: they count from 1, the first one first.`);
  return { path: place, lines: { first, last } };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        workspace: { type: 'string' },
        instruction: { type: 'string' },
        file: { type: 'string' },
        at: { type: 'string' },
        kind: { type: 'string' },
        bench: { type: 'string' },
        across: { type: 'boolean' },
        plan: { type: 'boolean' },
        test: { type: 'string' },
        'no-tests': { type: 'boolean' },
        'no-sandbox': { type: 'boolean' },
        write: { type: 'boolean' },
        json: { type: 'boolean' },
        ...chatFlags,
      },
    }).values;
  } catch (cause) {
    throw usage(describeError(cause), cause);
  }
}

function usage(message: string, cause?: unknown): TouchstoneError {
  return new TouchstoneError(message, 'Run “touchstone edit --help” for the options.', { cause });
}
