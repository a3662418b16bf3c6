/** A small real project in a folder of its own, and edits of it by the engine with all of its real parts. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { EditEvent, EditResult } from '../../../src/edit/editEvent.ts';
import type { EditRequest } from '../../../src/edit/editRequest.ts';
import { startEdit, type EditHost } from '../../../src/edit/node/editEngine.ts';
import type { Proposal } from '../../../src/review/proposal.ts';
import { silentLog } from '../../fakes/silentLog.ts';
import { grammars, queries } from '../syntax/installedGrammars.ts';

const shims = path.resolve(import.meta.dirname, '../../../src/testing/node/shims');

export class EditProject {
  readonly #top = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'touchstone-edit-')));
  readonly root = path.join(this.#top, 'a projéct');
  readonly assets = path.join(this.#top, 'assets');

  constructor(files: Readonly<Record<string, string>>) {
    mkdirSync(path.join(this.#top, 'assets'), { recursive: true });
    for (const [name, target] of Object.entries({ grammars, queries, shims }))
      symlinkSync(target, path.join(this.#top, 'assets', name));
    mkdirSync(this.root);
    this.write(files);
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(this.root, name)), { recursive: true });
      writeFileSync(path.join(this.root, name), text);
    }
  }

  /** Links a folder of this repository into the project. */
  link(name: string): void {
    symlinkSync(path.resolve(import.meta.dirname, '../../..', name), path.join(this.root, name));
  }

  read(name: string): string {
    return readFileSync(path.join(this.root, name), 'utf8');
  }

  async *events(
    request: Partial<EditRequest>,
    host: Partial<EditHost> = {},
    signal = new AbortController().signal,
  ): AsyncGenerator<EditEvent> {
    yield* startEdit(
      { root: this.root, instruction: '', tests: { kind: 'none' }, ...request },
      {
        assets: this.assets,
        storage: path.join(this.#top, 'storage'),
        environment: { PATH: process.env['PATH'], HOME: os.homedir(), LANG: 'C.UTF-8' },
        allowed: [],
        sandbox: 'off',
        unsaved: new Map(),
        log: silentLog,
        ...host,
      },
      signal,
    );
  }

  async edit(request: Partial<EditRequest>, host: Partial<EditHost> = {}): Promise<EditResult> {
    let result: EditResult | undefined;
    for await (const event of this.events(request, host)) if (event.kind === 'finished') result = event.result;
    if (!result) throw new Error('it did not finish');
    return result;
  }

  /** Writes a proposal as an accept would. */
  accept({ changes }: Proposal): void {
    for (const { path: file, after } of changes) if (after !== undefined) this.write({ [file]: after });
  }

  run(command: string, ...args: readonly string[]): string {
    return execFileSync(command, args, { cwd: this.root, encoding: 'utf8' });
  }

  remove(): void {
    rmSync(this.#top, { recursive: true, force: true });
  }
}

/** Files of a proposal, as they would be. */
export function afterOf(result: EditResult): Readonly<Record<string, string | undefined>> {
  if (result.status === 'none') throw new Error(`${result.reason} ${result.next}`);
  return Object.fromEntries(result.proposal.changes.map(({ path: file, after }) => [file, after]));
}

export const reasonOf = (result: EditResult): string =>
  result.status === 'none' ? `${result.reason} ${result.next}` : `proposed: ${result.proposal.title}`;
