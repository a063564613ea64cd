"""A server of one's own, and what a test sees of it; standard library only."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import urllib.error
import urllib.parse
import urllib.request


class PolluxError(RuntimeError):
    """The server is not there, or refused something; the text says what to do."""


class Server:
    """A server started for these tests, or one that runs already."""

    def __init__(self, url=None, executable=None, fixtures=None, options=()):
        self.process = None
        if url:
            self.url = url.rstrip("/")
            return
        program = executable or os.environ.get("POLLUX_EXECUTABLE") or shutil.which("pollux")
        if not program:
            raise PolluxError("pollux is not on PATH: set POLLUX_EXECUTABLE, or POLLUX_URL to a running server")
        command = [program, "serve", "--port", "0", "--ready-format", "json", "--stop-with-input",
                   "--temporary-data", *(["--fixtures", str(fixtures)] if fixtures else []), *options]
        self.log = tempfile.TemporaryFile(mode="w+")
        # Its input is held open by this process, and it stops when that ends, however that ends.
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log, text=True
        )
        line = self.process.stdout.readline()
        try:
            self.url = json.loads(line)["url"]
        except (ValueError, KeyError):
            code = self.process.wait()
            self.log.seek(0)
            raise PolluxError(f"pollux did not start (exit code {code}):\n{self.log.read()}") from None

    def stop(self):
        if self.process is None:
            return
        self.process.stdin.close()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        self.log.close()

    def call(self, path, body=None, method=None):
        """JSON of one of Pollux's own routes."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/_pollux/{path}", data=data, method=method)
        request.add_header("x-goog-api-key", os.environ.get("GEMINI_API_KEY", "any"))
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise PolluxError(f"/_pollux/{path}: {error.code}: {error.read().decode(errors='replace')}") from None


class Pollux:
    """One test's part of a server."""

    def __init__(self, server, namespace):
        self.server = server
        self._clients = []
        self.namespace = re.sub(r"[^A-Za-z0-9._-]+", "-", namespace)[-100:].strip("-") or "test"

    @property
    def url(self):
        """The base URL for SDKs: everything below it is this test's."""
        return f"{self.server.url}/t/{self.namespace}"

    def client(self, **options):
        """A `google.genai.Client` for this test."""
        from google import genai
        from google.genai import types

        client = genai.Client(api_key="any", http_options=types.HttpOptions(base_url=self.url), **options)
        # A client nobody holds closes its connections, also those of `pollux.client().models`.
        self._clients.append(client)
        return client

    def _path(self, path, **query):
        query = {"namespace": self.namespace, **{key: value for key, value in query.items() if value is not None}}
        return f"{path}?{urllib.parse.urlencode(query)}"

    def fixtures(self, text):
        """Puts fixtures of this test alone before those of the server."""
        self.server.call(self._path("fixtures"), {"yaml": _dedent(text)}, method="POST")

    def requests(self, full=False, **filters):
        """The test's requests, oldest first; `full` with bodies and answers."""
        return self.server.call(self._path("requests", view="full" if full else None, **filters))["requests"]

    def unmatched(self):
        return self.server.call(self._path("unmatched"))["requests"]

    def verify(self, match=None, count=None, sequence=None):
        """Raises AssertionError where the requests are not those a test expects."""
        body = {"sequence": sequence} if sequence is not None else {"match": match or {}}
        if count is not None:
            body["count"] = count
        answer = self.server.call(self._path("verify"), body)
        assert answer["ok"], answer.get("message")
        return answer["requests"]

    def verdict(self):
        """What the client did wrong: a list, empty for a good one."""
        return self.server.call(self._path("verdict"))["findings"]

    def reset(self):
        self.server.call(self._path("reset"), {})

    def report(self):
        """The journal for people."""
        lines = []
        for entry in self.requests(full=True):
            lines.append(f"{entry['id']} {entry['method']} {entry['target']} → {entry.get('status', 'no answer')}"
                         + (f", fixture {entry['fixture']}" if "fixture" in entry else ""))
            lines.append(f"  asked    {json.dumps(entry.get('body'), ensure_ascii=False)[:2000]}")
            lines.append(f"  answered {json.dumps(entry.get('response'), ensure_ascii=False)[:4000]}")
        return "\n".join(lines) or "no request was made"


def _dedent(text):
    import textwrap

    return textwrap.dedent(text)
