"""Watches the variables at chosen lines of a Python test run.

TOUCHSTONE_VALUES is a folder: `watch.json` holds `[{"path", "line", "names"}]`, paths absolute, and what was seen is
written beside it, one JSON object a line, in a file of this process alone.
"""

import json
import os
import reprlib
import sys
import threading

FIRST_HITS = 3
LONGEST = 160

_folder = os.environ.pop("TOUCHSTONE_VALUES", None)


class _Repr(reprlib.Repr):
    def __init__(self):
        super().__init__()
        self.maxlevel = 3
        self.maxstring = self.maxother = 80
        self.maxlist = self.maxtuple = self.maxset = self.maxdict = 8

    def repr_instance(self, value, level):
        # A class of the project may say of itself what it likes, or fail to.
        try:
            text = repr(value)
        except Exception:
            return "<%s>" % type(value).__name__
        if text.startswith("<") and " object at 0x" in text:
            fields = getattr(value, "__dict__", None)
            if not isinstance(fields, dict) or level <= 1:
                return "<%s>" % type(value).__name__
            shown = ["%s=%s" % (name, self.repr1(field, level - 1)) for name, field in list(fields.items())[:8]]
            return "%s(%s)" % (type(value).__name__, ", ".join(shown))
        return text if len(text) <= LONGEST else text[:LONGEST] + " ..."


_repr = _Repr()


class _Watch:
    def __init__(self, folder, watched):
        self._file = os.path.join(folder, "%d.values.jsonl" % os.getpid())
        self._watched = watched
        self._lines = {}
        self._paths = {}
        for place, each in enumerate(watched):
            self._lines.setdefault(each["path"], {})[each["line"]] = place
        self._times = [0] * len(watched)
        self._held = {}
        self._busy = False

    def call(self, frame, event, argument):
        lines = self._of(frame.f_code.co_filename)
        if lines is None:
            return None
        first = frame.f_code.co_firstlineno
        last = max((line for _, _, line in _code_lines(frame.f_code) if line), default=first)
        return self._line if any(first <= line <= last for line in lines) else None

    def _of(self, name):
        try:
            return self._paths[name]
        except KeyError:
            lines = None if name.startswith("<") else self._lines.get(os.path.realpath(name))
            self._paths[name] = lines
            return lines

    def _line(self, frame, event, argument):
        if event not in ("line", "return") or self._busy:
            return self._line
        place = self._of(frame.f_code.co_filename).get(frame.f_lineno)
        if place is None:
            return self._line
        self._busy = True
        try:
            if event == "line":
                self._see(place, frame)
            elif argument is not None and place in self._held:
                self._see_return(place, argument)
        except Exception:
            # A value that cannot be shown is left out; the test must run as it would without us.
            pass
        finally:
            self._busy = False
        return self._line

    def _see(self, place, frame):
        self._times[place] += 1
        times = self._times[place]
        values = []
        for name in self._watched[place]["names"]:
            value, found = _value(frame, name)
            if found:
                values.append([name, _repr.repr(value)])
        self._held[place] = (times, values)
        # The first ones at once, and ever more seldom: a loop without end must leave something too.
        if times <= FIRST_HITS or times & (times - 1) == 0:
            self._write(place)

    def _see_return(self, place, value):
        times, values = self._held[place]
        values = [each for each in values if each[0] != "(returned)"]
        self._held[place] = (times, values + [["(returned)", _repr.repr(value)]])
        if times <= FIRST_HITS:
            self._write(place)

    def _write(self, place):
        times, values = self._held[place]
        with open(self._file, "a", encoding="utf-8") as out:
            out.write(json.dumps({"place": place, "hit": times, "values": values}) + "\n")

    def end(self):
        for place, (times, _) in self._held.items():
            if times > FIRST_HITS:
                self._write(place)


def _code_lines(code):
    # Before 3.10 there is only the table of line starts.
    if hasattr(code, "co_lines"):
        return code.co_lines()
    import dis

    return [(0, 0, line) for _, line in dis.findlinestarts(code)]


def _value(frame, name):
    """`total` or `self.total`, looked up without running a property of the project."""
    first, *members = name.split(".")
    if first in frame.f_locals:
        value = frame.f_locals[first]
    elif first in frame.f_globals:
        value = frame.f_globals[first]
    else:
        return None, False
    for member in members:
        fields = getattr(value, "__dict__", None)
        if isinstance(fields, dict) and member in fields:
            value = fields[member]
        elif member in getattr(type(value), "__slots__", ()):
            value = getattr(value, member)
        else:
            return None, False
    if callable(value) or type(value).__name__ == "module":
        return None, False
    return value, True


_watch = None


def start():
    global _watch
    if _folder is None or _watch is not None:
        return
    try:
        with open(os.path.join(_folder, "watch.json"), encoding="utf-8") as text:
            _watch = _Watch(_folder, json.load(text))
    except (OSError, ValueError):
        return
    threading.settrace(_watch.call)
    sys.settrace(_watch.call)


def again():
    """A test may have put a debugger or nothing at all in our place."""
    if _watch is not None and sys.gettrace() is None:
        sys.settrace(_watch.call)


def end():
    if _watch is not None:
        _watch.end()
