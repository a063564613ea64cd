"""HTTP load, by wrk: bounded in time, from this machine to this machine."""

import json
import shutil
import subprocess
import tempfile
from pathlib import Path

from processes import QUIET, Unavailable, cpu_seconds

SCRIPT = Path(__file__).resolve().parent / "wire.lua"


def load(server, body, expected, clients, seconds):
    """What a load of so many clients showed: latencies in milliseconds, requests a second, CPU per request."""
    if not shutil.which("wrk"):
        raise Unavailable("wrk is not installed")
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as bodies:
        bodies.write(body + "\n")
        bodies.flush()
        before = cpu_seconds(server.process.pid)
        done = subprocess.run(
            ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "30s", "-s", SCRIPT,
             f"http://127.0.0.1:{server.port}{server.path}", "--", bodies.name, expected],
            env=QUIET, capture_output=True, text=True, timeout=seconds + 60, check=False)
        used = cpu_seconds(server.process.pid) - before
    line = next((line for line in done.stdout.splitlines() if line.startswith("JSON ")), None)
    if line is None:
        raise RuntimeError(f"wrk said {done.stdout[-300:]} {done.stderr[-300:]}")
    found = json.loads(line[5:])
    if found["requests"] == 0 or found["wrong"] or found["errors"]:
        raise RuntimeError(f"{server.name} at {clients} clients: {found}")
    return {
        "requests": found["requests"],
        "perSecond": found["requests"] / found["microseconds"] * 1e6,
        "cpu": used / found["requests"],
        **{name: found[name] / 1000 for name in ("p50", "p95", "p99", "max")},
    }
