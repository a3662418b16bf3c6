// The rules of ARCHITECTURE.md as far as imports can express them; eslint.config.mjs holds the rest.
// `scripts/checkLayering.ts` proves that each can fail.

/** Lowest first: a folder imports only those before it. */
const layers = ['base', 'text', 'settings', 'safety', 'syntax', 'model', 'retrieval', 'testing', 'review'];
const features = ['completion', 'edit', 'chat', 'refine'];
const folders = [...layers, ...features, 'evaluation'];
const roots = '^src/[^/]+\\.ts$';

/** Pure files: those that stand in a folder's root. */
const pure = `^src/(${folders.join('|')})/[^/]+\\.ts$`;
/** npm packages that have no effects themselves, so pure files may use them. */
const purePackages = ['diff', 'ignore', 'fast-xml-parser', '@jridgewell/trace-mapping', 'stemmer', 'jsonrepair'];
/** What draws Markdown in the chat: reading it, colouring its code, and taking out what is not text. */
const webviewPackages = ['markdown-it', 'highlight.js', 'dompurify'];
/** The editor's types resolve to a package folder; a folder of our own that is called `vscode` is something else. */
const editor = { path: '(^|/)(@types/)?vscode(/|$)', pathNot: '^src/' };
/** Built-ins that open sockets. */
const sockets = '^(node:)?(net|tls|dgram|dns|http|https|http2|dns/promises)$';

const forbidden = [
  // Rule 1
  ...layers.map((layer, place) => ({
    name: `${layer}-below`,
    comment: `${layer} may import only ${['itself', ...layers.slice(0, place)].join(', ')}`,
    from: { path: `^src/${layer}/` },
    to: { path: '^src/', pathNot: `^src/(${layers.slice(0, place + 1).join('|')})/` },
  })),
  // Rule 2
  ...features.map((feature) => ({
    name: `${feature}-apart`,
    comment: `${feature} may import the layers, never another feature or a composition root`,
    from: { path: `^src/${feature}/` },
    to: { path: '^src/', pathNot: `^src/(${[...layers, feature].join('|')})/` },
  })),
  {
    name: 'evaluation-on-top',
    comment: 'only the headless root and the tests see the evaluation, so the editor never loads it',
    from: { path: '^src/', pathNot: ['^src/evaluation/', '^src/headless\\.ts$'] },
    to: { path: '^src/evaluation/' },
  },
  {
    name: 'roots-unseen',
    comment: 'nothing imports a composition root',
    from: { path: '^src/' },
    to: { path: roots },
  },
  {
    name: 'product-apart-from-tests',
    comment: 'what ships imports only src/',
    from: { path: '^(src|media)/' },
    to: { path: '^(test|scripts|dist)/' },
  },
  {
    name: 'host-apart-from-webview',
    comment: 'the webview runs in a browser: the host shares its protocol, not its code',
    from: { path: '^src/' },
    to: { path: '^media/' },
  },
  // Rule 3
  {
    name: 'pure-no-editor',
    comment: 'a pure file never sees the editor, not even its types',
    from: { path: pure },
    to: editor,
  },
  {
    name: 'pure-no-built-in',
    comment: 'a pure file decides; Node acts in node/',
    from: { path: pure },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'pure-no-effects',
    comment: 'a pure file imports nothing from node/ or vscode/',
    from: { path: pure },
    to: { path: '^src/[^/]+/(node|vscode)/' },
  },
  {
    name: 'pure-packages-only',
    comment: `a pure file uses no package but ${purePackages.join(', ')}`,
    from: { path: pure },
    to: {
      path: '(^|/)node_modules/',
      pathNot: [`(^|/)node_modules/(${purePackages.join('|')})/`, '(^|/)node_modules/@types/vscode/'],
    },
  },
  // Rule 4
  {
    name: 'no-editor-below-vscode',
    comment: 'node/, the headless root and the evaluation run without an editor',
    from: { path: ['^src/[^/]+/node/', '^src/headless\\.ts$', '^src/evaluation/'], pathNot: pure },
    to: editor,
  },
  {
    name: 'no-editor-folder-below-vscode',
    comment: 'node/, the headless root and the evaluation import nothing from vscode/',
    from: { path: ['^src/[^/]+/node/', '^src/headless\\.ts$', '^src/evaluation/'], pathNot: pure },
    to: { path: '^src/[^/]+/vscode/' },
  },
  {
    name: 'unit-tests-no-editor',
    comment:
      'all tests but the host tests, and the extension that is in their window, run without an editor: they may know its types at most',
    from: { path: '^test/', pathNot: '^test/(host|fakes/scriptedVendor)/' },
    to: { ...editor, dependencyTypesNot: ['type-only'] },
  },
  // Rule 5
  {
    name: 'webview-protocol-only',
    comment: 'the webview sees the protocol files and text/',
    from: { path: '^media/' },
    to: { path: '^src/', pathNot: ['^src/text/', '^src/[^/]+/protocol\\.ts$'] },
  },
  {
    name: 'webview-no-package',
    comment: `the webview is small: what it needs is its own, but for ${webviewPackages.join(', ')} in the chat`,
    from: { path: '^media/' },
    to: { path: '(^|/)node_modules/', pathNot: `(^|/)node_modules/(@types/)?(${webviewPackages.join('|')})/` },
  },
  {
    name: 'webview-no-built-in',
    comment: 'the webview runs in a browser',
    from: { path: '^media/' },
    to: { dependencyTypes: ['core'] },
  },
  // Rule 7
  {
    name: 'processes-in-testing-node',
    comment: 'one place starts child processes',
    from: { path: '^src/', pathNot: ['^src/testing/node/', pure] },
    to: { path: '^(node:)?(child_process|cluster)$' },
  },
  // The promise that nothing is sent anywhere except to the configured endpoint.
  {
    name: 'sockets-in-model-node',
    comment: 'one place opens connections',
    from: { path: '^src/', pathNot: ['^src/model/node/', pure] },
    to: { path: sockets },
  },
  {
    name: 'network-packages-in-model-node',
    comment: 'one place opens connections',
    from: { path: '^src/', pathNot: ['^src/model/node/', pure] },
    to: { path: '(^|/)node_modules/openai/' },
  },
  {
    name: 'shared-server-in-one-file',
    comment: 'only the shared index speaks to its server, and only in one file',
    from: { path: '^src/', pathNot: ['^src/retrieval/node/chromaServer\\.ts$', pure] },
    to: { path: '(^|/)node_modules/chromadb' },
  },
  // Housekeeping
  {
    name: 'no-cycle',
    comment: 'files that import each other are one file',
    from: {},
    to: { circular: true },
  },
  {
    name: 'no-unresolved',
    comment: 'what is imported exists',
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: 'no-development-package',
    comment: 'what ships uses no development package',
    from: { path: '^(src|media)/' },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: editor.path },
  },
];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: forbidden.map((rule) => ({ severity: 'error', ...rule })),
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: '(^|/)node_modules/' },
    exclude: { path: ['^test/fixtures/', '^dist/', '^src/testing/node/shims/'] },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'] },
  },
};
