"""The servers of a run: a model behind llama.cpp, and Pollux in front. Both end with the block that starts them."""

import contextlib
import re
import shutil
import subprocess
import tempfile
import threading
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
QUIET = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", "NO_PROXY": "127.0.0.1"}
READY_SECONDS = 120


class DidNotStart(Exception):
    """A server did not become ready; the text is what it wrote."""


class Server:
    """A program that says on standard output where it listens."""

    def __init__(self, name, command, ready):
        self.name, self.command, self.ready = name, [str(word) for word in command], ready

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="pollux-models-"))
        self.log = open(self.folder / "log", "wb+")
        # Its standard input stays open as long as this program lives: serve_model.py ends by it.
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log,
                                        env={**QUIET, "HOME": str(self.folder)}, cwd=self.folder)
        line = self.first_line()
        found = re.search(self.ready, line)
        if not found:
            text = line + self.printed()
            self.__exit__()
            raise DidNotStart(f"{self.name} did not become ready:\n{text}")
        self.url = found[1]
        return self

    def first_line(self):
        """The first line, or less where it does not come in time."""
        timer = threading.Timer(READY_SECONDS, self.process.kill)
        timer.start()
        try:
            return self.process.stdout.readline().decode(errors="replace")
        finally:
            timer.cancel()

    def printed(self):
        self.log.seek(0)
        return self.log.read().decode(errors="replace")[-4000:]

    def __exit__(self, *_):
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def model_server(python, model, threads):
    """llama.cpp with one model, named after its file."""
    command = ["nice", python, "-IB", FOLDER / "serve_model.py", model, "--alias", Path(model).stem,
               "--threads", threads]
    return Server(f"the server of {Path(model).name}", command, r"^(http://127\.0\.0\.1:\d+)$")


def pollux(executable, upstream, mode):
    """Pollux with that server as its only model."""
    command = [executable, "serve", "--port", "0", "--log-level", "warning", "--temporary-data",
               "--backend", "openai", "--upstream", f"{upstream}/v1", "--upstream-mode", mode]
    return Server("pollux", command, r"ready: (http://127\.0\.0\.1:\d+)\b")
