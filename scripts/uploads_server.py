"""The server of scripts/check-uploads: started, killed and started again over one data directory, and asked by HTTP."""

import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Finding(Exception):
    """Something is not as the model has it."""


def must(condition, text):
    if not condition:
        raise Finding(text)


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"{self.status} {self.body[:300]!r}"


class Server:
    """A pollux server that may be killed at any moment."""

    def __init__(self, path):
        self.path = path
        self.folder = tempfile.mkdtemp(prefix="pollux-uploads-")
        self.data = os.path.join(self.folder, "data")
        self.config = os.path.join(self.folder, "sandbox-config")
        shutil.copytree(os.path.join(ROOT, "sandbox-config"), self.config)
        os.symlink(os.path.join(ROOT, ".libraries"), os.path.join(self.folder, ".libraries"))
        profile = os.path.join(self.config, "sandbox.yaml")
        with open(profile, encoding="utf-8") as file:
            # Nothing is imported at the start, so that a server costs little.
            lines = [line for line in file if not line.startswith("    - ") or line == "    - json\n"]
        with open(profile, "w", encoding="utf-8") as file:
            file.writelines(lines)
        self.starts = 0
        self.longest_start = 0.0
        self.process = None
        self.start()

    def start(self):
        began = time.monotonic()
        self.log = open(os.path.join(self.folder, "log"), "wb+")
        self.process = subprocess.Popen(
            [self.path, "serve", "--port", "0", "--log-level", "info", "--data", self.data,
             "--sandbox-config", self.config],
            env={"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/nonexistent"},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=self.log)
        # The ready line would come only once Python runs.
        while not (listening := re.search(r"port=(\d+).* listening", self.said())):
            must(self.process.poll() is None, f"the server did not start: {self.said()}")
            must(time.monotonic() - began < 60, "the server does not listen after a minute")
            time.sleep(0.002)
        self.port = int(listening[1])
        self.starts += 1
        self.longest_start = max(self.longest_start, time.monotonic() - began)

    def said(self):
        with open(self.log.name, "rb") as file:
            return file.read().decode(errors="replace")[-2000:]

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.log.close()

    def restart(self):
        self.kill()
        self.start()

    def end(self):
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def ask(self, method, target, body=b"", headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.request(method, target, body, headers or {})
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, found, response.read())
        finally:
            connection.close()

    def begin(self, method, target, headers, length, body):
        """Sends a request whose body may be shorter than it says; the socket is the caller's."""
        lines = [f"{method} {target} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {length}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=120)
        try:
            connection.sendall("\r\n".join(lines + ["", ""]).encode() + body)
        except OSError:
            pass
        return connection

    def stored(self):
        """What lies in the directory of bytes, by name."""
        folder = os.path.join(self.data, "bytes")
        found = {}
        for name in os.listdir(folder):
            with open(os.path.join(folder, name), "rb") as file:
                found[name] = file.read()
        return found

    def run(self, file, code):
        """The output of code that has one file."""
        deadline = time.monotonic() + 60
        while self.ask("GET", "/ready").status != 200:
            must(time.monotonic() < deadline, "the server takes no code after a minute")
            time.sleep(0.02)
        parts = [{"fileData": {"fileUri": file}}, {"text": f"```python\n{code}\n```"}]
        body = {"contents": [{"parts": parts}], "tools": [{"codeExecution": {}}]}
        answer = self.ask("POST", "/v1beta/models/gemini-2.5-flash:generateContent", json.dumps(body).encode(),
                          {"Content-Type": "application/json"})
        must(answer.status == 200, f"code with a file is answered {answer}")
        return re.search(rb'"output": "([^"]*)\\n"', answer.body)[1].decode()
