"""The server of scripts/soak, and what /proc and /sys say of it."""

import http.client
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

from soak_blocks import Answer

root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def proc(pid, name):
    try:
        with open(f"/proc/{pid}/{name}", "rb") as file:
            return file.read().decode(errors="replace")
    except OSError:
        return ""


def processes():
    """All processes but zombies: (pid, start time) and parent."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        # The name in parentheses may hold anything, parentheses too (proc(5)).
        fields = proc(pid, "stat").rpartition(")")[2].split()
        if len(fields) > 19 and fields[0] not in "ZX":
            found.append(((int(pid), int(fields[19])), int(fields[1])))
    return found


def descendants(ancestor):
    """The processes below one, each with its distance from it."""
    everyone, found, level = processes(), {}, {ancestor}
    for depth in range(1, 1000):
        children = [identity for identity, parent in everyone if parent in level and identity not in found]
        if not children:
            break
        found.update(dict.fromkeys(children, depth))
        level = {pid for pid, _ in children}
    return found


def cgroups():
    """Control groups of Pollux, but those that carry the number of a process that lives."""
    found = set()
    for folder, names, _ in os.walk("/sys/fs/cgroup"):
        for name in names:
            path = os.path.join(folder, name)
            numbers = re.findall(r"\d+", path)
            if "pollux" in name and not any(os.path.exists(f"/proc/{number}") for number in numbers):
                found.add(path)
    return found


def eventually(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


class Server:
    """A pollux server with a configuration and a folder of its own."""

    def __init__(self, path, options):
        self.folder = tempfile.mkdtemp(prefix="pollux-soak-")
        self.temporary = os.path.join(self.folder, "tmp")
        os.mkdir(self.temporary)
        self.has_memory_limit = self.configure(options)
        self.log = open(os.path.join(self.folder, "log"), "wb+")
        self.process = subprocess.Popen(
            [path, "serve", "--port", "0", "--log-level", "warning", "--data", os.path.join(self.folder, "data"),
             "--sandbox-config", os.path.join(self.folder, "sandbox-config")],
            env={"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/nonexistent", "TMPDIR": self.temporary},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.log)
        line = self.process.stdout.readline().decode()
        ready = re.search(r"ready: http://127\.0\.0\.1:(\d+) ", line)
        if not ready:
            self.process.kill()
            self.log.seek(0)
            self.fail(f"the server did not become ready:\n{line}{self.log.read().decode(errors='replace')}")
        self.port, self.pid = int(ready[1]), self.process.pid
        if not eventually(self.has_parked_all, 60):
            self.process.kill()
            self.fail("the server did not park its sessions of all tiers within 60 s")
        self.at_rest = set(descendants(self.pid))
        self.seen = set(self.at_rest)

    def fail(self, text):
        shutil.rmtree(self.folder, ignore_errors=True)
        print(f"error: {text}", file=sys.stderr)
        sys.exit(2)

    def configure(self, options):
        config = os.path.join(self.folder, "sandbox-config")
        shutil.copytree(os.path.join(root, "sandbox-config"), config)
        os.symlink(os.path.join(root, ".libraries"), os.path.join(self.folder, ".libraries"))
        path = os.path.join(config, "sandbox.yaml")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        for key, value in {"block": options.block, "maximum": str(options.parallel), "queue": "64",
                           "queueTime": "60s"}.items():
            text, count = re.subn(rf"(?m)^  {key}:.*", f"  {key}: {value}", text)
            if count != 1:
                self.fail(f"sandbox.yaml has no key {key} any more")
        text, has_memory_limit = re.subn(r"(?m)^  memory:.*", "  memory: 256 MiB", text)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return has_memory_limit > 0

    def ask(self, prompt, timeout=180):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        body = {"contents": [{"role": "user", "parts": [{"text": prompt}]}], "tools": [{"codeExecution": {}}]}
        try:
            connection.request("POST", "/v1beta/models/gemini-2.5-flash:generateContent", json.dumps(body),
                               {"Content-Type": "application/json", "x-goog-api-key": "any"})
            response = connection.getresponse()
            return Answer(response.status, response.read())
        finally:
            connection.close()

    def has_parked_all(self):
        """Whether as many sessions wait for their first block as shall."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/metrics")
            text = connection.getresponse().read().decode()
        finally:
            connection.close()
        now, limit = (
            re.search(rf"(?m)^pollux_sandbox_sessions_{name} (\S+)", text) for name in ("parked", "parked_limit")
        )
        return bool(now and limit) and float(now[1]) == float(limit[1])

    def is_at_rest(self):
        """Whether as many processes are there as at the start: parked sessions come and go."""
        return self.has_parked_all() and len(descendants(self.pid)) == len(self.at_rest)

    def fork_servers(self):
        """Those of all tiers, each below a launcher and pid 1 of the outer namespaces."""
        return [pid for (pid, _), depth in descendants(self.pid).items()
                 if depth == 3 and "fork-server" in proc(pid, "cmdline")]

    def sample(self):
        memory = re.search(r"VmRSS:\s*(\d+)", proc(self.pid, "status"))
        return int(memory[1]) * 1024 if memory else 0, self.descriptor_count()

    def descriptor_count(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))
