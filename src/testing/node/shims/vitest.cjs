'use strict';
/**
 * Comes into vitest's own process before its command line is read: it runs once, with our reporter, and
 * neither measures coverage of its own nor stops at the first failure. The reporter does the rest.
 */
const fs = require('node:fs');
const path = require('node:path');

/** Words that mean nothing here or would change what a run is; those in the second list take a value. */
const FLAG = /^(?:-w|-u|--(?:watch|run|update|ui|open|coverage|inspect|inspect-brk|inspectBrk|standalone)(?:[.=].*)?)$/;
const FLAG_WITH_VALUE = /^--(?:reporter|reporters|bail|outputFile(?:\.[^=]+)?|output-file(?:\.[^=]+)?)(=.*)?$/;

/**
 * The arguments of `vitest …`, for one run that we hear.
 * @param home the folder of vitest's package
 */
exports.runOnce = (args, home) => {
  const words = [];
  for (let at = 0; at < args.length; at++) {
    if (args[at] === '--') {
      words.push(...args.slice(at));
      break;
    }
    const valued = FLAG_WITH_VALUE.exec(args[at]);
    if (valued) {
      if (valued[1] === undefined) at++;
    } else if (!FLAG.test(args[at])) words.push(args[at]);
    // `--coverage.reporter text`: the value of a nested flag may be the next word.
    else if (/^--coverage\.[^=]+$/.test(args[at]) && /^[^-]/.test(args[at + 1] ?? '')) at++;
  }
  const named = /^(?:run|watch|dev|related|list|bench|init)$/.test(words[0] ?? '');
  const command = named && !/^(?:watch|dev)$/.test(words[0]) ? words[0] : 'run';
  const reporter = path.join(__dirname, 'vitestReporter.mjs');
  const flags = [`--reporter=${reporter}`, '--coverage.enabled=false', '--bail=0'];
  if (!mayWriteModules() && canLoadInPlace(home)) flags.push('--configLoader=runner');
  return [command, ...flags, ...words.slice(named ? 1 : 0)];
};

/** Vite writes a configuration that it has compiled into the nearest node_modules, which may be out of reach. */
function mayWriteModules() {
  for (let at = process.cwd(); ; at = path.dirname(at)) {
    const folder = path.join(at, 'node_modules');
    try {
      if (fs.existsSync(folder)) return fs.accessSync(folder, fs.constants.W_OK) === undefined;
    } catch {
      return false;
    }
    if (at === path.dirname(at)) return true;
  }
}

function canLoadInPlace(home) {
  const { version } = JSON.parse(fs.readFileSync(path.join(home, 'package.json'), 'utf8'));
  const [major, minor] = version.split('.').map(Number);
  return major > 3 || (major === 3 && minor >= 1);
}
