"""HTTP servers that are measured: Pollux, LLMock and LiteLLM's proxy, on 127.0.0.1 only."""

import http.client
import json
import re
import shutil
import subprocess
import time
from pathlib import Path

from processes import ENVIRONMENTS, POLLUX, QUIET, Unavailable, end, eventually, free_port, scratch, start

CANNED = "This is a canned answer of forty-three chars"[:43]
GENERATE = "/v1beta/models/gemini-2.5-flash:generateContent"


def post(port, path, body, seconds=60):
    """Status and text of one request."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        connection.request("POST", path, body, {"Content-Type": "application/json", "x-goog-api-key": "sk-any"})
        response = connection.getresponse()
        return response.status, response.read().decode(errors="replace")
    finally:
        connection.close()


def get(port, path):
    """The text of a GET."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().read().decode(errors="replace")
    finally:
        connection.close()


def status(port, path):
    """The status of a GET; 0 where nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def prompt(text, code_execution=False):
    body = {"contents": [{"role": "user", "parts": [{"text": text}]}]}
    if code_execution:
        body["tools"] = [{"codeExecution": {}}]
    return json.dumps(body)


class Server:
    """One server; `path` takes a generateContent request."""

    name, path = "", GENERATE
    seconds, pause = 120, 0.05

    def start(self):
        self.folder = scratch()
        self.port = free_port()
        self.log = open(Path(self.folder.name) / "log", "wb+")
        self.begun = time.perf_counter()
        self.process = start(self.command(), self.environment(), cwd=self.folder.name, stdout=self.log,
                             stderr=subprocess.STDOUT)
        if not eventually(self.is_ready, self.seconds, self.pause):
            self.log.seek(0)
            text = self.log.read().decode(errors="replace")[-300:]
            self.stop()
            raise Unavailable("it did not become ready: " + " ".join(text.split()))

    def environment(self):
        return {**QUIET, "HOME": self.folder.name}

    def is_ready(self):
        if self.process.poll() is not None:
            return False
        try:
            found = post(self.port, self.path, prompt("ping"), 10)
        except OSError:
            return False
        return found[0] == 200 and CANNED in found[1]

    def stop(self):
        end(self.process)
        self.log.close()
        self.folder.cleanup()


class Pollux(Server):
    """With the built-in script, or a script of one canned answer."""

    name = "Pollux"

    def __init__(self, canned=False, token_limit=None, program=POLLUX):
        self.canned, self.token_limit, self.program = canned, token_limit, program

    def command(self):
        if not self.program.exists():
            raise Unavailable(f"{self.program} does not exist: run make build there")
        folder = Path(self.folder.name)
        command = [self.program, "serve", "--port", self.port, "--log-level", "warning", "--data", folder / "data"]
        if self.canned:
            (folder / "fixtures").mkdir()
            (folder / "fixtures/canned.yaml").write_text(
                f'- name: canned\n  match: {{ prompt: ping }}\n  reply:\n    - text: "{CANNED}"\n', encoding="utf-8")
            command += ["--fixtures", folder / "fixtures"]
        if self.token_limit:
            command += ["--sandbox-config", self.configuration(folder)]
        return command

    def configuration(self, folder):
        """That of the program's checkout, with another limit of tokens for every model."""
        checkout = self.program.parents[2]
        copy = shutil.copytree(checkout / "sandbox-config", folder / "sandbox-config")
        (folder / ".libraries").symlink_to(checkout / ".libraries")
        text = (copy / "models.yaml").read_text(encoding="utf-8")
        text, count = re.subn(r"inputTokenLimit: \d+", f"inputTokenLimit: {self.token_limit}", text)
        if not count:
            raise Unavailable("models.yaml has no inputTokenLimit any more")
        (copy / "models.yaml").write_text(text, encoding="utf-8")
        return copy

    def is_ready(self):
        """Whether every tier is there, with the sessions it starts ahead."""
        if status(self.port, "/ready?tier=full") != 200:
            return False
        gauge = {name: int(value) for name, value in re.findall(
            r"(?m)^pollux_sandbox_sessions_(parked|parked_limit) (\d+)", get(self.port, "/metrics"))}
        return gauge["parked"] == gauge["parked_limit"]


class PlainPython(Server):
    """The least that answers over HTTP: what Pollux's canned answer is measured beside."""

    name = "asyncio"

    def command(self):
        return ["/usr/bin/python3", "-B", Path(__file__).with_name("plain_server.py"), self.port, CANNED]


class LLMock(Server):
    name, path = "llmock", "/gemini" + GENERATE

    def command(self):
        program = ENVIRONMENTS / "contenders/bin/llmock"
        if not program.exists():
            raise Unavailable("llmock is not in .bench-environment/")
        return [program, "serve", "--port", self.port, "--response-style", "static"]

    def is_ready(self):
        # Its canned answer is its own; what it says is looked up once and expected from then on.
        try:
            code, text = post(self.port, self.path, prompt("ping"), 10)
        except OSError:
            return False
        found = re.search(r'"text":\s*"([^"]{3,})"', text)
        if code == 200 and found:
            self.expected = found[1]
            return True
        return False


class LiteLLM(Server):
    name = "LiteLLM proxy"
    seconds = 150

    def command(self):
        program = ENVIRONMENTS / "litellm/bin/litellm"
        if not program.exists():
            raise Unavailable("litellm[proxy] is not in .bench-environment/")
        configuration = {
            "model_list": [{"model_name": "gemini-2.5-flash", "litellm_params": {
                "model": "gemini/gemini-2.5-flash", "api_key": "dummy", "mock_response": CANNED}}],
            "general_settings": {"dangerously_permit_weak_or_unset_master_key": True},
        }
        path = Path(self.folder.name) / "config.yaml"
        path.write_text(json.dumps(configuration), encoding="utf-8")
        return [program, "--config", path, "--host", "127.0.0.1", "--port", self.port]

    def environment(self):
        return {**super().environment(), "LITELLM_LOCAL_MODEL_COST_MAP": "True"}
