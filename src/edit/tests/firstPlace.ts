/** What is known of a project without tests, and where a first one could stand in it. */
import type { LanguageId } from '../../syntax/tree.ts';
import type { WorkspacePath } from '../../testing/report.ts';
import type { Framework } from '../../testing/testCommand.ts';

export interface FirstTest {
  readonly framework: Framework;
  /** The likeliest first. */
  readonly places: readonly FirstPlace[];
}

export interface FirstPlace {
  readonly path: WorkspacePath;
  /** The file with one test that passes wherever the tool finds it and what is tested can be imported. */
  readonly tried: string;
  /** How tests look there. */
  readonly example: string;
}

export interface FirstTestInput {
  readonly source: WorkspacePath;
  readonly language: LanguageId;
  readonly sourceText: string;
  /** Of the command that is known already. */
  readonly framework: Framework | undefined;
  /** Its line, and the folder that it runs in. */
  readonly line: string;
  readonly files: readonly WorkspacePath[];
  readonly text: (path: WorkspacePath) => Promise<string | undefined>;
}

export interface NoTool {
  readonly why: string;
  readonly next: string;
}
