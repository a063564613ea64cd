#!/usr/bin/env python3
"""Guards the speed: ratios of one run against Benchmarks/baseline.json; fails where one is more than 20 % above it.

  make bench-check                           compare
  make bench-check ARGS=--write              measure three times, the medians are the baseline
  make bench-check ARGS="--write --of ../b"  the same with the build of another checkout

Ratios, as their both sides meet the same machine in turns: what a block costs in processor time beside a cold python3;
its time beside a warm python3 that waits for it (the lower quartile, which other load moves least), since most of both
is how long the machine takes to wake a process; and the processor time of a canned answer beside that of a few lines of
asyncio, which wait for the same sockets. Counts of instructions would be steadier, but virtual machines seldom have the
counters. A ratio that fails is measured once more; the better of the two counts.
"""

import argparse
import contextlib
import functools
import json
import statistics
import sys
from pathlib import Path

from contenders import ColdPython, PolluxBoundary, WarmWorker
from processes import POLLUX, ROOT, Unavailable, percentile
from servers import CANNED, PlainPython, Pollux, prompt
from snippets import BY_NAME
from wire import load

BASELINE = ROOT / "Benchmarks/baseline.json"
TOLERANCE = 1.2
ROUNDS = 7


def block_ratios(name, program):
    """Of a block: processor time beside a cold python3's, time beside a warm one's."""
    snippet, pollux, cold, warm = BY_NAME[name], PolluxBoundary(program), ColdPython(), WarmWorker()
    with contextlib.ExitStack() as started:
        for contender in (pollux, cold, warm):
            contender.start()
            started.callback(contender.stop)
        times, cpu = {pollux: [], cold: [], warm: []}, {pollux: 0, cold: 0, warm: 0}
        for number in range(ROUNDS + 1):
            for contender, runs in ((pollux, 12), (warm, 6), (cold, 4)):
                before, seconds = contender.cpu(), []
                for _ in range(runs):
                    seconds += contender.run(snippet)
                if number:
                    times[contender] += seconds
                    cpu[contender] += contender.cpu() - before
        # Of all rounds together: a session that starts ahead falls into one round or the next.
        spent = {contender: cpu[contender] / len(times[contender]) for contender in cpu}
    return {f"{name}: CPU beside cold python3": spent[pollux] / spent[cold],
            f"{name}: time beside warm python3": percentile(times[pollux], 0.25) / percentile(times[warm], 0.25)}


def canned_ratio(program):
    """Of a canned answer: processor time beside that of a server that does nothing else."""
    pollux, plain, found = Pollux(canned=True, program=program), PlainPython(), []
    pollux.start()
    try:
        plain.start()
        try:
            for number in range(ROUNDS + 1):
                ours, theirs = (load(server, prompt("ping"), CANNED, 16, 2)["cpu"] for server in (pollux, plain))
                if number:
                    found.append(ours / theirs)
        finally:
            plain.stop()
    finally:
        pollux.stop()
    return {"canned answer: CPU beside asyncio": statistics.median(found)}


MEASURES = {"print": functools.partial(block_ratios, "print"), "groupby": functools.partial(block_ratios, "groupby"),
            "canned": canned_ratio}


def measure(names, program):
    return {name: MEASURES[name](program) for name in names}


def excess(found, baseline):
    """The measures with a ratio above what is let pass."""
    return [name for name, ratios in found.items()
            if any(value > TOLERANCE * baseline.get(key, 0) for key, value in ratios.items())]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="make what is measured now the baseline")
    parser.add_argument("--of", metavar="FOLDER", type=Path, default=ROOT, help="a checkout with a release build")
    options = parser.parse_args()
    program = options.of.resolve() / POLLUX.relative_to(ROOT)
    if options.write:
        runs = [{key: value for part in measure(MEASURES, program).values() for key, value in part.items()}
                for _ in range(3)]
        ratios = {key: round(statistics.median(run[key] for run in runs), 4) for key in runs[0]}
        BASELINE.write_text(json.dumps(ratios, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        print(f"wrote {BASELINE.relative_to(ROOT)}: {ratios}")
        return 0
    found = measure(MEASURES, program)
    baseline = json.loads(BASELINE.read_text(encoding="utf-8"))
    again = excess(found, baseline)
    if again:
        print(f"above the baseline, measuring once more: {', '.join(again)}", file=sys.stderr)
        for name, ratios in measure(again, program).items():
            found[name] = {key: min(value, found[name][key]) for key, value in ratios.items()}
    for ratios in found.values():
        for key, value in ratios.items():
            known = baseline.get(key, 0)
            verdict = "FAILED" if value > TOLERANCE * known else "lower it" if value * TOLERANCE < known else "ok"
            print(f"{key:<50} {value:8.4f}  baseline {known:8.4f}  {verdict}")
    return 1 if excess(found, baseline) else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (Unavailable, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(2)
