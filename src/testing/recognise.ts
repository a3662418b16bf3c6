/** Understands a line that a user wrote as their test command. */
import { frameworkOf } from './detectJavaScript.ts';
import type { Scripts } from './runLine.ts';
import type { TestCommand } from './testCommand.ts';

/** @param manifest the text of the package.json in the folder that the line runs in, where there is one */
export function recogniseTestCommand(line: string, directory: string, manifest: string | undefined): TestCommand {
  const framework = frameworkOf(line, scriptsOf(manifest)) ?? 'custom';
  return { framework, line, directory, reason: 'it is set as the test command' };
}

function scriptsOf(manifest: string | undefined): Scripts {
  try {
    const parsed = JSON.parse(manifest ?? '{}') as { scripts?: Record<string, unknown> } | null;
    const entries = Object.entries(parsed?.scripts ?? {});
    return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  } catch {
    return {};
  }
}
