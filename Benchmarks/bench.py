#!/usr/bin/env python3
"""Measures Pollux beside what else runs Python or answers for a model, in turns, in one run, on this machine.

  make bench                            everything, about ten minutes
  make bench ARGS="--rounds 3 --quick"  less of everything, for a look

A turn of each contender after the other, round after round, so that whatever else the machine does meets all of them.
Each run has a number no other had, and what it prints is checked. Medians are told. Who cannot be measured here is in
the results with the reason. Traffic goes to 127.0.0.1 only. Results: Benchmarks/results/.
"""

import argparse
import os
import subprocess
import sys
import time
import traceback

from processes import LIBRARIES, ROOT, Unavailable

sys.path.append(str(LIBRARIES))  # numpy and matplotlib, for the plot

import measures  # noqa: E402
import report  # noqa: E402
from contenders import CONTENDERS  # noqa: E402
from snippets import SNIPPETS  # noqa: E402


def say(text):
    print(f"==> {text}", file=sys.stderr, flush=True)


def start_all(kinds):
    """Those that run here, and why the others do not."""
    running, missing = [], {}
    for kind in kinds:
        contender = kind()
        say(f"starting {contender.name}")
        try:
            contender.start()
            running.append(contender)
        except Unavailable as error:
            missing[contender.name] = str(error)
        except Exception as error:  # whatever a contender's own packages raise is a reason, too
            missing[contender.name] = f"{type(error).__name__}: {error}"
    for name, reason in missing.items():
        say(f"not measured: {name}: {reason}")
    return running, missing


def reason(error):
    """Why something could not be measured, in a line that names no place of this machine."""
    if isinstance(error, subprocess.TimeoutExpired):
        return f"took longer than {error.timeout:.0f} s"
    return " ".join(f"{type(error).__name__}: {error}".split()).replace(str(ROOT), ".")[:300]


def turn(contender, snippet):
    """The seconds of a contender's runs in one turn, and the processor time of each."""
    time.sleep(0.05)  # what the one before left to be done
    before, seconds = contender.cpu(), []
    for _ in range(contender.rounds):
        seconds += contender.run(snippet)
    return seconds, None if before is None else (contender.cpu() - before) / len(seconds)


def take_turns(contenders, rounds):
    """Runs every block with every contender, round after round; the first round is warm-up."""
    times, cpu, failures = {}, {}, {}
    for number in range(rounds + 1):
        say(f"round {number} of {rounds}" if number else "warm-up round")
        for snippet in SNIPPETS:
            for contender in contenders:
                key = (contender.name, snippet.name)
                if not contender.can_run(snippet) or key in failures:
                    continue
                try:
                    seconds, used = turn(contender, snippet)
                except Exception as error:
                    failures[key] = reason(error)
                    say(f"{contender.name} at {snippet.name}: {failures[key]}")
                    continue
                if number:
                    times.setdefault(key, []).extend(seconds)
                    if used is not None:
                        cpu.setdefault(key, []).append(used)
    return times, cpu, failures


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5, help="turns of each contender (default: 5)")
    parser.add_argument("--quick", action="store_true", help="shorter loads, no slow contenders, fewer sessions")
    parser.add_argument("--beside", default="", help="what else the machine did, for the results' head")
    options = parser.parse_args()
    if not 1 <= options.rounds <= 50:
        parser.error("--rounds is 1 to 50")
    return options


def attempt(results, name, work):
    """Puts what a measure found into the results, or why there is nothing."""
    say(f"measuring {name}")
    try:
        results[name] = work()
    except Exception as error:
        traceback.print_exc()
        results["missing"][name] = reason(error)


def run(options):
    slow = {"gVisor runsc do", "Jupyter kernel, fresh"} if options.quick else set()
    rounds, short = options.rounds, 1 if options.quick else 3
    begun, load_before = time.time(), os.getloadavg()
    contenders, missing = start_all([kind for kind in CONTENDERS if kind.name not in slow])
    missing.update(dict.fromkeys(slow, "left out by --quick"))
    by_name = {contender.name: contender for contender in contenders}
    results = {"missing": missing, "isolation": "unknown"}
    try:
        results["times"], results["cpu"], failures = take_turns(contenders, rounds)
        missing.update({f"{name}, {snippet}": reason for (name, snippet), reason in failures.items()})
        pollux = by_name.get("Pollux")
        if pollux:
            results["isolation"] = pollux.isolation
            attempt(results, "throughput", lambda: measures.throughput(
                pollux, by_name.get("bubblewrap + python3"), min(rounds, 3), 50 if options.quick else 100))
            attempt(results, "second", lambda: measures.second_block(pollux, rounds))
    finally:
        for contender in contenders:
            contender.stop()
    attempt(results, "paced", lambda: measures.http_paced(rounds, 150))
    attempt(results, "http", lambda: measures.http_code(min(rounds, short), 3))

    def wire():
        found, absent = measures.canned(rounds, 2, say)
        missing.update({f"{name}, canned answer": reason for name, reason in absent.items()})
        return found

    attempt(results, "canned", wire)
    attempt(results, "ready", lambda: measures.ready(min(rounds, 3)))
    attempt(results, "csv", lambda: measures.inline_csv(rounds))
    attempt(results, "memory", measures.footprint)
    attempt(results, "growth", lambda: measures.growth(500 if options.quick else 4900, 60 if options.quick else 150))
    results["machine"] = report.machine(begun, load_before, options)
    return results


def main():
    options = parse()
    results = run(options)
    path = report.write(results, options)
    print(f"Results: {path}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.SubprocessError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(1)
