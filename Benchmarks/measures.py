"""What is measured beside the turns: executions a second, the wire, time to ready, memory, inputs, growth."""

import base64
import concurrent.futures
import json
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

from contenders import PolluxBoundary
from processes import ROOT, Unavailable, depth, eventually, family, memory, percentile, read, start, stat_fields
from servers import CANNED, GENERATE, LiteLLM, LLMock, Pollux, post, prompt, status
from snippets import BY_NAME, TIERS
from wire import load

CLIENTS = (1, 2, 4, 16)
median = statistics.median


def throughput(pollux, bubblewrap, rounds, count):
    """Executions a second of print(1) in each tier and a groupby by number of clients, beside bubblewrap's."""
    found = {}
    for _ in range(rounds):
        for clients in CLIENTS:
            for name in (*(snippet.name for snippet in TIERS.values()), "groupby"):
                runs = count if name != "groupby" else max(clients, count // 5)
                pollux.ask(name, runs, clients)
                line = pollux.last_pass
                found.setdefault(("Pollux", name, clients), []).append(
                    (runs / line["elapsed"] * 1e9, line["cpu"] / 1e9 / runs))
            if bubblewrap is not None:
                runs = max(clients, count // 5)
                begun = time.perf_counter()
                with concurrent.futures.ThreadPoolExecutor(clients) as pool:
                    list(pool.map(lambda _: bubblewrap.run(BY_NAME["print"]), range(runs)))
                seconds = time.perf_counter() - begun
                found.setdefault((bubblewrap.name, "print", clients), []).append((runs / seconds, None))
    return [{"contender": who, "snippet": name, "clients": clients, "perSecond": median(rate for rate, _ in values),
             "cpu": median(cpu for _, cpu in values) if values[0][1] is not None else None}
            for (who, name, clients), values in found.items()]


def second_block(pollux, rounds):
    """Seconds of a second print(1) in the same session, a run at a time as in the turns."""
    found = []
    for _ in range(5 * rounds):
        time.sleep(0.05)
        found += [run["blocks"][1] / 1e9 for run in pollux.ask("print", 1, 1, 2)]
    return found


def http_code(rounds, seconds):
    """print(1) through generateContent, under load."""
    server, found = Pollux(), {}
    server.start()
    try:
        body = prompt("```python\nprint(@n@)\n```", code_execution=True)
        for _ in range(rounds):
            for clients in CLIENTS:
                found.setdefault(clients, []).append(load(server, body, "OUTCOME_OK", clients, seconds))
    finally:
        server.stop()
    return [{"clients": clients, **medians(values)} for clients, values in found.items()]


def http_paced(rounds, count, rest=0.02):
    """Milliseconds of print(1) through generateContent, from two clients that rest between their requests."""
    server, found = Pollux(), []
    server.start()
    try:
        for number in range(rounds + 1):
            clients = [start([sys.executable, "-B", ROOT / "Benchmarks/paced.py", server.port, count, rest],
                             stdout=subprocess.PIPE, stderr=None, text=True) for _ in range(2)]
            answers = [json.loads(client.communicate(timeout=120)[0]) for client in clients]
            if number:
                found.append([seconds * 1000 for answer in answers for seconds in answer])
    finally:
        server.stop()
    return {name: median(percentile(run, share) for run in found)
            for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))} | {"rest": rest, "count": 2 * count}


def canned(rounds, seconds, say):
    """A canned answer from each server, in turns; and who could not be had."""
    running, missing, found = [], {}, {}
    try:
        for server in (Pollux(canned=True), LLMock(), LiteLLM()):
            say(f"starting {server.name} for the canned answer")
            try:
                server.start()
                running.append(server)
            except Unavailable as error:
                missing[server.name] = str(error)
        for _ in range(rounds):
            for server in running:
                for clients in (1, 16):
                    expected = getattr(server, "expected", CANNED)
                    found.setdefault((server.name, clients), []).append(
                        load(server, prompt("ping"), expected, clients, seconds))
    finally:
        for server in running:
            server.stop()
    return [{"server": name, "clients": clients, **medians(values)}
            for (name, clients), values in found.items()], missing


def medians(values):
    return {name: median(value[name] for value in values) for name in values[0]}


def ready(rounds):
    """Seconds from exec until the port answers, until code is accepted and has run, and until large tiers are there."""
    ports, codes, tiers = [], [], {"data": [], "full": []}
    for _ in range(rounds):
        server = Pollux()
        server.is_ready = lambda server=server: status(server.port, "/health") == 200
        server.pause = 0.002
        try:
            server.start()
            ports.append(time.perf_counter() - server.begun)
            body = prompt("```python\nprint(6 * 7)\n```", code_execution=True)
            if not eventually(lambda port=server.port, body=body: post(port, GENERATE, body)[0] == 200, 120, 0.002):
                raise RuntimeError("no code ran within 120 s of a start")
            codes.append(time.perf_counter() - server.begun)
            for tier, seconds in tiers.items():
                ready = server.port, f"/ready?tier={tier}"
                if not eventually(lambda ready=ready: status(*ready) == 200, 120, 0.01):
                    raise RuntimeError(f"the tier {tier} was not ready within 120 s")
                seconds.append(time.perf_counter() - server.begun)
        finally:
            server.stop()
    return {"port": median(ports), "code": median(codes), **{tier: median(found) for tier, found in tiers.items()}}


def inline_csv(rounds):
    """Seconds from sending a request with 10 MB of CSV until its code begins.

    So much CSV is more tokens than the models take, so the server has a higher limit.
    """
    server = Pollux(token_limit=100_000_000)
    server.start()
    try:
        return median([csv_seconds(server, number) for number in range(rounds + 1)][1:])
    finally:
        server.stop()


def csv_seconds(server, number):
    """Seconds of one such request, by the code's own clock."""
    row = b"2026-01-01,some words of text,12345.678,42\n"
    data = base64.b64encode(b"a,b,c,d\n" + row * (10_000_000 // len(row))).decode()
    code = "```python\nimport time\nprint(time.time_ns())\n```\n" + f"<!-- {number} -->"
    body = json.dumps({"tools": [{"codeExecution": {}}], "contents": [{"role": "user", "parts": [
        {"inlineData": {"mimeType": "text/csv", "data": data}}, {"text": code}]}]}).encode()
    begun = time.time_ns()
    answer = json.loads(post(server.port, GENERATE, body)[1])
    parts = answer["candidates"][0]["content"]["parts"]
    output = next(part["codeExecutionResult"]["output"] for part in parts if "codeExecutionResult" in part)
    return (int(output) - begun) / 1e9


def session_cgroups():
    """Bytes charged to each session's cgroup, the kernel's own for it included, and its processes."""
    found = []
    for path in [*Path("/sys/fs/cgroup/memory").glob("**/pollux-*/session-*/memory.usage_in_bytes"),
                 *Path("/sys/fs/cgroup").glob("**/pollux-*/session-*/memory.current")]:
        try:
            pids = [int(pid) for pid in (path.parent / "cgroup.procs").read_text().split()]
            found.append((int(path.read_text()), pids))
        except (OSError, ValueError):
            continue
    return found


def parked_sizes(forks):
    """The charge of a session that waits, by tier."""
    sizes = {}
    for size, pids in session_cgroups():
        parents = {int((stat_fields(pid) or [0, 0])[1]) for pid in pids}
        for tier, fork in zip(TIERS, forks):
            if fork in parents:
                sizes.setdefault(tier, []).append(size)
    return {tier: median(found) for tier, found in sizes.items()}


def footprint():
    """Bytes of an idle server, its fork servers, a parked session, and 32 sessions in flight."""
    server = Pollux()
    server.start()
    try:
        pid = server.process.pid
        time.sleep(3)  # for what the start left to be done
        everyone = sorted(family(pid))
        # In the order in which they are started.
        forks = [one for one in everyone if depth(one, pid) == 3 and "fork-server" in read(one, "cmdline")]
        parked = parked_sizes(forks)
        idle = sum(memory(one)["pss"] for one in everyone)
        busy = in_flight(server, 32)
        return {"server": memory(pid)["rss"], "serverPrivate": memory(pid)["private"], "idle": idle,
                "forkServers": {tier: memory(one)["rss"] for tier, one in zip(TIERS, forks)}, "parked": parked,
                "inFlight": busy, "inFlightEach": (busy - idle) / 32}
    finally:
        server.stop()


def in_flight(server, count):
    """The proportional memory of everything while so many sessions sleep."""
    body = prompt("```python\nimport time\ntime.sleep(6)\nprint(1)\n```", code_execution=True)
    threads = [threading.Thread(target=post, args=(server.port, GENERATE, body)) for _ in range(count)]
    for thread in threads:
        thread.start()
    time.sleep(4)
    total = sum(memory(one)["pss"] for one in family(server.process.pid))
    for thread in threads:
        thread.join()
    return total


def growth(sessions, seconds):
    """p50 and CPU of print(1) at the beginning and the end of so many sessions of one fork server."""
    pollux, passes = PolluxBoundary(), []
    pollux.start()
    try:
        size, deadline = max(50, sessions // 10), time.monotonic() + seconds
        while sum(count for count, _, _ in passes) + size <= sessions and time.monotonic() < deadline:
            runs = pollux.ask("print", size, 2)
            passes.append((size, percentile([run["total"] / 1e9 for run in runs], 0.5),
                           pollux.last_pass["cpu"] / 1e9 / size))
    finally:
        pollux.stop()
    return {"sessions": sum(count for count, _, _ in passes), "first": passes[0][1:], "last": passes[-1][1:]}
