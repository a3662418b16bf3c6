import path from 'node:path';
import { streamOf } from '../../base/stream.ts';
import { createFileSyntax } from '../../syntax/node/fileSyntax.ts';
import { workspaceFolder } from '../../testing/node/findTests.ts';
import { explain, type ExplainDeps, type ExplainEvent, type ExplainRequest } from '../explain.ts';
import type { EditHost } from './editEngine.ts';
import { openWorkspaceFiles } from '../../testing/node/workspaceFiles.ts';

/** An explanation with its effects. It reads and asks, and runs nothing. */
export async function* startExplain(
  order: ExplainRequest,
  { assets, unsaved, model, lookup }: Pick<EditHost, 'assets' | 'unsaved'> & Pick<ExplainDeps, 'model' | 'lookup'>,
  signal: AbortSignal,
): AsyncGenerator<ExplainEvent, void> {
  const root = await workspaceFolder(order.root);
  const files = openWorkspaceFiles(root, unsaved);
  const syntax = createFileSyntax({ grammars: path.join(assets, 'grammars'), queries: path.join(assets, 'queries') });
  const deps: ExplainDeps = {
    files,
    readOutline: async (file, text) => (await syntax.read(file, text)).outline,
    ...(model && { model }),
    ...(lookup && { lookup }),
  };
  try {
    yield* streamOf<ExplainEvent>((emit, stop) => explain({ ...order, root }, deps, emit, stop), signal);
  } finally {
    syntax.dispose();
  }
}
