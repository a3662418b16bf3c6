"""Tells the runner what happens in a Python test run, and which lines of the workspace each test ran.

One JSON object a line, in a file of this process alone, written at once: what was told before a hang or
a crash is there. The events are those of testing/reportEvent.ts.
"""

import json
import os
import sys
import threading
import time
import traceback

import touchstone_values as values

# Taken out of the environment, so that test runs which a test starts are not told as ours.
_FOLDER = os.environ.pop("TOUCHSTONE_REPORT", None)
_ROOT = os.environ.pop("TOUCHSTONE_ROOT", "")
_ONLY = os.environ.pop("TOUCHSTONE_ONLY", None)
_COVERAGE = os.environ.pop("TOUCHSTONE_COVERAGE", None)
_DEADLINE = os.environ.pop("TOUCHSTONE_DEADLINE", None)
_FOREIGN = tuple(
    os.sep + name + os.sep
    for name in ("site-packages", "dist-packages", "node_modules", ".venv", "venv", ".tox", ".nox")
)

_file = None


def active():
    return _FOLDER is not None


def report(**event):
    global _file
    try:
        if _file is None:
            _file = open(os.path.join(_FOLDER, "%d.jsonl" % os.getpid()), "a", encoding="utf-8")
        _file.write(json.dumps(event) + "\n")
        _file.flush()
    except Exception:
        # The tests must run as they would without us, even when the report cannot be written.
        pass


def chosen():
    """The tests that were asked for, `[{"file": …, "id": …}]`; None for all."""
    if _ONLY is None:
        return None
    with open(_ONLY, encoding="utf-8") as text:
        return json.load(text)


def failure(kind, value, trace):
    """What a failure says and where it happened; `trace` is the outermost frame to tell of."""
    message = "".join(traceback.format_exception_only(kind, value)).strip()
    if len(message) > 20000:
        message = message[:20000] + " …"
    stack = "".join(traceback.format_exception(kind, value, trace))
    return {"message": message, "stack": stack}


class _Lines:
    """Lines of the workspace that ran since the last look, in all threads."""

    def __init__(self):
        self._ran = {}
        self._known = {}

    def take(self):
        ran, self._ran = self._ran, {}
        self.again()
        # A module without code runs as line 0.
        found = {self._known[name]: sorted(line for line in lines if line > 0) for name, lines in ran.items()}
        return {path: lines for path, lines in found.items() if lines}

    def again(self):
        pass

    def note(self, name, line):
        lines = self._ran.get(name)
        if lines is None:
            lines = self._ran[name] = set()
        lines.add(line)

    def path(self, name):
        """The absolute path of a code's file when it belongs to the workspace, else None."""
        try:
            return self._known[name]
        except KeyError:
            path = None
            if not name.startswith("<"):
                full = os.path.realpath(name)
                if full.startswith(_ROOT + os.sep) and not any(part in full for part in _FOREIGN):
                    path = full
            self._known[name] = path
            return path


class _Monitored(_Lines):
    """Python 3.12 and later: each line is told once between two looks, which costs next to nothing."""

    def start(self):
        monitoring = sys.monitoring
        self._tool = next(tool for tool in (4, 3, 5, 1, 0) if monitoring.get_tool(tool) is None)
        monitoring.use_tool_id(self._tool, "touchstone")
        monitoring.register_callback(self._tool, monitoring.events.LINE, self._line)
        monitoring.register_callback(self._tool, monitoring.events.PY_START, self._enter)
        monitoring.set_events(self._tool, monitoring.events.LINE | monitoring.events.PY_START)

    def again(self):
        sys.monitoring.restart_events()

    def _enter(self, code, offset):
        # The line on which a function begins is not told again when its body is on it too.
        if self.path(code.co_filename) is not None:
            lines = {line for _, _, line in code.co_lines() if line}
            if len(lines) == 1 or code.co_name.startswith("<lambda"):
                self.note(code.co_filename, code.co_firstlineno)
        return sys.monitoring.DISABLE

    def _line(self, code, line):
        if self.path(code.co_filename) is not None:
            self.note(code.co_filename, line)
        return sys.monitoring.DISABLE


class _Traced(_Lines):
    """Older versions: a trace function, which leaves foreign code alone as soon as it is entered."""

    def start(self):
        threading.settrace(self._call)
        sys.settrace(self._call)

    def again(self):
        # A test may have put a debugger or nothing at all in our place.
        if sys.gettrace() is None:
            sys.settrace(self._call)

    def _call(self, frame, event, argument):
        return self._line if self.path(frame.f_code.co_filename) is not None else None

    def _line(self, frame, event, argument):
        if event == "line":
            self.note(frame.f_code.co_filename, frame.f_lineno)
        return self._line


_lines = None


def start():
    """Lines are taken from here on, when the run asked for them."""
    global _lines
    values.start()
    if _COVERAGE and _lines is None:
        _watch_for_stall()
        _lines = _Monitored() if hasattr(sys, "monitoring") else _Traced()
        _lines.start()


_owner = None


def begin(test):
    """From here on, what runs belongs to this test."""
    global _owner
    values.again()
    take(None)
    _owner = test
    report(kind="begin", **test)


def end():
    global _owner
    values.end()
    take(_owner)
    _owner = None


def _watch_for_stall():
    """Before the run is stopped for its time, tells where it is and what ran: a loop without end would leave nothing."""
    main = threading.get_ident()

    def tell():
        frame = sys._current_frames().get(main)
        if frame is not None:
            report(kind="stalled", stack="".join(traceback.format_stack(frame)))
        take(_owner)

    wait = float(_DEADLINE or 0) / 1000 - time.time()
    if wait > 0:
        timer = threading.Timer(wait, tell)
        timer.daemon = True
        timer.start()


def take(*owners):
    """Tells what ran since the last call. It belongs to each of the owners: a test, or None for all tests."""
    if _lines is None:
        return
    lines = _lines.take()
    if lines:
        for owner in owners:
            report(kind="covered", tests=[owner] if owner else [], lines=lines)
