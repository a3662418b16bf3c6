"""Runs unittest's own program, with the user's arguments, and tells the runner each result."""

import os
import sys
import time
import unittest
from unittest.case import _SubTest
from unittest.loader import _FailedTest
from unittest.util import strclass

import touchstone_trace as trace

__unittest = True


def _file(test):
    module = sys.modules.get(type(test).__module__)
    return os.path.abspath(getattr(module, "__file__", None) or sys.argv[0])


def _name(test):
    return {
        "file": _file(test),
        "names": [type(test).__qualname__, getattr(test, "_testMethodName", str(test))],
        "id": test.id(),
    }


def _tests(suite):
    for each in suite:
        if isinstance(each, unittest.TestSuite):
            yield from _tests(each)
        elif each is not None:
            yield each


class _Result(unittest.TextTestResult):
    all_tests = []

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.failfast = False
        self._ended = {}
        self._now = None

    def startTest(self, test):
        super().startTest(test)
        self._now = {"outcome": "passed"}
        self._started = time.perf_counter()
        if not isinstance(test, _FailedTest):
            trace.begin(_name(test))

    def stopTest(self, test):
        took = (time.perf_counter() - self._started) * 1000
        if not isinstance(test, _FailedTest):
            trace.end()
            self._tell(test, dict(self._now, durationMs=took))
        self._now = None
        super().stopTest(test)

    def _tell(self, test, result):
        again = test.id() in self._ended
        self._ended[test.id()] = (test, result)
        trace.report(kind="result", again=again, **_name(test), **result)

    def _failed(self, error, message=None):
        if self._now is not None and self._now["outcome"] != "failed":
            self._now.update(outcome="failed", **trace.failure(*error))
            if message:
                self._now["message"] = message

    def addFailure(self, test, error):
        super().addFailure(test, error)
        self._failed(error)

    def addSubTest(self, test, subtest, error):
        super().addSubTest(test, subtest, error)
        if error is not None:
            described = trace.failure(*error)["message"]
            self._failed(error, "%s %s" % (described, subtest._subDescription()))

    def addError(self, test, error):
        super().addError(test, error)
        if isinstance(test, _FailedTest):
            # The loader's exception holds, as text, the traceback of the one that kept a module from loading.
            text = str(getattr(test, "_exception", error[1]))
            last = [line for line in text.splitlines() if line.strip()][-1]
            trace.report(kind="problem", message="%s: %s" % (test._testMethodName, last), stack=text)
        elif isinstance(test, (unittest.TestCase, _SubTest)):
            self._failed(error)
        else:
            self._hook_failed(str(getattr(test, "description", test)), error)

    def _hook_failed(self, hook, error):
        """`setUpClass (module.Class)` and the like: fails the tests it kept from running, else the last one."""
        where = hook[hook.find("(") + 1:].rstrip(")")
        own = [test for test in self.all_tests if where in (strclass(type(test)), type(test).__module__)]
        kept = [test for test in own if test.id() not in self._ended]
        described = trace.failure(*error)
        described["message"] = "%s: %s" % (hook, described["message"])
        for test in kept or own[-1:]:
            self._tell(test, dict(described, outcome="failed", durationMs=0))

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        if self._now is not None:
            self._now["outcome"] = "skipped"
        elif isinstance(test, unittest.TestCase):
            self._tell(test, {"outcome": "skipped", "durationMs": 0})

    def addExpectedFailure(self, test, error):
        super().addExpectedFailure(test, error)
        self._now["outcome"] = "skipped"

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        self._now.update(outcome="failed", message="Passed although it is expected to fail", stack="")


class _Runner(unittest.TextTestRunner):
    resultclass = _Result

    def run(self, test):
        self.failfast = False
        _Result.all_tests = list(_tests([test]))
        result = super().run(test)
        trace.take(None)
        return result


class _Program(unittest.TestProgram):
    def createTests(self, *arguments, **options):
        only = trace.chosen()
        if only is None:
            return super().createTests(*arguments, **options)
        # Names are relative to the top folder of a discovery, which goes on the path as discovery does it.
        top = getattr(self, "top", None) or getattr(self, "start", None) or "."
        if os.path.isdir(top):
            sys.path.insert(0, os.path.abspath(top))
        names = [test["id"] for test in only]
        self.test = self.testLoader.loadTestsFromNames(names)
        if any(isinstance(test, _FailedTest) for test in _tests([self.test])):
            super().createTests(*arguments, **options)
            self.test = unittest.TestSuite(
                test for test in _tests([self.test]) if test.id() in names or isinstance(test, _FailedTest)
            )


if __name__ == "__main__":
    sys.argv[0] = os.path.basename(sys.executable) + " -m unittest"
    trace.start()
    _Program(module=None, testRunner=_Runner)
