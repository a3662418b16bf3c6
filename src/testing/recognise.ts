/** Understands a line that a user wrote as their test command. */
import { isCargoTest } from './cargoPlan.ts';
import { frameworkOf } from './detectJavaScript.ts';
import { isGoTest } from './goPlan.ts';
import { isGradle } from './gradleLine.ts';
import { isMaven } from './mavenLine.ts';
import { expandLine, type Scripts } from './runLine.ts';
import type { Framework, TestCommand } from './testCommand.ts';

/** @param manifest the text of the package.json in the folder that the line runs in, where there is one */
export function recogniseTestCommand(line: string, directory: string, manifest: string | undefined): TestCommand {
  const scripts = scriptsOf(manifest);
  const known = frameworkOf(line, scripts) ?? 'custom';
  const framework = known === 'custom' ? toolOf(line, scripts) : known;
  return { framework, line, directory, reason: 'it is set as the test command' };
}

/** The tools that are known by their program alone. */
function toolOf(line: string, scripts: Scripts): Framework {
  const commands = expandLine(line, scripts) ?? [];
  if (commands.some(isGoTest)) return 'go test';
  if (commands.some(isCargoTest)) return 'cargo test';
  if (commands.some(isMaven)) return 'maven';
  return commands.some(isGradle) ? 'gradle' : 'custom';
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
