"""Writes down what a function is called with while tests run it, and later calls it with that: to see what it gives, to
time it, or under a profiler.

    python3 touchstone_calls.py ORDER.json
"""

import base64
import functools
import importlib
import inspect
import json
import os
import pickle
import sys
import time

MOST_CALLS = 200
MOST_BYTES = 8_000_000


def record(target, to):
    """The function, heard. Calls that a call makes itself are left out."""
    state = {"depth": 0, "calls": 0, "bytes": 0, "seen": set()}
    _write(to, json.dumps({"module": target.__module__, "path": [place for place in sys.path if isinstance(place, str)]}))

    @functools.wraps(target)
    def heard(*args, **kwargs):
        if state["depth"] == 0 and state["calls"] < MOST_CALLS and state["bytes"] < MOST_BYTES:
            _note(state, to, args, kwargs)
        state["depth"] += 1
        try:
            return target(*args, **kwargs)
        finally:
            state["depth"] -= 1

    return heard


def _note(state, to, args, kwargs):
    try:
        text = base64.b64encode(pickle.dumps((args, kwargs), 4)).decode()
    except Exception:
        state["calls"] += 1
        _write(to, "odd")
        return
    if text in state["seen"]:
        return
    state["seen"].add(text)
    state["calls"] += 1
    state["bytes"] += len(text)
    if state["bytes"] <= MOST_BYTES:
        _write(to, text)


def _write(to, line):
    with open(to, "a", encoding="utf-8") as file:
        file.write(line + "\n")


class Bench:
    def __init__(self, order):
        self.order = order
        with open(order["inputs"], encoding="utf-8") as file:
            lines = file.read().split("\n")
        about = json.loads(next(line for line in lines if line.startswith("{")))
        moved = [_moved(place, order["recordedIn"], order["root"]) for place in about["path"]]
        sys.path[:] = [place for place in moved if place != os.path.dirname(__file__)]
        self.target = getattr(importlib.import_module(about["module"]), order["name"])
        self.recorded = []
        for line in lines:
            if line in ("", "odd") or line.startswith("{"):
                continue
            data = base64.b64decode(line)
            pickle.loads(data)
            self.recorded.append(data)

    def look(self):
        order = self.order
        inputs = list(self.recorded)
        if order.get("made"):
            for data in self.recorded:
                args, kwargs = pickle.loads(data)
                inputs += [pickle.dumps((made, kwargs), 4) for made in _made_of(args)]
        before = None
        if order.get("compare"):
            with open(order["compare"], "rb") as file:
                before = pickle.load(file)
        until = time.perf_counter() + order["lookMs"] / 1000
        seen, odd, changes = [], 0, False
        for at, data in enumerate(inputs):
            is_recorded = at < len(self.recorded)
            if before is not None:
                if at >= len(before):
                    break
            elif not is_recorded and (time.perf_counter() > until or len(seen) >= order["most"]):
                break
            given, is_odd, has_changed = self.outcome(data)
            if is_recorded:
                changes = changes or has_changed
                if is_odd or (before is None and not _same(given, self.outcome(data)[0])):
                    odd += 1
            known = None if before is None else before[at]
            if known is not None and (is_odd or not _same(known, given)):
                args, kwargs = pickle.loads(data)
                return {"different": {"input": _shown(args), "before": _shown(known), "after": _shown(given)}}
            seen.append(None if is_odd or (not is_recorded and given[0] == "raised") else given)
        if order.get("results"):
            with open(order["results"], "wb") as file:
                pickle.dump(seen, file, 4)
        compared = sum(1 for each in seen if each is not None)
        return {
            "calls": len(self.recorded),
            "compared": compared,
            "odd": odd,
            "changes": changes,
            "roundMs": self.round_ms(changes),
        }

    def outcome(self, data):
        args, kwargs = pickle.loads(data)
        try:
            value = self.target(*args, **kwargs)
            given = ("value", value, (args, kwargs))
        except Exception as error:
            given = ("raised", f"{type(error).__name__}: {error}", (args, kwargs))
        try:
            # An iterator would be used up by looking at it; what has no equality of its own is never the same.
            is_odd = inspect.isawaitable(given[1]) or not _same(pickle.loads(pickle.dumps(given, 4)), given)
        except Exception:
            is_odd = True
        return given, is_odd, not is_odd and not _same((args, kwargs), pickle.loads(data))

    def round_ms(self, changes):
        return self.warm_up(self.round_of(changes))

    def warm_up(self, run):
        until = time.process_time() + self.order["warmMs"] / 1000
        last = run()
        while time.process_time() < until:
            last = run()
        return last

    def time(self):
        """So many rounds, and more until the clock can tell."""
        order = self.order
        run = self.round_of(order["changes"])
        self.warm_up(run)
        total, done = 0.0, 0
        began = time.process_time()
        while done < order["rounds"] or total < order.get("runMs", 0):
            for _ in range(order["rounds"]):
                total += run()
            done += order["rounds"]
            if not order["changes"]:
                total = (time.process_time() - began) * 1000
        return {"ms": total / done}

    def profile(self):
        import cProfile
        import pstats

        run = self.round_of(self.order["changes"])
        run()
        profiler = cProfile.Profile()
        profiler.enable()
        for _ in range(self.order["rounds"]):
            run()
        profiler.disable()
        rows = [
            {"file": where[0], "line": where[1], "name": where[2], "ms": own * 1000, "calls": calls}
            for where, (_, calls, own, _, _) in pstats.Stats(profiler).stats.items()
            if where[0] != __file__ and "_lsprof" not in where[2]
        ]
        return {"rows": sorted(rows, key=lambda row: -row["ms"])[:8]}

    def round_of(self, changes):
        """All inputs once, in time of the processor: what waits because others are at work would be as long for no code
        at all. What making the inputs anew takes is not counted."""
        target = self.target

        def fresh():
            return [pickle.loads(data) for data in self.recorded]

        kept = None if changes else fresh()

        def run():
            inputs = fresh() if kept is None else kept
            started = time.process_time()
            for args, kwargs in inputs:
                try:
                    target(*args, **kwargs)
                except Exception:
                    pass
            return (time.process_time() - started) * 1000

        return run


def _moved(place, recorded_in, root):
    return root + place[len(recorded_in) :] if place == recorded_in or place.startswith(recorded_in + os.sep) else place


def _same(a, b):
    """Nothing that a program could see tells the two apart: the order of keys counts, and 1 is not 1.0."""
    if type(a) is not type(b):
        return False
    if isinstance(a, float):
        return repr(a) == repr(b)
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(_same(x, y) for x, y in zip(a, b))
    if isinstance(a, dict):
        return len(a) == len(b) and all(_same(x, y) for x, y in zip(a.items(), b.items()))
    if inspect.isgenerator(a) or hasattr(a, "__next__"):
        return False
    same = a == b
    return same is True


def _made_of(args):
    for at, value in enumerate(args):
        for other in _variations(value, 2):
            yield args[:at] + (other,) + args[at + 1 :]


def _variations(value, depth):
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [0, -1, 1, value + 1, value - 1, -value]
    if isinstance(value, float):
        return [0.0, -1.0, value + 0.5, -value]
    if isinstance(value, str):
        return ["", value + value, value.upper(), " " + value, value + "ä😀"]
    if type(value) in (list, tuple):
        made = [value[:0], value[:1], value[::-1], value + value, value + value[:1]]
        if depth > 0 and value:
            made += [type(value)([other, *value[1:]]) for other in _variations(value[0], depth - 1)]
        return made
    if type(value) is dict and depth > 0:
        return [{**value, key: other} for key, held in value.items() for other in _variations(held, depth - 1)]
    return []


def _shown(value):
    text = repr(value)
    return text if len(text) <= 120 else text[:117] + "…"


def _main():
    with open(sys.argv[1], encoding="utf-8") as file:
        order = json.load(file)
    try:
        bench = Bench(order)
        answer = {"look": bench.look, "time": bench.time, "profile": bench.profile}[order["mode"]]()
    except Exception as error:
        answer = {"problem": f"{type(error).__name__}: {error}"}
    with open(order["answer"], "w", encoding="utf-8") as file:
        json.dump(answer, file)


if __name__ == "__main__":
    _main()
