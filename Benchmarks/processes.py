"""What /proc says of processes, and how the ones started here are ended."""

import os
import re
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIBRARIES = ROOT / ".libraries"
ENVIRONMENTS = ROOT / ".bench-environment"
POLLUX = ROOT / ".build/release/pollux"
QUIET = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": "/nonexistent", "NO_PROXY": "127.0.0.1"}
# What every contender's Python gets: the sandbox's libraries, one thread for each of them, no window.
PYTHON = {**QUIET, "PYTHONPATH": str(LIBRARIES), "MPLCONFIGDIR": str(LIBRARIES / "matplotlib-config"),
          "MPLBACKEND": "agg", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
TICK = os.sysconf("SC_CLK_TCK")


class Unavailable(Exception):
    """Why a contender cannot be measured here."""


def read(pid, name):
    try:
        return Path(f"/proc/{pid}/{name}").read_text(errors="replace")
    except OSError:
        return ""


def stat_fields(pid):
    # The name in parentheses may hold anything, parentheses too (proc(5)).
    return read(pid, "stat").rpartition(")")[2].split()


def family(ancestor):
    """A process and all below it."""
    parents = {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        fields = stat_fields(pid)
        if len(fields) > 14:
            parents[int(pid)] = int(fields[1])
    found, level = [ancestor], {ancestor}
    while level:
        level = {pid for pid, parent in parents.items() if parent in level}
        found += level
    return found


def depth(pid, ancestor):
    """How many generations a process is below another."""
    steps = 0
    while pid not in (ancestor, 0, 1):
        pid, steps = int((stat_fields(pid) or [0, 0])[1]), steps + 1
    return steps if pid == ancestor else -1


def cpu_seconds(ancestor):
    """Processor time of a process, what lives below it, and what of that has ended and was waited for."""
    return sum(sum(map(int, fields[11:15])) for pid in family(ancestor) if len(fields := stat_fields(pid)) > 14) / TICK


def memory(pid):
    """Bytes of a process: proportional, private and resident."""
    text = read(pid, "smaps_rollup")
    values = {name: int(size) * 1024 for name, size in re.findall(r"(?m)^(\w+):\s+(\d+) kB", text)}
    private = values.get("Private_Clean", 0) + values.get("Private_Dirty", 0)
    return {"pss": values.get("Pss", 0), "private": private, "rss": values.get("Rss", 0)}


def end(process, seconds=20):
    """Ends a process started here in a session of its own, and its children."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            pass
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def start(command, environment=QUIET, **options):
    return subprocess.Popen([str(word) for word in command], env=environment, start_new_session=True,
                            **{"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL,
                               "stderr": subprocess.DEVNULL, **options})


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def eventually(condition, seconds, pause=0.05):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(pause)
    return False


def scratch():
    """A folder for one contender, with /tmp's own life."""
    return tempfile.TemporaryDirectory(prefix="pollux-bench-", ignore_cleanup_errors=True)


def percentile(values, share):
    """The value at a share of the way from the smallest to the largest."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
