// Everything that runs outside the tests, from sources to dist/:
//   node scripts/build.mjs [--production] [--watch]
// Three esbuild builds side by side: the code that runs on Node, the webview's code, and plain copies.

import { chmod, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join, relative } from 'node:path';
import * as esbuild from 'esbuild';
import { grammarFiles } from './grammars.ts';
import { writeNotices } from './notices.mjs';

const root = dirname(import.meta.dirname);
const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

const common = {
  absWorkingDir: root,
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  metafile: true,
  logLevel: 'warning',
  legalComments: 'none',
};

/** The extension, the command line and the worker share chunks; what is imported dynamically loads when first needed. */
function nodeBuild() {
  return {
    ...common,
    entryPoints: {
      extension: 'src/extension.ts',
      headless: 'src/headless.ts',
      fixWorker: 'src/refine/node/fixWorker.ts',
      editWorker: 'src/edit/node/editWorker.ts',
      completionWorker: 'src/completion/node/completionWorker.ts',
      indexWorker: 'src/retrieval/node/indexWorker.ts',
      readerWorker: 'src/retrieval/node/readerWorker.ts',
      packagesWorker: 'src/retrieval/node/packages/packagesWorker.ts',
    },
    outdir: 'dist',
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    splitting: true,
    // Flat, so that `new URL('./shims/', import.meta.url)` finds the same place from every chunk.
    chunkNames: '[name]-[hash]',
    external: ['vscode'],
    plugins: [withoutUnused],
    // CommonJS packages inside an ES module still call `require` for Node's own modules.
    banner: {
      js: "import { createRequire as createBundleRequire } from 'node:module'; const require = createBundleRequire(import.meta.url);",
    },
  };
}

/** What vectra's `LocalIndex` imports and the index never calls: an English language model of 3.6 MB, documents, protobuf. */
const withoutUnused = {
  name: 'without-unused',
  setup(build) {
    const unused = /^(wink-bm25-text-search|wink-nlp|wink-eng-lite-web-model|protobufjs|\.\/LocalDocument)$/;
    build.onResolve({ filter: unused }, ({ path, importer }) =>
      importer.includes(join('node_modules', 'vectra')) ? { path, namespace: 'unused' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'unused' }, () => ({ contents: 'module.exports = {};' }));
  },
};

async function webviewBuild() {
  const sources = (await filesIn('media')).filter((path) => dirname(path) === 'media');
  return {
    ...common,
    entryPoints: sources.filter((path) => /(?<!\.d)\.ts$|\.css$/.test(path)),
    outdir: 'dist/media',
    outbase: 'media',
    platform: 'browser',
    target: 'chrome120',
    format: 'iife',
    tsconfig: 'media/tsconfig.json',
  };
}

/** Files that are used as they are: the test frameworks' shims, the parser, its grammars and their queries. */
async function assetBuild() {
  const shims = (await filesIn('src/testing/node/shims')).map((path) => [
    path,
    join('shims', relative('src/testing/node/shims', path)),
  ]);
  const grammars = [...grammarFiles].map(([name, path]) => [path, `grammars/${name}`]);
  const queries = (await filesIn('src/syntax/queries')).map((path) => [path, `queries/${basename(path)}`]);
  const copies = [...shims, ...grammars, ...queries];
  return {
    ...common,
    entryPoints: copies.map(([from, to]) => ({ in: from, out: to.slice(0, -extname(to).length) })),
    outdir: 'dist',
    loader: Object.fromEntries(copies.map(([from]) => [extname(from), 'copy'])),
    sourcemap: false,
  };
}

/** Paths of the files below a folder of the project; none when it is not there. */
async function filesIn(folder) {
  const entries = await readdir(join(root, folder), { withFileTypes: true, recursive: true }).catch((error) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return entries
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('__pycache__'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}

/** What does not compile was printed by esbuild already. */
function giveUp(error) {
  if (!Array.isArray(error.errors)) throw error;
  process.exit(1);
}

await rm(join(root, 'dist'), { recursive: true, force: true });
const builds = await Promise.all([nodeBuild(), webviewBuild(), assetBuild()]);

if (watch) {
  for (const build of builds) await (await esbuild.context({ ...build, logLevel: 'info' })).watch();
} else {
  const results = await Promise.all(builds.map((build) => esbuild.build(build))).catch(giveUp);
  const inputs = Object.assign({}, ...results.map((result) => result.metafile.inputs));
  const outputs = Object.assign({}, ...results.map((result) => result.metafile.outputs));
  // What the package test reads to add up what activation loads. Not shipped.
  await writeFile(join(root, 'dist/meta.json'), JSON.stringify({ inputs, outputs }));
  await writeNotices(root, Object.keys(inputs), join(root, 'dist/THIRD_PARTY_NOTICES.txt'));
  await chmod(join(root, 'dist/headless.js'), 0o755);
}
