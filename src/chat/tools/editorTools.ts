/** Which of the tools the editor’s own chat gets, and what it is told of them. `package.json` is held to this by a test. */

import type { JsonSchema } from '../../model/model.ts';
import { schemaOf } from './arguments.ts';
import { searchForm, symbolForm } from './lookTools.ts';
import { testsForm } from './runTools.ts';

export interface EditorTool {
  /** As the editor knows it. */
  readonly name: string;
  /** As we do. */
  readonly tool: string;
  /** What a person types behind `#`. */
  readonly reference: string;
  readonly displayName: string;
  readonly userDescription: string;
  readonly modelDescription: string;
  readonly inputSchema: JsonSchema;
  /** The editor asks the user before each call. */
  readonly asks?: true;
}

export const editorTools: readonly EditorTool[] = [
  {
    ...{ name: 'touchstone_search', tool: 'search_code', reference: 'touchstoneSearch' },
    displayName: 'Search the Code',
    userDescription: 'Finds places in the workspace by words and meaning, with the index of Touchstone',
    modelDescription:
      'Finds places in the workspace that a question is about, by words and meaning, with their code and line numbers. Give it whole questions or names. With exact it finds lines that hold the text as it is written.',
    inputSchema: schemaOf(searchForm),
  },
  {
    ...{ name: 'touchstone_references', tool: 'find_references', reference: 'touchstoneReferences' },
    displayName: 'Find References',
    userDescription: 'Tells where a function, class or other name is used in the workspace',
    modelDescription:
      'Tells where a function, class or other name that the workspace defines is used in it, with the reason why each place means that one.',
    inputSchema: schemaOf(symbolForm),
  },
  {
    ...{ name: 'touchstone_run_tests', tool: 'run_tests', reference: 'touchstoneTests' },
    displayName: 'Run the Tests',
    userDescription: 'Runs the tests in a copy of the workspace and tells which fail and why',
    modelDescription:
      'Runs the tests of the project in a copy of the workspace, as it stands with unsaved edits, and tells which failed, with their messages and stack frames.',
    inputSchema: schemaOf(testsForm),
    asks: true,
  },
];
