import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { pathIn } from '../../base/vscode/folderFiles.ts';
import { shownLine, ShownStream } from '../../text/shownText.ts';
import { PlaceLinks, type LinkedPiece } from '../asked/placeLinks.ts';
import type { ChatEvent, CitedPlace, EndedEvent } from '../chatEvent.ts';
import type { Chip, ChipTarget } from '../chatRequest.ts';
import type { Message } from '../conversation.ts';
import type { PermissionQuestion } from '../tools/permissions.ts';
import type { ChatTool } from '../tools/tool.ts';
import type { ToolDecision } from '../protocol.ts';
import type { Turn } from './chatSession.ts';
import { signalOf } from './tokenSignal.ts';

/** What the editor's own chat needs of ours. */
export interface EditorChat {
  /** The folder that questions are about. */
  readonly folder: () => vscode.WorkspaceFolder | undefined;
  /** Chips with their texts. */
  readonly resolve: (chips: readonly Chip[], signal: AbortSignal) => Promise<readonly Chip[]>;
  readonly answer: (turn: Turn, signal: AbortSignal) => AsyncIterable<ChatEvent>;
  readonly openTools: (
    signal: AbortSignal,
  ) => Promise<{ readonly tools: readonly ChatTool[]; readonly dispose: () => void }>;
}

export interface Asked {
  readonly request: vscode.ChatRequest;
  readonly context: vscode.ChatContext;
  readonly stream: vscode.ChatResponseStream;
  readonly token: vscode.CancellationToken;
}

/** `@touchstone`: the answer of our own chat, shown in the editor's. */
export async function answerIn(
  parts: EditorChat,
  { request, context, stream, token }: Asked,
): Promise<vscode.ChatResult> {
  const folder = parts.folder();
  if (!folder) return { errorDetails: { message: 'No folder is open. Open the project that you want to ask about.' } };
  const signal = signalOf(token);
  const conversation = conversationOf(context);
  const chips = await parts.resolve(chipsOf(request, folder), signal);
  const turn: Turn = {
    request: { history: historyOf(context), text: request.prompt, chips },
    conversation,
    ask: askInDialog,
  };
  const shown = new ShownStream();
  const links = new PlaceLinks();
  const places = new Map<number, CitedPlace>();
  const show = (pieces: readonly LinkedPiece[]): void => {
    for (const piece of pieces) {
      const place = piece.kind === 'place' ? places.get(piece.number) : undefined;
      if (place) stream.anchor(locationOf(folder, place), piece.kind === 'place' ? piece.label : undefined);
      else stream.markdown(piece.kind === 'text' ? piece.text : piece.label);
    }
  };
  const flush = (): void => {
    show(links.push(shown.end()));
    show(links.end());
  };
  let ended: EndedEvent | undefined;
  for await (const event of parts.answer(turn, signal)) {
    switch (event.kind) {
      case 'text':
        show(links.push(shown.push(event.delta)));
        break;
      case 'citation':
        places.set(event.number, event.place);
        break;
      case 'status':
        stream.progress(shownLine(event.text));
        break;
      case 'tool':
        flush();
        if (event.state === 'running') stream.progress(shownLine(`${event.name}: ${event.summary ?? ''}`));
        break;
      case 'proposal':
        flush();
        stream.progress(`${shownLine(event.title)}: waits in review`);
        break;
      case 'ended':
        ended = event;
        break;
      case 'dropped':
      case 'unproven':
      case 'usage':
      case 'prompt':
      case 'finding':
        break;
    }
  }
  flush();
  const metadata = { conversation };
  if (!ended?.error) return { metadata };
  return { metadata, errorDetails: { message: `${ended.error.cause} ${ended.error.next}` } };
}

/** The editor does not say which conversation it is: the first answer names it, and the next ones read that. */
function conversationOf({ history }: vscode.ChatContext): string {
  for (const turn of history) {
    const known: unknown = 'result' in turn ? turn.result.metadata?.['conversation'] : undefined;
    if (typeof known === 'string') return known;
  }
  return `editor-${randomUUID()}`;
}

function historyOf({ history }: vscode.ChatContext): Message[] {
  return history.map((turn, at): Message => {
    const base = { id: `t${at}`, at, ...(at > 0 && { parent: `t${at - 1}` }) };
    if (turn instanceof vscode.ChatRequestTurn) return { ...base, role: 'user', text: turn.prompt, chips: [] };
    const text = turn.response.map(partText).join('');
    return {
      ...base,
      role: 'assistant',
      answer: { parts: [{ kind: 'text', text }], places: [], dropped: [], unproven: [] },
    };
  });
}

function partText(part: vscode.ChatResponsePart): string {
  if (part instanceof vscode.ChatResponseMarkdownPart) return part.value.value;
  return part instanceof vscode.ChatResponseAnchorPart ? (part.title ?? '') : '';
}

function chipsOf({ references }: vscode.ChatRequest, folder: vscode.WorkspaceFolder): Chip[] {
  return references.flatMap(({ value }, at): Chip[] => {
    const target = targetOf(value, folder);
    return target ? [{ id: `r${at}`, label: labelOf(target), target }] : [];
  });
}

function targetOf(value: unknown, folder: vscode.WorkspaceFolder): ChipTarget | undefined {
  if (value instanceof vscode.Uri) {
    const path = pathIn(folder, value);
    return path === undefined ? undefined : { kind: 'file', path };
  }
  if (!(value instanceof vscode.Location)) return undefined;
  const path = pathIn(folder, value.uri);
  if (path === undefined) return undefined;
  return { kind: 'selection', path, first: value.range.start.line + 1, last: value.range.end.line + 1 };
}

const labelOf = (target: ChipTarget): string =>
  target.kind === 'selection'
    ? `${target.path}:${target.first}-${target.last}`
    : 'path' in target
      ? (target.path ?? '')
      : target.kind;

function locationOf(folder: vscode.WorkspaceFolder, { path, lines }: CitedPlace): vscode.Location {
  const line = Math.max(0, (lines?.first ?? 1) - 1);
  return new vscode.Location(vscode.Uri.joinPath(folder.uri, path), new vscode.Position(line, 0));
}

/** Here no panel of ours has buttons. */
async function askInDialog({ title, asks, mayRemember }: PermissionQuestion): Promise<ToolDecision> {
  const once = 'Allow';
  const rest = 'Allow in This Conversation';
  const answers = mayRemember ? [once, rest] : [once];
  const detail = shownLine(asks);
  const said = await vscode.window.showWarningMessage(`${shownLine(title)}?`, { modal: true, detail }, ...answers);
  if (said === rest) return 'conversation';
  return said === once ? 'once' : 'no';
}
