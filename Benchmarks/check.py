#!/usr/bin/env python3
"""Guards the speed: ratios of one run against Benchmarks/baseline.json; fails where one is more than 20 % above it.

  make bench-check                  compare
  make bench-check ARGS=--write     measure three times, the medians are the baseline

Ratios, as their both sides meet the same machine in turns: what a block costs beside a cold python3, in processor time
and in time (the lower quartile, which other load moves least), and the processor time of a canned answer beside that of
a few lines of asyncio, which wait for the same sockets. Counts of instructions would be steadier, but virtual machines
seldom have the counters. A ratio that fails is measured once more; the better of the two counts.
"""

import argparse
import json
import statistics
import sys

from contenders import ColdPython, PolluxBoundary
from processes import ROOT, Unavailable, percentile
from servers import CANNED, PlainPython, Pollux, prompt
from snippets import BY_NAME
from wire import load

BASELINE = ROOT / "Benchmarks/baseline.json"
TOLERANCE = 1.2
ROUNDS = 7


def block_ratios(name):
    """Of a block: processor time and time beside a cold python3's."""
    snippet, pollux, cold = BY_NAME[name], PolluxBoundary(), ColdPython()
    pollux.start()
    cold.start()
    ours, theirs, cpu = [], [], []
    try:
        for number in range(ROUNDS + 1):
            found = []
            for contender, seconds, runs in ((pollux, ours, 4), (cold, theirs, 2)):
                before, times = contender.cpu(), []
                for _ in range(runs):
                    times += contender.run(snippet)
                found.append((contender.cpu() - before) / len(times))
                if number:
                    seconds += times
            if number:
                cpu.append(found[0] / found[1])
    finally:
        pollux.stop()
        cold.stop()
    return {f"{name}: CPU beside cold python3": statistics.median(cpu),
            f"{name}: time beside cold python3": percentile(ours, 0.25) / percentile(theirs, 0.25)}


def canned_ratio():
    """Of a canned answer: processor time beside that of a server that does nothing else."""
    pollux, plain, found = Pollux(canned=True), PlainPython(), []
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


MEASURES = {"print": lambda: block_ratios("print"), "groupby": lambda: block_ratios("groupby"),
            "canned": canned_ratio}


def measure(names):
    return {name: MEASURES[name]() for name in names}


def excess(found, baseline):
    """The measures with a ratio above what is let pass."""
    return [name for name, ratios in found.items()
            if any(value > TOLERANCE * baseline.get(key, 0) for key, value in ratios.items())]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="make what is measured now the baseline")
    options = parser.parse_args()
    if options.write:
        runs = [{key: value for part in measure(MEASURES).values() for key, value in part.items()} for _ in range(3)]
        ratios = {key: round(statistics.median(run[key] for run in runs), 4) for key in runs[0]}
        BASELINE.write_text(json.dumps(ratios, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        print(f"wrote {BASELINE.relative_to(ROOT)}: {ratios}")
        return 0
    found = measure(MEASURES)
    baseline = json.loads(BASELINE.read_text(encoding="utf-8"))
    again = excess(found, baseline)
    if again:
        print(f"above the baseline, measuring once more: {', '.join(again)}", file=sys.stderr)
        for name, ratios in measure(again).items():
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
