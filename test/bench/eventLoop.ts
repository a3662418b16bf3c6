import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder, reportAndExit, ScriptError } from '../../scripts/project.ts';
import { prepareServerBuild } from '../../scripts/serverBuild.ts';
import { preparePrograms } from '../../scripts/systemPackages.ts';
import { runSession } from '../host/harness/runner.ts';
import { ServerLauncher } from '../host/harness/serverLauncher.ts';

/**
 * How long the extension host keeps everybody waiting while somebody types into a workspace of 5,000 files that is
 * being indexed: delays of its event loop, all extensions together, in a real editor. Build first.
 *   npm run bench -- eventLoop
 */
const folder = join(cacheFolder, 'host-tests', String(process.pid));

try {
  await preparePrograms(['browser', 'git'], console.log);
  await prepareServerBuild(console.log);
  await mkdir(folder, { recursive: true });
  const launcher = new ServerLauncher(folder);
  try {
    const session = {
      name: 'event-loop',
      workspace: 'samples/typescript',
      suites: ['eventLoop.bench.ts'],
      settings: {
        // The language's own server would be measured too.
        'typescript.tsserver.enable': false,
        'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
        'editor.suggestOnTriggerCharacters': false,
        'editor.autoClosingBrackets': 'never',
        'editor.autoClosingQuotes': 'never',
      },
    };
    const { failed } = await runSession(session, { launcher, folder, grep: undefined, print: console.log });
    if (failed > 0) throw new ScriptError('The measurement did not come to its end.');
  } finally {
    await launcher.close();
    await rm(folder, { recursive: true, force: true });
  }
  process.exit(0);
} catch (error) {
  reportAndExit(error);
}
