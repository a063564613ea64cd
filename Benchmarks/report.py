"""The results as a Markdown file, with a plot beside it."""

import importlib.metadata
import json
import os
import platform
import re
import subprocess
import time
from pathlib import Path

import targets
from processes import QUIET, ROOT, percentile
from snippets import SNIPPETS

FOLDER = ROOT / "Benchmarks/results"
TIMES_NOTE = """\
Milliseconds, p50 / p95 / p99. The warm kernel is the exception: it is one process that keeps its state, and no jail;
multiprocessing's forkserver and the kernels run without a jail. Pollux's own row has a run at a time, each with the
session started ahead that it would find at rest; what starting them costs shows in the rows in a row, in processor time
and in executions a second. The quick ones make three to five runs a turn, the others one, so that their p95 and p99 are
the slowest run."""
PACED_NOTE = """\
Two clients, each with a connection of its own, that rest {rest:.0f} ms before each request, as one that reads its
answer does; the target is judged by them. Clients that never rest, below, wait for sessions to be started: their time
is the queue's."""
CPU_NOTE = """\
Of everything that was started for it: for Pollux the server, the fork server, the session, and the session that takes
its place; read from `/proc`, in hundredths of a second."""


def said_by(command):
    """What a command prints first, for versions; nothing where it is not there."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, env=QUIET, cwd=ROOT, timeout=30, check=False)
        return (done.stdout or done.stderr).strip().splitlines()[0]
    except (OSError, IndexError, subprocess.SubprocessError):
        return ""


def versions():
    found = [f"Python {platform.python_version()}"]
    for name in ("jupyter_client", "ipykernel", "llmock", "pydantic-monty"):
        try:
            found.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            pass
    for folder in (ROOT / ".bench-environment/litellm/lib/python3.11/site-packages").glob("litellm-*.dist-info"):
        found.append("litellm " + folder.name.removeprefix("litellm-").removesuffix(".dist-info"))
    for package in ("bubblewrap", "runsc", "wrk"):
        version = said_by(["dpkg-query", "-W", "-f=${Version}", package])
        if version and "no packages" not in version:
            found.append(f"{package} {version}")
    return found


def machine(begun, load_before, options):
    """Where and when this was."""
    cpu = re.search(r"(?m)^model name\s*:\s*(.*)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    hypervisor = "hypervisor" in Path("/proc/cpuinfo").read_text(encoding="utf-8")
    total = re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text(encoding="utf-8"))
    changed = said_by(["git", "status", "--porcelain", "--", "Sources", "Package.swift", "sandbox-config"])
    return {
        "date": time.strftime("%Y-%m-%d %H:%M", time.gmtime(begun)),
        "minutes": round((time.time() - begun) / 60, 1),
        "cpu": cpu[1] if cpu else platform.machine(),
        "cores": os.cpu_count(),
        "virtual": hypervisor,
        "memory": int(total[1]) // 1024**2 if total else 0,
        "kernel": platform.release(),
        "commit": said_by(["git", "rev-parse", "--short=12", "HEAD"]) + (" with changes" if changed else ""),
        "versions": versions(),
        "loadBefore": [round(value, 1) for value in load_before],
        "loadAfter": [round(value, 1) for value in os.getloadavg()],
        "rounds": options.rounds,
        "beside": options.beside,
    }


def milliseconds(seconds):
    value = seconds * 1000
    return f"{value:.2f}" if value < 1 else f"{value:.1f}" if value < 100 else f"{value:.0f}"


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]


def contenders_of(results):
    return list(dict.fromkeys(name for name, _ in results["times"]))


def by_snippet(results, cell):
    """A row for each contender, a column for each block."""
    rows = []
    for name in contenders_of(results):
        rows.append([name] + [cell((name, snippet.name)) for snippet in SNIPPETS])
    return table([""] + [snippet.title for snippet in SNIPPETS], rows)


def time_tables(results):
    times, cpu = results["times"], results["cpu"]

    def shown(key):
        if key not in times:
            return "–"
        return " / ".join(milliseconds(percentile(times[key], share)) for share in (0.5, 0.95, 0.99))

    def ratio(key):
        ours = times.get(("Pollux", key[1]))
        if key not in times or not ours:
            return "–"
        return f"{percentile(times[key], 0.5) / percentile(ours, 0.5):.2f}"

    lines = ["## One block, in a state nobody used before", "", TIMES_NOTE, ""]
    lines += by_snippet(results, shown)
    lines += ["", "### How many times Pollux's median", ""] + by_snippet(results, ratio)
    lines += ["", "### Processor time of one run, milliseconds, mean",
              "", CPU_NOTE, ""]
    lines += by_snippet(results, lambda key: milliseconds(sum(cpu[key]) / len(cpu[key])) if key in cpu else "–")
    return lines


def load_tables(results):
    lines = []
    if "throughput" in results:
        lines += ["", "## Executions a second, at the boundary", ""] + table(
            ["", "block", "clients", "a second", "CPU of each, ms"],
            [[row["contender"], row["snippet"], row["clients"], f"{row['perSecond']:.0f}",
              milliseconds(row["cpu"]) if row["cpu"] is not None else "–"] for row in results["throughput"]])
    if "paced" in results:
        found = results["paced"]
        note = PACED_NOTE.format(rest=found["rest"] * 1000)
        lines += ["", "## print(1) through generateContent", "", note, ""] + table(
            ["clients", "requests a round", "p50 ms", "p95", "p99"],
            [["2, resting", found["count"], f"{found['p50']:.2f}", f"{found['p95']:.2f}", f"{found['p99']:.2f}"]])
    if "http" in results:
        lines += ["", "As fast as it goes (wrk):", ""] + table(
            ["clients", "a second", "p50 ms", "p95", "p99", "CPU of each, ms"],
            [[row["clients"], f"{row['perSecond']:.0f}", f"{row['p50']:.2f}", f"{row['p95']:.1f}", f"{row['p99']:.1f}",
              milliseconds(row["cpu"]) if row["cpu"] > 0 else "–"] for row in results["http"]])
    if "canned" in results:
        lines += ["", "## A canned answer, no code (wrk)", ""] + table(
            ["server", "clients", "requests a second", "p50 ms", "p95", "p99", "CPU of each, µs"],
            [[row["server"], row["clients"], f"{row['perSecond']:.0f}", f"{row['p50']:.2f}", f"{row['p95']:.1f}",
              f"{row['p99']:.1f}", f"{row['cpu'] * 1e6:.0f}"] for row in results["canned"]])
    return lines


def megabytes(size):
    return "–" if size is None else f"{size / 1e6:.1f} MB"


def by_tier(sizes):
    return ", ".join(f"{tier} {megabytes(size)}" for tier, size in sizes.items()) or "–"


def other_tables(results):
    lines, rows = [], []
    if "ready" in results:
        rows += [["port answers after exec", f"{results['ready']['port'] * 1000:.0f} ms"],
                 ["first code has run after exec", f"{results['ready']['code']:.2f} s"],
                 ["tiers data and full are there after exec",
                  f"{results['ready']['data']:.1f} and {results['ready']['full']:.1f} s"]]
    if "second" in results:
        second = percentile(results["second"], 0.5) * 1000
        rows.append(["a second print(1) in the same session, p50", f"{second:.2f} ms"])
    if "csv" in results:
        rows.append(["10 MB of inline CSV, from sending to the first line of code (token limit raised)",
                     f"{results['csv'] * 1000:.0f} ms"])
    if "growth" in results:
        found = results["growth"]
        rows.append([f"print(1), first and last tenth of {found['sessions']} sessions: p50",
                     " and ".join(f"{found[part][0] * 1000:.2f} ms" for part in ("first", "last"))])
        rows.append(["the same: CPU of each",
                     " and ".join(f"{found[part][1] * 1000:.2f} ms" for part in ("first", "last"))])
    if "memory" in results:
        found = results["memory"]
        rows += [["idle server, resident", megabytes(found["server"])],
                 ["fork servers, resident", by_tier(found["forkServers"])],
                 ["idle, everything together, proportional", megabytes(found["idle"])],
                 ["a parked session, its cgroup's charge, the kernel's memory for it included",
                  by_tier(found["parked"])],
                 ["32 sessions in flight, everything together, proportional", megabytes(found["inFlight"])],
                 ["each of these 32", megabytes(found["inFlightEach"])]]
    if rows:
        lines += ["", "## Starting, memory, files", ""] + table(["", ""], rows)
    return lines


def text_of(results, picture):
    facts = results["machine"]
    beside = facts["beside"] or "nothing was told"
    lines = [
        f"# Benchmark of {facts['date']} UTC", "",
        f"> What else the machine did meanwhile: {beside}. Load average before {facts['loadBefore']}, after "
        f"{facts['loadAfter']}. Everything here ran in turns in one run: trust ratios more than times.", "",
        f"- Machine: {facts['cpu']}, {facts['cores']} cores{' (virtual machine)' if facts['virtual'] else ''}, "
        f"{facts['memory']} GiB, Linux {facts['kernel']}",
        f"- Pollux: commit {facts['commit']}, isolation `{results['isolation']}`",
        f"- Beside it: {', '.join(facts['versions'])}",
        f"- {facts['rounds']} rounds after one for warming up, {facts['minutes']} minutes; made by `make bench`", "",
        f"![p50 by contender]({picture})", "", "## Targets", "",
    ]
    lines += table(["target", "found", "reached"], targets.judge(results))
    if results.get("times"):
        lines += [""] + time_tables(results)
    lines += load_tables(results) + other_tables(results)
    lines += ["", "## Not measured", ""]
    lines += [f"- {name}: {reason}" for name, reason in results["missing"].items()] or ["- no contender was left out"]
    return "\n".join(lines) + "\n"


def plot(results, path):
    import matplotlib
    matplotlib.use("agg")
    import matplotlib.pyplot as plt
    import numpy as np

    names, times = contenders_of(results), results["times"]
    figure, axes = plt.subplots(figsize=(11, 5))
    places, width = np.arange(len(SNIPPETS)), 0.8 / max(1, len(names))
    for index, name in enumerate(names):
        heights = [percentile(times[(name, snippet.name)], 0.5) * 1000 if (name, snippet.name) in times else np.nan
                   for snippet in SNIPPETS]
        axes.bar(places + (index - len(names) / 2 + 0.5) * width, heights, width, label=name)
    axes.set_yscale("log")
    axes.set_ylabel("milliseconds, p50, log scale")
    axes.set_xticks(places, [snippet.title for snippet in SNIPPETS])
    axes.set_title(f"One block · {results['machine']['cpu']}, {results['machine']['cores']} cores")
    axes.grid(axis="y", alpha=0.3)
    axes.legend(ncols=4, fontsize=8, loc="upper center", bbox_to_anchor=(0.5, -0.08))
    figure.savefig(path, dpi=110, bbox_inches="tight")
    plt.close(figure)


def write(results, options):
    """Writes table and plot.

    The measured values go beside them as JSON into the benchmark's own folder, for whoever wants to look again.
    """
    facts = results["machine"]
    cpu = re.sub(r"[^a-z0-9]+", "-", facts["cpu"].lower()).strip("-")
    stem = f"{facts['date'][:10]}-{cpu}" + ("-quick" if options.quick else "")
    FOLDER.mkdir(parents=True, exist_ok=True)
    if results.get("times"):
        plot(results, FOLDER / f"{stem}.png")
    (FOLDER / f"{stem}.md").write_text(text_of(results, f"{stem}.png"), encoding="utf-8")
    keyed = {**results, **{name: {"; ".join(key): value for key, value in results.get(name, {}).items()}
                           for name in ("times", "cpu")}}
    (ROOT / f".bench-environment/{stem}.json").write_text(json.dumps(keyed), encoding="utf-8")
    return FOLDER / f"{stem}.md"
