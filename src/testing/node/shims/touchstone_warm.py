"""A warm Python: has the test framework loaded and nothing of the project, and forks one child for each run.

    python touchstone_warm.py MODULE ROOT

It reads one JSON object a line from stdin and answers on stdout. After `{"ready": true}`, or `{"unfit": reason}`
where a fork would not do what a fresh Python does, each `{"run": {args, environment, confined}}` is answered
by `{"done": {code, signal, stdout, stderr, truncated, clean}}`; `{"kill": true}` in between ends the run. When
stdin ends, everything ends. Linux only: what a run leaves behind comes to this process as its child.
"""

import sys

_BARE = set(sys.modules)

import ctypes
import gc
import importlib.machinery
import json
import linecache
import os
import runpy
import select
import shutil
import signal
import site
import sysconfig
import tempfile
import threading
import time
import types

TAIL = 2 * 1024 * 1024
MOST_ENTRIES = 50000
SKIPPED = ("node_modules", "site-packages", "dist-packages", "__pycache__")
PRIVATE = ("/tmp", "/var/tmp", "/dev/shm")


class _Unfit(Exception):
    pass


def _installed():
    """The folders of the standard library and of installed packages, as they are written and as they are."""
    places = [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    places += getattr(site, "getsitepackages", list)()
    places.append(site.getusersitepackages() if site.ENABLE_USER_SITE else None)
    places += [os.path.dirname(os.__file__), os.path.join(os.path.dirname(os.__file__), "lib-dynload")]
    places += [path for path in sys.path if path.endswith(".zip") and path.startswith(sys.base_prefix)]
    return {place for path in places if path for place in (path, os.path.realpath(path))}


def _is_in(path, folders):
    return any(path == folder or path.startswith(folder + os.sep) for folder in folders)


def _warm_pytest():
    """Loads pytest and its installed plug-ins through pytest itself, which rewrites their assertions as it does in a run."""
    import _pytest.config

    options = {name: os.environ.pop(name) for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS") if name in os.environ}
    folder = tempfile.mkdtemp()
    try:
        with open(os.path.join(folder, "pytest.ini"), "w") as settings:
            settings.write("[pytest]\n")
        config = _pytest.config._prepareconfig(
            ["--noconftest", "--rootdir", folder, "-c", settings.name, "-o", "cache_dir=" + folder, folder]
        )
        try:
            _shelve_late_modules(folder)
        finally:
            config._ensure_unconfigure()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.environ.update(options)


class _Shelf:
    """Modules that plug-ins import in the course of a run. They are loaded, and appear when they are imported:
    until then, what asks whether one of them is loaded gets the answer that a fresh Python gives."""

    def __init__(self):
        self._modules = {}
        self._groups = {}
        self._specs = {}

    def names(self):
        return list(self._modules)

    def put(self, names):
        """Modules that one import has loaded."""
        for name in names:
            self._modules[name] = sys.modules.pop(name)
            self._groups[name] = names

    def find_spec(self, name, path=None, target=None):
        module = self._modules.get(name)
        if module is None:
            return None
        spec = importlib.machinery.ModuleSpec(
            name, self, origin=getattr(module, "__file__", None), is_package=hasattr(module, "__path__")
        )
        spec.submodule_search_locations = getattr(module, "__path__", None)
        self._specs.setdefault(name, module.__spec__)
        return spec

    def create_module(self, spec):
        return self._modules[spec.name]

    def exec_module(self, module):
        # They have loaded each other, so all of them are there when one is.
        name = module.__spec__.name
        module.__spec__ = self._specs[name]
        for other in self._groups[name]:
            loaded = self._modules.pop(other, None)
            if loaded is not None:
                sys.modules.setdefault(other, loaded)


_shelf = _Shelf()


def _shelve_late_modules(folder):
    """Finds out in a child what a run with one test loads besides, and loads the same."""
    from _pytest.assertion.rewrite import AssertionRewritingHook

    test = os.path.join(folder, "test_touchstone_probe.py")
    with open(test, "w") as text:
        text.write("def test_nothing():\n    pass\n")
    before = set(sys.modules)
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            import pytest

            pytest.main(["--noconftest", "--rootdir", folder, "-c", os.path.join(folder, "pytest.ini"), test])
            found = [name for name in sys.modules if name not in before and "touchstone" not in name]
            os.write(write, json.dumps(found).encode())
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as answer:
        found = json.loads(answer.read() or b"[]")
    os.waitpid(child, 0)
    packages = {os.path.realpath(sysconfig.get_path(name)) for name in ("purelib", "platlib")}

    def is_late(name):
        place = os.path.realpath(getattr(sys.modules[name], "__file__", None) or "")
        return name.split(".")[0] not in ("_pytest", "pytest", "pluggy") and _is_in(place, packages)

    groups = []
    for name in found:
        known = set(sys.modules)
        try:
            importlib.import_module(name)
        except ImportError:
            # Made by another module rather than found in a file.
            pass
        groups.append([name for name in sys.modules if name not in known])
    for group in groups:
        _shelf.put([name for name in group if is_late(name)])

    find_spec = AssertionRewritingHook.find_spec
    # pytest's hook comes before every other finder.
    AssertionRewritingHook.find_spec = lambda self, name, path=None, target=None: (
        _shelf.find_spec(name) or find_spec(self, name, path, target)
    )


def _warm_unittest():
    import unittest.async_case  # noqa: F401
    import unittest.main  # noqa: F401
    import traceback  # noqa: F401


def _warm_up(module, root):
    installed = _installed()
    path, finders = list(sys.path), list(sys.meta_path)
    sys.path[:] = [entry for entry in path if _is_in(entry, installed)]
    try:
        (_warm_pytest if module == "pytest" else _warm_unittest)()
    finally:
        sys.path[:] = path
    if sys.meta_path != finders:
        raise _Unfit("an import hook stayed")
    for name, loaded in list(sys.modules.items()):
        places = [getattr(loaded, "__file__", None)]
        if places == [None]:
            places = list(getattr(loaded, "__path__", None) or [])
        for place in places:
            # What Python loads when it starts is as it would be, unless it is what candidates change.
            ours = name == "__main__" or (name in _BARE and not _is_in(os.path.abspath(place), [root]))
            if place is not None and not ours and not _is_in(os.path.abspath(place), installed):
                raise _Unfit("%s is loaded from %s" % (name, place))
    names = {name.split(".")[0] for name in [*sys.modules, *_shelf.names()] if name not in _BARE} - set(sys.builtin_module_names)
    _look_for_rivals(root, names - {name.split(".")[0] for name in _BARE})
    if threading.active_count() > 1 or len(os.listdir("/proc/self/task")) > 1:
        raise _Unfit("a thread was started")


def _look_for_rivals(root, names):
    """A module of the project with a name that is loaded already would be passed over."""
    folders = [(root, True)]
    folders += [(path, False) for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]
    seen = 0
    while folders:
        folder, deep = folders.pop()
        try:
            entries = list(os.scandir(folder))
        except OSError:
            continue
        seen += len(entries)
        if seen > MOST_ENTRIES:
            raise _Unfit("the folder is too large to look through")
        # Only a folder that is no package itself is a place that modules are looked for in.
        is_place = not any(entry.name == "__init__.py" for entry in entries)
        for entry in entries:
            stem, _, ending = entry.name.partition(".")
            if entry.is_dir():
                rival = is_place and stem in names and os.path.exists(os.path.join(entry.path, "__init__.py"))
                if deep and not entry.is_symlink() and stem and entry.name not in SKIPPED:
                    folders.append((entry.path, True))
            else:
                rival = is_place and stem in names and ending.endswith(("py", "pyc", "so"))
            if rival:
                raise _Unfit("%s has the name of a loaded module" % entry.path)


class _Tail:
    def __init__(self):
        self._held = bytearray()
        self.truncated = False

    def push(self, data):
        self._held += data
        if len(self._held) > 2 * TAIL:
            del self._held[:-TAIL]
            self.truncated = True

    def text(self):
        if len(self._held) > TAIL:
            del self._held[:-TAIL]
            self.truncated = True
        return self._held.decode("utf-8", "replace")


class _Server:
    def __init__(self):
        # The streams of the host are ours alone: 0, 1 and 2 are what a run finds open.
        self._input, self._output = os.dup(0), os.dup(1)
        nothing = os.open(os.devnull, os.O_RDWR)
        for target in (0, 1, 2):
            os.dup2(nothing, target)
        os.close(nothing)
        self._read = b""

    def tell(self, **message):
        data = (json.dumps(message) + "\n").encode()
        while data:
            data = data[os.write(self._output, data):]

    def _message(self):
        """The next message that is there; None when it is not whole yet. Ends with the host."""
        while b"\n" not in self._read:
            data = os.read(self._input, 65536)
            if not data:
                raise EOFError
            self._read += data
            if not select.select([self._input], [], [], 0)[0] and b"\n" not in self._read:
                return None
        line, self._read = self._read.split(b"\n", 1)
        return json.loads(line)

    def serve(self):
        """Returns the request, in the child that is to run it."""
        keep = {place: set(os.listdir(place)) for place in PRIVATE if os.path.isdir(place)}
        while True:
            message = self._message() or {}
            request = message.get("run")
            if request is None:
                continue
            streams = [os.pipe(), os.pipe()]
            child = os.fork()
            if child == 0:
                self._become(streams, request)
                return request
            for _, write in streams:
                os.close(write)
            self.tell(done=self._watch(child, [read for read, _ in streams]))
            if request["confined"]:
                _empty(keep)

    def _become(self, streams, request):
        os.setsid()
        for target, (read, write) in enumerate(streams, 1):
            os.dup2(write, target)
            os.close(read)
            os.close(write)
        os.close(self._input)
        os.close(self._output)

    def _watch(self, child, reads):
        """Hears the child until it is gone and all that it started, and says how it ended."""
        tails = {read: _Tail() for read in reads}
        poll = select.poll()
        poll.register(self._input, select.POLLIN)
        for read in reads:
            os.set_blocking(read, False)
            poll.register(read, select.POLLIN)
        try:
            gone = os.pidfd_open(child)
            poll.register(gone, select.POLLIN)
        except (AttributeError, OSError):
            gone = None
        status = None
        while status is None:
            # What came with the request itself is read already, and wakes nobody.
            if b"\n" in self._read and "kill" in (self._message() or {}):
                _kill(child)
            for ready, _ in poll.poll(None if gone is not None else 10):
                if ready in tails and not _drain(ready, tails[ready], 16):
                    poll.unregister(ready)
                elif ready == self._input:
                    try:
                        if "kill" in (self._message() or {}):
                            _kill(child)
                    except (EOFError, OSError, ValueError):
                        _kill(child)
                        os.waitpid(child, 0)
                        _end_rest(child)
                        os._exit(1)
            found, ended = os.waitpid(child, os.WNOHANG)
            status = ended if found else None
        clean = _end_rest(child)
        for read in reads:
            _drain(read, tails[read], 1024)
            os.close(read)
        if gone is not None:
            os.close(gone)
        stdout, stderr = (tails[read].text() for read in reads)
        return {
            "code": os.WEXITSTATUS(status) if os.WIFEXITED(status) else None,
            "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else None,
            "stdout": stdout,
            "stderr": stderr,
            "truncated": any(tail.truncated for tail in tails.values()),
            "clean": clean,
        }


def _drain(read, tail, most):
    """Takes what is in the pipe; False at its end."""
    for _ in range(most):
        try:
            data = os.read(read, 65536)
        except BlockingIOError:
            return True
        if not data:
            return False
        tail.push(data)
    return True


def _kill(child):
    for kill in (os.killpg, os.kill):
        try:
            kill(child, signal.SIGKILL)
        except OSError:
            pass


def _end_rest(group):
    """Ends what the run left behind: an orphan becomes a child of this process. Whether nothing is left."""
    try:
        os.killpg(group, signal.SIGKILL)
    except OSError:
        pass
    give_up = time.monotonic() + 0.5
    while time.monotonic() < give_up:
        try:
            found, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return True
        if not found:
            for child in _children():
                _kill(child)
            time.sleep(0.002)
    return False


def _children():
    me = str(os.getpid())
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open("/proc/%s/stat" % name, encoding="latin-1") as text:
                    fields = text.read().rpartition(")")[2].split()
            except OSError:
                continue
            if fields[1] == me:
                yield int(name)


def _empty(keep):
    """Each run finds the sandbox's private folders as the first did. Never outside: they are everyone's there."""
    try:
        with open("/proc/1/comm") as text:
            if text.read().strip() != "bwrap":
                return
    except OSError:
        return
    for place, names in keep.items():
        if not os.path.ismount(place) and not os.path.ismount(os.path.dirname(place)):
            continue
        for name in set(os.listdir(place)) - names:
            full = os.path.join(place, name)
            if os.path.isdir(full) and not os.path.islink(full):
                shutil.rmtree(full, ignore_errors=True)
            else:
                try:
                    os.unlink(full)
                except OSError:
                    pass


def _as_fresh(module, request):
    """What a Python that was just started with `-m MODULE` has: path, arguments, environment, caches."""
    os.environ.update(request["environment"])
    cwd = os.getcwd()
    if not getattr(sys.flags, "safe_path", False):
        sys.path[0] = cwd
    sys.argv = ["-m"] + request["args"]
    if hasattr(sys, "orig_argv"):
        sys.orig_argv = [sys.orig_argv[0], "-m", module] + request["args"]
    installed = _installed()
    for entry in list(sys.path_importer_cache):
        if not _is_in(entry, installed):
            del sys.path_importer_cache[entry]
    linecache.clearcache()
    tempfile.tempdir = None
    fresh = types.ModuleType("__main__")
    sys.modules["__main__"] = fresh
    sys.meta_path.insert(0, _shelf)


def _main():
    module, root = sys.argv[1:]
    server = _Server()
    try:
        # 36: PR_SET_CHILD_SUBREAPER, so that no descendant gets out of sight when its parent ends.
        if ctypes.CDLL(None, use_errno=True).prctl(36, 1, 0, 0, 0) != 0:
            raise _Unfit("orphans cannot be found")
        _warm_up(module, root)
    except (Exception, SystemExit) as error:
        server.tell(unfit="%s: %s" % (type(error).__name__, error))
        os._exit(0)
    gc.collect()
    gc.freeze()
    server.tell(ready=True)
    try:
        request = server.serve()
    except (EOFError, OSError, ValueError, KeyError):
        os._exit(1)
    _as_fresh(module, request)
    return module


if __name__ == "__main__":
    # From here on it is the child's: its end is that of a Python of its own.
    runpy._run_module_as_main(_main())
