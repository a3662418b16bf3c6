"""A pytest plug-in: tells the runner each result, keeps to the chosen tests, and takes the lines each ran."""

import os
import sys

import pytest
import touchstone_trace as trace

_current = None
_told = {}


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config):
    # pytest-cov would trace what we trace, and judge the run by a share of lines.
    for name, value in (("cov_source", []), ("cov_fail_under", None)):
        if hasattr(early_config.known_args_namespace, name):
            setattr(early_config.known_args_namespace, name, value)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    option = config.option
    # One process, and to the end: what stops early or runs elsewhere is not heard.
    for name, value in (("numprocesses", None), ("dist", "no"), ("tx", []), ("maxfail", 0), ("continue_on_collection_errors", True)):
        if hasattr(option, name):
            setattr(option, name, value)
    only = trace.chosen()
    if only:
        config.args = ["%s::%s" % (test["file"], test["id"]) for test in only]
    # Python code that the tests start must not load us.
    os.environ.pop("PYTEST_ADDOPTS", None)
    trace.start()


def _name(item):
    names = [node.name for node in item.listchain() if not isinstance(node, (pytest.Session, pytest.File))]
    names = [name for name in names if name] or [item.name]
    names = names[_folders(item):]
    return {"file": str(item.path), "names": names, "id": item.nodeid.split("::", 1)[-1]}


def _folders(item):
    """How many of an item's names are folders, which newer versions put before the file."""
    nodes = [node for node in item.listchain() if not isinstance(node, (pytest.Session, pytest.File))]
    return sum(1 for node in nodes if type(node).__name__ in ("Dir", "Package"))


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_runtest_protocol(item):
    global _current
    _current = _name(item)
    trace.begin(_current)
    yield
    trace.end()
    _current = None


@pytest.hookimpl(hookwrapper=True)
def pytest_fixture_setup(fixturedef, request):
    # What is set up once for several tests belongs to all of them, not to the first alone.
    if fixturedef.scope == "function":
        yield
        return
    trace.take(_current)
    yield
    trace.take(_current, None)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    result = outcome.get_result()
    told = _told.setdefault(item.nodeid, {"outcome": "passed", "durationMs": 0})
    if call.when == "setup":
        told.clear()
        told.update(outcome="passed", durationMs=0)
    told["durationMs"] += call.duration * 1000
    if result.failed and told["outcome"] != "failed":
        told["outcome"] = "failed"
        if call.excinfo is not None:
            told.update(trace.failure(call.excinfo.type, call.excinfo.value, call.excinfo.tb))
            told["message"] = call.excinfo.exconly()
        else:
            told.update(message=str(result.longrepr), stack="")
    elif result.skipped:
        told["outcome"] = "skipped"
    if call.when == "teardown":
        trace.report(kind="result", **_name(item), **_told.pop(item.nodeid))


def pytest_collectreport(report):
    if report.failed:
        text = str(report.longrepr)
        lines = [line[1:].strip() for line in text.splitlines() if line.startswith("E ")]
        message = "\n".join(lines) or text
        trace.report(kind="problem", file=os.path.abspath(report.nodeid.split("::")[0]), message=message, stack=text)


def pytest_internalerror(excrepr):
    trace.report(kind="problem", message=str(excrepr).splitlines()[-1], stack=str(excrepr))


def pytest_unconfigure(config):
    trace.take(None)


if not trace.active():
    for _hook in [name for name in list(globals()) if name.startswith("pytest_")]:
        del globals()[_hook]
