/** Which packages a project has already, as far as its own files tell. */

import type { Project } from '../retrieval/graph/project.ts';
import { folderOf } from '../retrieval/graph/fileTree.ts';
import { foldersAround } from '../testing/projectFiles.ts';
import { languageOf } from '../syntax/language.ts';
import type { IsKnownPackage } from './constraints.ts';
import { filesOf } from './exact/linkedFiles.ts';
import type { WorkspaceTexts } from '../testing/workspaceTexts.ts';

const manifests = ['package.json', 'requirements.txt', 'pyproject.toml', 'setup.cfg', 'Pipfile'];

/** @param around files whose folders' manifests count */
export async function knownPackages(
  around: readonly string[],
  files: WorkspaceTexts,
  project: Project,
): Promise<IsKnownPackage> {
  const said = new Map<string, string>();
  const folders = new Set(around.flatMap((path) => foldersAround(folderOf(path))));
  for (const folder of folders) {
    for (const name of manifests) {
      const path = folder === '' ? name : `${folder}/${name}`;
      const text = await files.text(path);
      if (text !== undefined) said.set(path, text);
    }
  }
  return (module, path) => {
    const language = languageOf(path);
    const isScript = language === 'javascript' || language === 'typescript' || language === 'tsx';
    if (!isScript && language !== 'python') return undefined;
    if (/^[.#]/.test(module) || filesOf(project, path, language, module, '*').files.length > 0) return true;
    const name = isScript ? /^(?:@[^/]+\/)?[^/]+/.exec(module)?.[0] : module.split('.')[0];
    if (name === undefined || (isScript ? module.startsWith('node:') || script.has(name) : python.has(name)))
      return true;
    return [...said].some(
      ([manifest, text]) =>
        isScript === manifest.endsWith('package.json') &&
        text.toLowerCase().includes(isScript ? `"${name}"` : name.toLowerCase().replaceAll('_', '-')),
    );
  };
}

const script = new Set(
  `assert async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns domain events
  fs http http2 https inspector module net os path perf_hooks process punycode querystring readline repl stream
  string_decoder sys timers tls trace_events tty url util v8 vm wasi worker_threads zlib`.split(/\s+/),
);

const python = new Set(
  `__future__ abc argparse array ast asyncio atexit base64 bisect builtins bz2 calendar cmath cmd code codecs collections
  colorsys compileall concurrent configparser contextlib contextvars copy copyreg csv ctypes curses dataclasses datetime
  dbm decimal difflib dis doctest email encodings enum errno faulthandler fcntl filecmp fileinput fnmatch fractions ftplib
  functools gc getopt getpass gettext glob graphlib grp gzip hashlib heapq hmac html http idlelib imaplib importlib inspect
  io ipaddress itertools json keyword linecache locale logging lzma mailbox marshal math mimetypes mmap modulefinder
  multiprocessing netrc numbers operator optparse os pathlib pdb pickle pickletools pkgutil platform plistlib poplib
  posixpath pprint profile pstats pty pwd py_compile pyclbr pydoc queue quopri random re readline reprlib resource
  rlcompleter runpy sched secrets select selectors shelve shlex shutil signal site smtplib socket socketserver sqlite3 ssl
  stat statistics string stringprep struct subprocess symtable sys sysconfig syslog tarfile tempfile termios textwrap
  threading time timeit tkinter token tokenize tomllib trace traceback tracemalloc tty turtle types typing unicodedata
  unittest urllib uuid venv warnings wave weakref webbrowser winreg wsgiref xml xmlrpc zipapp zipfile zipimport zlib
  zoneinfo`.split(/\s+/),
);
