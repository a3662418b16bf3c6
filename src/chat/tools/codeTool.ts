/** A tool that answers by running code: what a model counts or calculates in its head is a guess, what ran is a result. */

import type { ProcessResult } from '../../safety/process.ts';
import { shownText } from '../../text/shownText.ts';
import { outputOf, type ToolOutput } from '../toolOutput.ts';
import { endWords } from './runTools.ts';
import { failed, toolOf, type ChatTool, type Permission } from './tool.ts';
import type { CodeLanguage, ToolWorld } from './toolWorld.ts';

const codeLanguages: readonly CodeLanguage[] = ['javascript', 'python'];
const mostOutputs = 6;

export function codeTools({ runCode }: ToolWorld, wanted: Permission): ChatTool[] {
  if (!runCode) return [];
  // Nothing holds it where the system has no sandbox: then the user sees each piece of code first.
  const permission = runCode.isConfined || wanted === 'never' ? wanted : 'each';
  return [
    toolOf({
      name: 'run_code',
      title: 'Run code',
      description:
        'Runs a short program and tells what it printed: for counting, arithmetic, statistics and data. It runs in a copy of the workspace, which is the current folder, without network and without the files that hold secrets; print every result. Files that it writes to the folder in the environment variable OUTPUT_DIR are shown to the user: PNG and SVG as pictures, CSV and JSON as tables. Only that folder and the temporary folder can be written.',
      permission,
      parameters: {
        language: { type: 'string', about: '"javascript" (Node.js, with require or import) or "python".' },
        code: { type: 'string', about: 'The whole program.', longest: 20_000 },
      },
      refusal: ({ language }) =>
        languageOf(language) ? undefined : `“language” must be one of ${codeLanguages.join(', ')}.`,
      asks: ({ language, code }) =>
        `${runCode.isConfined ? '' : 'Without a sandbox, as this system has none: '}${language}\n${code}`,
      run: async ({ language, code }, signal) => {
        const known = languageOf(language);
        if (!known) return failed(`There is no ${language} here.`);
        const { result, files } = await runCode.run(known, code, signal);
        const judged = files.map(({ name, bytes }) => (bytes ? outputOf(name, bytes) : `${name} is too large.`));
        const outputs = judged.filter((one): one is ToolOutput => typeof one !== 'string').slice(0, mostOutputs);
        const hidden = judged.filter((one) => typeof one === 'string');
        const isWell = result.end.kind === 'exited' && result.end.code === 0;
        return {
          text: resultText(result, outputs, hidden),
          summary: isWell ? firstLine(result.stdout) : `it ${endWords(result.end)}`,
          ...(!isWell && { hasFailed: true }),
          ...(outputs.length > 0 && { outputs }),
        };
      },
    }),
  ];
}

const languageOf = (written: string): CodeLanguage | undefined =>
  codeLanguages.find((one) => one === written.trim().toLowerCase());

const firstLine = (stdout: string): string => shownText(stdout).trim().split('\n')[0] || 'printed nothing';

function resultText(
  { end, stdout, stderr, truncated, confined }: ProcessResult,
  outputs: readonly ToolOutput[],
  hidden: readonly string[],
): string {
  const errors = shownText(stderr).trimEnd();
  return [
    `It ${endWords(end)}.${confined ? '' : ' The system has no sandbox, so it ran unconfined, in a copy of the workspace.'}`,
    ...(truncated ? ['It printed more than is kept: this is the end of it.'] : []),
    `Printed:\n${shownText(stdout).trimEnd() || '(nothing)'}`,
    ...(errors === '' ? [] : [`Errors:\n${errors}`]),
    ...(/EROFS|Read-only file system/.test(errors) ? ['Only the folder in OUTPUT_DIR can be written.'] : []),
    ...(outputs.length === 0 ? [] : [`Shown to the user: ${outputs.map(({ name }) => name).join(', ')}.`]),
    ...(hidden.length === 0 ? [] : [`Not shown: ${hidden.slice(0, 10).join(' ')}`]),
  ].join('\n');
}
