// Sets up what npm install does not bring: VS Code's server build, a browser, and what the unit tests run.
// `node scripts/prepare.mjs [editor] [tests]` prepares those parts, without arguments both. Quick when all is there.
import { reportAndExit, ScriptError } from './project.ts';
import { prepareServerBuild } from './serverBuild.ts';
import { preparePrograms } from './systemPackages.ts';

/** @type {Record<string, () => Promise<void>>} */
const parts = {
  editor: async () => {
    await preparePrograms(['browser', 'git'], console.log);
    await prepareServerBuild(console.log);
  },
  tests: async () => {
    await preparePrograms(['python', 'pytest', 'git', 'sandbox'], console.log);
    await preparePrograms(['go', 'java', 'maven', 'gradle', 'rust'], console.log);
    // Which one is known only once Rust is there.
    await preparePrograms(['rustCoverage'], console.log);
  },
};

try {
  const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(parts);
  for (const name of wanted) {
    const part = parts[name];
    if (part === undefined) throw new ScriptError(`Unknown part "${name}". Parts: ${Object.keys(parts).join(', ')}.`);
    await part();
  }
} catch (error) {
  reportAndExit(error);
}
