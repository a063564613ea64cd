#!/usr/bin/env python3
"""Measures two builds of Pollux in turns: what a change costs.

  make bench-compare OLD=../pollux-before          the folder of another checkout, with a release build (make build)
  make bench-compare OLD=… ARGS="canned print"     only the rows whose name contains one of these words

Both take their turns in one run, so that they meet the same machine: medians of seven rounds, the ratio new beside
old. A row above 1.10 is measured once more and the better ratio counts. `instructions` counts what 500 canned answers
execute, by callgrind, with the sandbox off: repeatable whatever else the machine does; more than 1.02 fails.

Exit codes: 0 no row is above, 1 one is, 2 it could not be measured.
"""

import argparse
import http.client
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

from contenders import PolluxBoundary
from measures import csv_seconds
from processes import QUIET, ROOT, Unavailable, eventually, family, memory, percentile
from servers import CANNED, GENERATE, Pollux, post, prompt, status
from snippets import SNIPPETS, TIERS
from wire import load

ROUNDS, ALLOWED, ALLOWED_INSTRUCTIONS = 7, 1.10, 1.02
STREAM = GENERATE.replace(":generateContent", ":streamGenerateContent?alt=sse")
ANSWERS = 500
KEEP_MAIN_THREAD = ROOT / "Benchmarks/keep_main_thread.c"


class Pair:
    """The old and the new of one kind, both running."""

    def __init__(self, make, programs):
        self.both = [make(program) for program in programs]

    def __enter__(self):
        for one in self.both:
            one.start()
        return self.both

    def __exit__(self, *_):
        for one in self.both:
            one.stop()


def in_turns(both, measure):
    """Seven rounds of {row: value} of each, after one that does not count; who begins alternates."""
    found = ({}, {})
    for number in range(ROUNDS + 1):
        for side in ((0, 1) if number % 2 else (1, 0)):
            for row, value in measure(both[side]).items():
                if number:
                    found[side].setdefault(row, []).append(value)
    return {row: tuple(statistics.median(one[row]) for one in found) for row in found[0]}


def boundary(programs):
    """Blocks without HTTP: time and processor time of each, of a second block, and of a run under load by tier."""

    def measure(contender):
        rows = {}
        for snippet in SNIPPETS:
            before, times = contender.cpu(), []
            for _ in range(4):
                times += contender.run(snippet)
            rows[f"{snippet.name}: ms"] = percentile(times, 0.5) * 1e3
            rows[f"{snippet.name}: CPU ms"] = (contender.cpu() - before) / len(times) * 1e3
        times = [contender.ask("print", 1, 1, 2)[0]["blocks"][1] for _ in range(5)]
        rows["second block: ms"] = statistics.median(times) / 1e6
        for tier, snippet in TIERS.items():
            contender.ask(snippet.name, 100, 4)
            rows[f"under load, {tier}: ms an execution"] = contender.last_pass["elapsed"] / 1e6 / 100
        return rows

    with Pair(PolluxBoundary, programs) as both:
        return in_turns(both, measure)


def canned(programs):
    """A canned answer over HTTP, whole and streamed."""

    def measure(server):
        rows = {}
        for name, path in (("canned", GENERATE), ("canned, streamed", STREAM)):
            server.path = path
            found = load(server, prompt("ping"), CANNED, 16, 2)
            rows[f"{name}: CPU µs"] = found["cpu"] * 1e6
            rows[f"{name}: µs an answer, 16 clients"] = 1e6 / found["perSecond"]
        return rows

    with Pair(lambda program: Pollux(canned=True, program=program), programs) as both:
        return in_turns(both, measure)


def served(programs):
    """Code over HTTP, from a client that rests; memory at rest."""

    def measure(server):
        body, times = prompt("```python\nprint(6 * 7)\n```", code_execution=True), []
        for _ in range(40):
            time.sleep(0.02)
            begun = time.perf_counter()
            if "42" not in post(server.port, GENERATE, body)[1]:
                raise RuntimeError("print(6 * 7) did not print 42")
            times.append(time.perf_counter() - begun)
        return {"print over HTTP: ms": percentile(times, 0.5) * 1e3,
                "memory of the server: MB": memory(server.process.pid)["rss"] / 1e6,
                "memory of all processes: MB": sum(memory(pid)["pss"] for pid in family(server.process.pid)) / 1e6}

    with Pair(lambda program: Pollux(program=program), programs) as both:
        return in_turns(both, measure)


def large_input(programs):
    """10 MB of inline CSV, until its code begins."""
    numbers = iter(range(1_000_000))
    with Pair(lambda program: Pollux(token_limit=100_000_000, program=program), programs) as both:
        return in_turns(both, lambda server: {"inline CSV of 10 MB: ms": csv_seconds(server, next(numbers)) * 1e3})


def starts(programs):
    """From exec until the port answers, and until code has run."""

    def measure(program):
        server = Pollux(program=program)
        server.is_ready, server.pause = lambda: status(server.port, "/health") == 200, 0.002
        server.start()
        try:
            port = time.perf_counter() - server.begun
            body = prompt("```python\nprint(6 * 7)\n```", code_execution=True)
            if not eventually(lambda: post(server.port, GENERATE, body)[0] == 200, 120, 0.002):
                raise RuntimeError("no code ran within 120 s of a start")
            return {"start until the port answers: ms": port * 1e3,
                    "start until code has run: ms": (time.perf_counter() - server.begun) * 1e3}
        finally:
            server.stop()

    return in_turns(programs, measure)


class Counted(Pollux):
    """A server that runs under callgrind, which counts only while it is told to."""

    seconds = 120

    def __init__(self, program):
        super().__init__(canned=True, program=program)

    def command(self):
        program, *options = super().command()
        # Without its debug information, which valgrind 3.19 cannot read.
        stripped = Path(self.folder.name) / "pollux"
        subprocess.run(["strip", "-o", stripped, program], check=True, timeout=60)
        library = Path(self.folder.name) / "keep.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-o", library, KEEP_MAIN_THREAD], check=True,
                       timeout=60)
        command = [stripped, *options, "--sandbox", "off", "--sandbox-config", program.parents[2] / "sandbox-config"]
        return ["valgrind", "--tool=callgrind", "--instr-atstart=no", f"--callgrind-out-file={self.folder.name}/out",
                *command]

    def environment(self):
        return {**super().environment(), "LD_PRELOAD": f"{self.folder.name}/keep.so"}

    def is_ready(self):
        return super(Pollux, self).is_ready()

    def control(self, word):
        subprocess.run(["callgrind_control", *word.split(), str(self.process.pid)], check=True, capture_output=True,
                       env={**QUIET, "HOME": self.folder.name, "TMPDIR": os.environ.get("TMPDIR", "/tmp")}, timeout=60)

    def count(self):
        """Instructions of 500 answers on one connection."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        for number in range(ANSWERS + 50):
            if number == 50:
                self.control("-i on")
            headers = {"Content-Type": "application/json", "x-goog-api-key": "k"}
            connection.request("POST", GENERATE, prompt("ping"), headers)
            response = connection.getresponse()
            if CANNED not in response.read().decode():
                raise RuntimeError(f"not the canned answer: {response.status}")
        self.control("-i off")
        self.control("-d")
        totals = [re.findall(r"(?m)^(?:totals|summary): (\d+)", path.read_text(errors="replace"))
                  for path in Path(self.folder.name).glob("out*")]
        return max(int(number) for numbers in totals for number in numbers)


def instructions(programs):
    if not shutil.which("callgrind_control"):
        raise Unavailable("valgrind is not installed")
    found = ([], [])
    for _ in range(3):
        for side, program in enumerate(programs):
            server = Counted(program)
            server.start()
            try:
                found[side].append(server.count())
            finally:
                server.stop()
    return {"instructions of 500 canned answers": tuple(statistics.median(one) for one in found)}


MEASURES = {"boundary": boundary, "canned": canned, "served": served, "large input": large_input, "start": starts,
            "instructions": instructions}


def above(row, old, new):
    return new / old > (ALLOWED_INSTRUCTIONS if row.startswith("instructions") else ALLOWED)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old", type=Path, help="the folder of the other checkout")
    parser.add_argument("measures", nargs="*", metavar="WORD", help=f"of: {', '.join(MEASURES)} (all of them)")
    options = parser.parse_args()
    programs = [checkout / ".build/release/pollux" for checkout in (options.old.absolute(), ROOT)]
    wanted = [name for name in MEASURES if not options.measures or any(word in name for word in options.measures)]
    failed = False
    for name in wanted:
        print(f"# {name}", file=sys.stderr, flush=True)
        rows = MEASURES[name](programs)
        if any(above(row, *both) for row, both in rows.items()):
            again = MEASURES[name](programs)
            rows = {row: min(both, again[row], key=lambda pair: pair[1] / pair[0]) for row, both in rows.items()}
        for row, (old, new) in rows.items():
            verdict = "ABOVE" if above(row, old, new) else "ok"
            failed |= verdict == "ABOVE"
            print(f"{row:<45} {old:16.3f} {new:16.3f} {new / old:8.3f}  {verdict}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (Unavailable, OSError, RuntimeError, subprocess.SubprocessError) as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(2)
