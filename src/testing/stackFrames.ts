/**
 * Reads the places of a workspace out of stack traces, in whatever a test run printed: V8 (async, eval,
 * file URLs, the `file:line` header of a syntax error), Python tracebacks, pytest's short form, .NET, Ruby,
 * and the `path:line` of compilers and other test tools. Dependencies and the runtime's own code are left out.
 */
import type { Place, WorkspacePath } from './report.ts';

/** Where the text was printed. */
export interface FrameContext {
  /** Absolute paths that all mean the root of the tree: as it was given, and with links resolved. */
  readonly roots: readonly string[];
  /** The folder that relative paths start from, relative to the root. */
  readonly directory: WorkspacePath;
}

/** The places inside the tree, innermost first, each once. */
export function stackFrames(text: string, context: FrameContext): Place[] {
  const innermostFirst: Place[] = [];
  const outermostFirst: Place[] = [];
  for (const line of text.split('\n')) {
    const frame = python(line) ?? dotnet(line) ?? v8(line) ?? ruby(line) ?? pytestShort(line) ?? printed(line);
    const path = frame && workspacePath(frame.path, context);
    if (!frame || path === undefined || frame.line < 1) continue;
    (frame.order === 'outermostFirst' ? outermostFirst : innermostFirst).push({ path, line: frame.line });
  }
  const seen = new Set<string>();
  return [...innermostFirst, ...outermostFirst.reverse()].filter((place) => {
    const key = `${place.path}:${place.line}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** A file as a path of the workspace; undefined when it lies outside, or in a dependency. */
export function workspacePath(file: string, context: FrameContext): WorkspacePath | undefined {
  if (/^(?!file:)[a-z-]{2,}:/.test(file)) return undefined;
  const plain = slashes(fromUrl(file));
  let path: string | undefined;
  if (/^(?:\/|[A-Za-z]:\/)/.test(plain)) {
    for (const root of context.roots.map(slashes)) {
      if (plain.startsWith(root.endsWith('/') ? root : `${root}/`)) path = plain.slice(root.length).replace(/^\//, '');
    }
  } else {
    path = normalise(context.directory === '' ? plain : `${context.directory}/${plain}`);
  }
  return path === undefined || path === '' || DEPENDENCY.test(`/${path}`) ? undefined : path;
}

const DEPENDENCY = /\/(?:node_modules|site-packages|dist-packages|\.venv|venv|\.tox|\.nox|\.git)\//;

interface Frame {
  readonly path: string;
  readonly line: number;
  readonly order: 'innermostFirst' | 'outermostFirst';
}

function python(text: string): Frame | undefined {
  const match = /^\s*File "([^"]+)", line (\d+)/.exec(text);
  return match ? { path: match[1]!, line: Number(match[2]), order: 'outermostFirst' } : undefined;
}

function v8(text: string): Frame | undefined {
  if (!/^\s*at /.test(text)) return undefined;
  // The code of an `eval` has no file; the place that called it has.
  const match =
    /eval at [^(]*\((?!eval at)(.+?):(\d+):\d+\)/.exec(text) ??
    /\(((?!eval at).+?):(\d+):\d+\)\s*$/.exec(text) ??
    /^\s*at (?:async )?((?:file:|\/|[A-Za-z]:[\\/]|\.{0,2}[\w@-]).*?):(\d+):\d+\s*$/.exec(text);
  return match ? { path: match[1]!, line: Number(match[2]), order: 'innermostFirst' } : undefined;
}

/** `at Shop.CartTests.Adds() in /app/CartTests.cs:line 12`. */
function dotnet(text: string): Frame | undefined {
  const match = /^\s*at .* in (.+):line (\d+)\s*$/.exec(text);
  return match ? { path: match[1]!, line: Number(match[2]), order: 'innermostFirst' } : undefined;
}

/** `# ./spec/cart_spec.rb:5:in 'block'` of RSpec, and `from cart.rb:3:in 'total'` of Ruby itself. */
function ruby(text: string): Frame | undefined {
  const match = /^\s*(?:# |from )?(\S[^:]*\.rb):(\d+):in /.exec(text);
  return match ? { path: match[1]!, line: Number(match[2]), order: 'innermostFirst' } : undefined;
}

function pytestShort(text: string): Frame | undefined {
  const match = /^(\S[^:\n]*\.py):(\d+): (?:in \S+|\w[\w.]*$|\w*(?:Error|Exception|Warning|Interrupt|Failed)\b)/.exec(
    text,
  );
  return match ? { path: match[1]!, line: Number(match[2]), order: 'outermostFirst' } : undefined;
}

/** `path:line` that opens a line, alone or followed by `:`: a V8 syntax error's header, compilers, other tools. */
function printed(text: string): Frame | undefined {
  const match =
    /^\s*(?:--> )?((?:file:\/\/)?(?:[A-Za-z]:)?[^\s:()'"]*\.\w+|(?:file:\/\/|\/)[^:()'"]*\.\w+):(\d+)(?::|\s*$)/.exec(
      text,
    );
  return match ? { path: match[1]!, line: Number(match[2]), order: 'innermostFirst' } : undefined;
}

function fromUrl(path: string): string {
  if (!path.startsWith('file:')) return path;
  const bare = path.replace(/^file:\/\/(?:\/(?=[A-Za-z]:))?/, '').replace(/[?#].*$/, '');
  try {
    return decodeURIComponent(bare);
  } catch {
    return bare;
  }
}

function slashes(path: string): string {
  return /^[A-Za-z]:|\\/.test(path)
    ? path.replaceAll('\\', '/').replace(/^[A-Z]:/, (drive) => drive.toLowerCase())
    : path;
}

/** Undefined when the path leaves the root. */
function normalise(path: string): string | undefined {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}
