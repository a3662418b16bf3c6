/** The tool with which a model changes code: it never writes, it puts a proposal before the user. */

import { judgePath } from '../../safety/pathPolicy.ts';
import type { FileChange } from '../../review/proposal.ts';
import { languageOf } from '../../syntax/language.ts';
import { faultsOf } from '../../syntax/walk.ts';
import { applyEditAnswer } from '../../text/editAnswer.ts';
import { symbolPlaces } from '../../text/placeSymbol.ts';
import { readEdits } from '../../text/readEdits.ts';
import { oneLine } from './bounded.ts';
import { failed, toolOf, type ChatTool } from './tool.ts';
import type { ToolWorld } from './toolWorld.ts';

const longestText = 200_000;

export function proposeTool({ files, readOutline, parse, propose }: ToolWorld): ChatTool[] {
  if (!propose) return [];
  return [
    toolOf({
      name: 'propose_edit',
      title: 'Propose an edit',
      description:
        'Proposes a change of one file. Nothing is written: the user looks at it and accepts or rejects it. Give search and replace for a change, or replace alone for a new file.',
      permission: 'always',
      parameters: {
        path: { type: 'string', about: 'The file, relative to the workspace.', longest: 1_000 },
        search: {
          type: 'string',
          about:
            'Whole lines as they stand in the file, exactly once and without line numbers; left out for a new file.',
          optional: true,
          longest: longestText,
        },
        replace: { type: 'string', about: 'The lines that replace them.', longest: longestText, mayBeEmpty: true },
        title: { type: 'string', about: 'What the change does, in one line.', optional: true, longest: 400 },
      },
      refusal: ({ path }) => {
        const verdict = judgePath(path);
        return verdict.kind === 'refused' ? verdict.reason : undefined;
      },
      asks: ({ path }) => path,
      run: async ({ path, search, replace, title }, signal) => {
        const edit = { path, ...(search === undefined ? { content: replace } : { search, replace }) };
        const answer = readEdits(JSON.stringify({ name: 'replace_lines', arguments: edit }), 'tool');
        if (search === undefined && (await files.text(path)) !== undefined)
          return failed(`${path} exists already: give “search”, the lines of it that are to be replaced.`);
        const applied = await applyEditAnswer(answer, {
          paths: await files.paths(),
          text: (file) => files.text(file),
          symbols: async (file, text) => symbolPlaces((await readOutline(file, text)).definitions),
          ...(parse && {
            parse: async (file, text) => {
              const language = languageOf(file);
              if (!language) return undefined;
              const tree = await parse(language, text);
              try {
                return { language, faults: faultsOf(tree.root) };
              } finally {
                tree.dispose();
              }
            },
          }),
        });
        const [after] = applied.texts;
        const refused = after ? (files.whyNot(after[0]) ?? applied.refused[0]) : applied.refused[0];
        if (refused !== undefined || !after) return failed(refused ?? 'Nothing would change.');
        signal.throwIfAborted();
        const change: FileChange = { path: after[0], before: await files.text(after[0]), after: after[1] };
        const named = oneLine(title ?? '', 100) || `Change ${change.path}`;
        const proposal = await propose({ title: named, changes: [change] }, signal);
        return {
          text: `It is proposed to the user and waits for review. The file is unchanged until it is accepted.`,
          summary: `${change.path}: ${proposal.hunks} ${proposal.hunks === 1 ? 'change' : 'changes'} to review`,
          proposal,
        };
      },
    }),
  ];
}
