import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { launchBrowser } from '../../scripts/browser.ts';
import { reportAndExit, ScriptError } from '../../scripts/project.ts';
import { preparePrograms } from '../../scripts/systemPackages.ts';
import type { MessageView, ToPage } from '../../src/chat/protocol.ts';
import { openChatPage, type ChatPage } from '../fakes/chatPage.ts';

/**
 * The page of the chat in a browser: an answer of 20,000 tokens that comes at 200 a second, and a conversation of 500
 * turns that is opened. Build first.
 *   npm run bench -- chatPanel [--tokens N]
 */
const root = dirname(dirname(import.meta.dirname));
const asked = process.argv.indexOf('--tokens');
const tokens = asked === -1 ? 20_000 : Number(process.argv[asked + 1]);
const perSecond = 200;
/** As the extension puts pieces together. */
const togetherMs = 30;
const turns = 500;
const sentAtOnce = 30;
const lettersPerToken = 4;

try {
  await preparePrograms(['browser'], console.log);
  const browser = await launchBrowser();
  try {
    await opening(await openChatPage(browser, root));
    await streaming(await openChatPage(browser, root));
  } finally {
    await browser.close();
  }
  process.exit(0);
} catch (error) {
  reportAndExit(error);
}

async function streaming({ page, tell }: ChatPage): Promise<void> {
  const text = longAnswer(tokens);
  await tell(head(true), opened([question('q', 'Tell me all'), answer('a', '', false)]));
  await page.evaluate(`window.gaps = []; window.last = performance.now();
    window.tick = () => { const now = performance.now(); window.gaps.push(now - window.last); window.last = now; requestAnimationFrame(window.tick); };
    requestAnimationFrame(window.tick);
    new PerformanceObserver((list) => { for (const { duration } of list.getEntries()) (window.tasks ??= []).push(duration); }).observe({ type: 'longtask' });`);
  const started = performance.now();
  let [sequence, sent] = [0, 0];
  while (sent < text.length) {
    const due = Math.min(text.length, Math.ceil(((performance.now() - started) / 1000) * perSecond) * lettersPerToken);
    if (due > sent) {
      const delta = text.slice(sent, due);
      const change =
        sequence === 0
          ? ({ kind: 'part', at: 0, part: { kind: 'text', text: delta } } as const)
          : ({ kind: 'grown', at: 0, delta } as const);
      await tell({ kind: 'streamed', conversation: 'c', message: 'a', sequence: ++sequence, changes: [change] });
      sent = due;
    }
    await sleep(togetherMs);
  }
  const facts = { dropped: [], unproven: [], ended: { reason: 'complete' } } as const;
  await tell({
    ...{ kind: 'streamed', conversation: 'c', message: 'a', sequence: sequence + 1 },
    changes: [{ kind: 'facts', answer: facts }],
  });
  const seconds = (performance.now() - started) / 1000;
  const gaps: number[] = await page.evaluate('window.gaps');
  const tasks: number[] = await page.evaluate('window.tasks ?? []');
  const shown: string = await page.evaluate(
    `[...document.querySelector('article[data-message="a"] .parts').querySelectorAll('p, li, code, h5')].map((one) => one.textContent).join('')`,
  );
  const missing = marks(text).filter((mark) => !shown.includes(mark));
  console.log(
    `streamed ${tokens} tokens (${text.length} characters) in ${seconds.toFixed(1)} s: frames p50 ${at(gaps, 0.5)} ms, p95 ${at(gaps, 0.95)} ms, longest ${at(gaps, 1)} ms; tasks over 50 ms: ${tasks.length}; ${marks(text).length - missing.length} of ${marks(text).length} numbered words are shown`,
  );
  if (missing.length > 0) throw new ScriptError(`These words are missing: ${missing.slice(0, 5).join(', ')}.`);
}

async function opening({ page, tell }: ChatPage): Promise<void> {
  const messages = Array.from({ length: turns }, (_, turn) => [
    question(`q${turn}`, `Question ${turn}: where is the configuration read?`),
    answer(`a${turn}`, longAnswer(150), true),
  ]).flat();
  await tell(head(false));
  const times: number[] = [];
  for (let time = 0; time < 9; time++) {
    // As the extension does: the end at once, the rest when it comes into sight.
    const message = opened(messages, messages.length - sentAtOnce);
    times.push(
      await page.evaluate(`new Promise((done) => {
        const data = ${JSON.stringify(message)};
        data.conversation.id = 'c${time}';
        const started = performance.now();
        window.dispatchEvent(new MessageEvent('message', { data }));
        document.body.offsetHeight;
        requestAnimationFrame(() => setTimeout(() => done(performance.now() - started)));
      })`),
    );
  }
  const isLastSeen = await page.locator('article').last().locator('.parts p').first().isVisible();
  console.log(
    `opened ${turns} turns (${messages.length} messages): p50 ${at(times, 0.5)} ms, longest ${at(times, 1)} ms of ${times.length}; the last answer ${isLastSeen ? 'is' : 'is NOT'} in sight`,
  );
}

/** Prose, lists, tables and code as models write them, with numbered words to be found again. */
function longAnswer(size: number): string {
  const pieces: string[] = [];
  for (let at = 0, length = 0; length < size * lettersPerToken; at++) {
    const piece = [
      `This paragraph is about word${at}x, which is defined in \`src/part${at}.ts\` and has **weight** in _all_ that follows, as [the page](https://example.com/${at}) says.\n\n`,
      `- first of word${at}x\n- second\n  - inner one\n- third with \`code\`\n\n`,
      `\`\`\`typescript\nexport function word${at}x(left: number, right: number): number {\n  // Adds what is left to what is right.\n  if (left < 0) throw new Error('negative');\n  return left + right;\n}\n\`\`\`\n\n`,
      `### About word${at}x\n\n`,
      `| name | value |\n|---|---|\n| one | ${at} |\n| two | ${at * 2} |\n\n`,
    ][at % 5]!;
    pieces.push(piece);
    length += piece.length;
  }
  return pieces.join('');
}

function marks(text: string): string[] {
  return [...new Set(text.match(/word\d+x/g) ?? [])];
}

function at(times: readonly number[], share: number): string {
  const sorted = times.toSorted((a, b) => a - b);
  return (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(1);
}

function head(isAnswering: boolean): ToPage {
  return {
    kind: 'head',
    head: { folder: 'project', isTrusted: true, isAnswering, commands: [], model: 'scripted' },
  };
}

function opened(messages: readonly MessageView[], first = 0): Extract<ToPage, { readonly kind: 'opened' }> {
  return {
    kind: 'opened',
    conversation: {
      ...{ id: 'c', title: 'Long', total: messages.length, first, messages: messages.slice(first) },
      draft: { text: '', chips: [] },
    },
  };
}

function question(id: string, text: string): MessageView {
  return {
    ...{ id, at: 0, branches: [id], role: 'user', text, chips: [] },
  };
}

function answer(id: string, text: string, isWhole: boolean): MessageView {
  return {
    ...{ id, at: 0, branches: [id], role: 'assistant', sequence: 0, hasPrompt: false },
    answer: {
      ...{ places: [], dropped: [], unproven: [], parts: text === '' ? [] : [{ kind: 'text', text }] },
      ...(isWhole && { ended: { reason: 'complete' } }),
    },
  };
}
