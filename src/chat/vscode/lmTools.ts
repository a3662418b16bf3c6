import * as vscode from 'vscode';
import { TouchstoneError } from '../../base/errors.ts';
import { redact } from '../../safety/redaction.ts';
import { bounded } from '../tools/bounded.ts';
import { editorTools } from '../tools/editorTools.ts';
import type { EditorChat } from './participant.ts';
import { signalOf } from './tokenSignal.ts';

const mostCharacters = 30_000;

/** What the editor shows of a call, and whether it asks the user first. */
export function prepared(name: string, input: object): vscode.PreparedToolInvocation {
  const tool = editorTools.find((each) => each.name === name);
  const about = Object.values(input).find((value): value is string => typeof value === 'string');
  return {
    invocationMessage: `${tool?.displayName ?? name}${about === undefined ? '' : `: ${about.slice(0, 100)}`}`,
    ...(tool?.asks && {
      confirmationMessages: {
        title: tool.displayName,
        message: 'They run in a copy of the workspace, with the command that you approve.',
      },
    }),
  };
}

/** One of our tools, called by a model of the editor's own chat. */
export async function invoked(
  parts: EditorChat,
  name: string,
  input: object,
  token: vscode.CancellationToken,
): Promise<vscode.LanguageModelToolResult> {
  const signal = signalOf(token);
  const { tools, dispose } = await parts.openTools(signal);
  try {
    const wanted = editorTools.find((each) => each.name === name);
    const call = tools.find((tool) => tool.name === wanted?.tool)?.prepare(JSON.stringify(input));
    if (!call) throw whyNot(wanted?.asks ?? false);
    const text = call.kind === 'ready' ? (await call.run(signal)).text : call.why;
    return new vscode.LanguageModelToolResult([
      new vscode.LanguageModelTextPart(redact(bounded(text, mostCharacters))),
    ]);
  } finally {
    dispose();
  }
}

const whyNot = (wouldRun: boolean): TouchstoneError =>
  wouldRun
    ? new TouchstoneError(
        'Nothing may be run here.',
        'Trust the workspace, and see to the setting touchstone.chat.tools.runTests.',
      )
    : new TouchstoneError(
        'The index of the workspace is not open.',
        'Ask again in a moment, or turn on the setting touchstone.index.enabled.',
      );
