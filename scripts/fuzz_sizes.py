"""The sizes of scripts/fuzz-requests: how time and memory of the server grow with a request."""

import http.client
import os
import re
import statistics
import sys
import time
import urllib.parse

import fuzz_shapes
# Sizes in bytes: of the smaller request, of the larger one, and of both where answers alone are looked at.
SMALLER = 1 << 17
FACTOR = 8
QUICK = (1_000, 10_000)
# The larger may take so many times as long as the smaller.
MOST = 12
# Seconds of the larger below which nothing can be told, and none is slow.
NOISE = 0.05
ROUNDS = 3


class Server:
    """The process behind a URL, where it runs on this machine; its memory is unknown elsewhere."""

    def __init__(self, url):
        self.pid = self._listener(urllib.parse.urlsplit(url).port or 80)

    @staticmethod
    def _listener(port):
        try:
            sockets = set()
            for table in ("/proc/net/tcp", "/proc/net/tcp6"):
                with open(table, encoding="ascii") as file:
                    for fields in map(str.split, file):
                        if fields[3] == "0A" and fields[1].endswith(f":{port:04X}"):
                            sockets.add(f"socket:[{fields[9]}]")
            for pid in filter(str.isdigit, os.listdir("/proc")):
                try:
                    for descriptor in os.listdir(f"/proc/{pid}/fd"):
                        if os.readlink(f"/proc/{pid}/fd/{descriptor}") in sockets:
                            return int(pid)
                except OSError:
                    continue
        except OSError:
            pass
        return None

    def seconds(self):
        """The processor time it has used, which other work on the machine leaves alone; elsewhere the time of day."""
        try:
            spent = 0
            for task in os.listdir(f"/proc/{self.pid}/task"):
                with open(f"/proc/{self.pid}/task/{task}/schedstat", encoding="ascii") as file:
                    spent += int(file.read().split()[0])
            return spent / 1e9
        except OSError:
            return time.monotonic()

    def forget_peak(self):
        try:
            with open(f"/proc/{self.pid}/clear_refs", "w", encoding="ascii") as file:
                # Sets the peak back to what is resident now, proc(5).
                file.write("5")
        except OSError:
            pass

    def peak(self):
        """The most memory that was resident, in bytes; 0 where it cannot be read."""
        try:
            with open(f"/proc/{self.pid}/status", encoding="ascii") as file:
                return int(re.search(r"VmHWM:\s*(\d+) kB", file.read()).group(1)) << 10
        except (OSError, AttributeError):
            return 0


def length(request):
    """The bytes of a request: target, headers and body."""
    return len(request["path"]) + sum(map(len, request["headers"].values())) + len(request["body"])


class Sizes:
    def __init__(self, options, client, fault, keep):
        self.options, self.client, self.fault, self.keep = options, client, fault, keep
        self.server = Server(options.url)
        self.findings = 0

    def run(self):
        names = [name for name in fuzz_shapes.SHAPES if self.options.shape in name]
        if not names:
            print(f"fuzz-requests: no shape has '{self.options.shape}' in its name; see --list", file=sys.stderr)
            return 2
        if self.server.pid is None and not self.options.quick:
            print("fuzz-requests: the server runs elsewhere: its memory is not looked at", file=sys.stderr)
        start = self.server.peak()
        if not self.options.quick:
            twice = f"{'bytes':>9} {'seconds':>8} " * 2
            print(f"{'shape':<44} {twice}{'ratio':>6} {'status':>6} {'MiB':>6}")
        for number, name in enumerate(names, 1):
            if sys.stderr.isatty():
                print(f"{number} of {len(names)}: {name}\x1b[K", end="\r", file=sys.stderr)
            try:
                self.measure(name, start)
            except ConnectionRefusedError:
                self.finding(name, "the server is gone; nothing further was sent")
                break
            path = f"/_pollux/reset?namespace={fuzz_shapes.SPACE}"
            self.send({"method": "POST", "path": path, "headers": {}, "body": b""})
        print(f"{len(names)} shapes, {self.findings} wrong")
        return 1 if self.findings else 0

    def measure(self, name, start):
        make = fuzz_shapes.SHAPES[name]
        self.server.forget_peak()
        if self.options.quick:
            for size in QUICK:
                self.seconds(name, make, size)
            return
        small, small_bytes, _, _ = self.median(name, make, SMALLER)
        large, large_bytes, status, waited = self.median(name, make, SMALLER * FACTOR)
        # A shape may grow by less than was asked for, where one of its bounds is near.
        allowed = MOST * large_bytes / small_bytes / FACTOR
        ratio = large / max(small, NOISE / MOST)
        peak = self.server.peak()
        print(
            f"{name:<44} {small_bytes:>9} {small:>8.3f} {large_bytes:>9} {large:>8.3f} {ratio:>6.1f} {status:>6} "
            f"{(peak - start) >> 20:>6}",
            flush=True,
        )
        if large > NOISE and ratio > allowed:
            self.finding(name, f"{ratio:.1f} times as long for {large_bytes / small_bytes:.1f} times the bytes")
        if waited > self.options.slowest:
            self.finding(name, f"{waited:.1f} s for {large_bytes} bytes; at most {self.options.slowest} s are allowed")
        if peak - start > self.options.memory << 20:
            self.finding(name, f"{(peak - start) >> 20} MiB more than at the start; {self.options.memory} are allowed")

    def median(self, name, make, size):
        """The median of the server's seconds, with the bytes, the status and the shortest time until the answer."""
        rows = [self.seconds(name, make, size)]
        # What is slow is not asked again and again.
        while len(rows) < ROUNDS and rows[0][3] < self.options.slowest * 2:
            rows.append(self.seconds(name, make, size))
        return statistics.median(row[0] for row in rows), rows[0][1], rows[0][2], min(row[3] for row in rows)

    def seconds(self, name, make, size):
        before, timed = fuzz_shapes.steps(make(size))
        for request in before:
            self.send(request, name)
        began, spent = time.monotonic(), self.server.seconds()
        status = [self.send(request, name) for request in timed][-1]
        spent, waited = self.server.seconds() - spent, time.monotonic() - began
        return spent, sum(map(length, before + timed)), status, waited

    def send(self, request, name=None):
        """The status of an answer, 0 where there was none; one of no right form is a finding."""
        try:
            status, headers, body = self.client.answer(request)
            reason = None if name is None else self.fault(status, headers, body)[0]
        except ConnectionRefusedError:
            raise
        except (OSError, http.client.HTTPException, ValueError) as error:
            status, reason = 0, f"{type(error).__name__}: {error}"
        if reason and name:
            self.finding(name, f"{reason}: {self.keep(request, reason)}")
        return status

    def finding(self, name, text):
        self.findings += 1
        print(f"fuzz-requests: {name}: {text}", file=sys.stderr, flush=True)
