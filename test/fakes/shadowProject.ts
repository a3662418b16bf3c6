/** A small real project in a temporary folder, with a shadow workspace of it in which real processes run its tests. */
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createTestRunner } from '../../src/testing/node/runner.ts';
import { runProcess } from '../../src/testing/node/process.ts';
import { createVariantRunner } from '../../src/testing/node/variantRunner.ts';
import { createShadowWorkspace } from '../../src/testing/node/shadowWorkspace.ts';
import { testEnvironment } from '../../src/safety/environment.ts';
import type { ShadowWorkspace } from '../../src/testing/shadow.ts';
import type { RunTests } from '../../src/testing/testCommand.ts';
import type { RunVariants } from '../../src/testing/variants.ts';

const repository = path.resolve(import.meta.dirname, '../..');

export interface ShadowProject {
  readonly root: string;
  readonly runTests: RunTests;
  readonly runVariants: RunVariants;
  readonly copy: (signal: AbortSignal) => Promise<ShadowWorkspace>;
}

export interface ShadowProjectOptions {
  /** What the host's environment holds besides PATH and HOME, and which names of it the user lets tests see. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly allowed?: readonly string[];
  readonly sandbox?: 'auto' | 'off';
}

export async function withShadowProject(
  files: Readonly<Record<string, string>>,
  use: (project: ShadowProject) => Promise<void>,
  { environment = {}, allowed = [], sandbox = 'off' }: ShadowProjectOptions = {},
): Promise<void> {
  const base = await realpath(await mkdtemp(path.join(os.tmpdir(), 'touchstone-shadow-')));
  const root = path.join(base, 'a projéct');
  const copies: ShadowWorkspace[] = [];
  try {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(root, name)), { recursive: true });
      await writeFile(path.join(root, name), text);
    }
    await symlink(path.join(repository, 'node_modules'), path.join(root, 'node_modules'));
    const host = { PATH: process.env['PATH'], HOME: os.homedir(), LANG: 'C.UTF-8', ...environment };
    const runner = {
      runProcess,
      environment: { ...testEnvironment(host, allowed), PYTEST_DISABLE_PLUGIN_AUTOLOAD: '1' },
      sandbox,
      shims: path.join(repository, 'src/testing/node/shims'),
      redact: (text: string) => text,
    };
    await use({
      root,
      runTests: createTestRunner(runner),
      runVariants: createVariantRunner(runner),
      copy: async (signal) => {
        const copy = await createShadowWorkspace({ workspace: root, storage: path.join(base, 'storage') }, signal);
        copies.push(copy);
        return copy;
      },
    });
  } finally {
    await Promise.all(copies.map((copy) => copy.dispose()));
    await rm(base, { recursive: true, force: true });
  }
}
