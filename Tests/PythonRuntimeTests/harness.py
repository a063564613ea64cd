"""Loads the runtime's Python and runs blocks with it as RuntimeFunctions.swift and Interpreter.swift do.

In this process for functions that only compute (`load`), in a process of its own for all else (`run`): the runtime
takes over the standard streams, the environment and the imports of the process it is in.
"""

import base64
import builtins
import contextlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIBRARIES = ROOT / ".libraries"
CONSTANTS = {"FAILURE_BYTES": 64 << 10, "NOTICE_IMSHOW": 1, "NOTICE_SHOW_OF_PILLOW": 2, "NOTICE_SHOW_OF_ALTAIR": 3}


def load(**constants):
    """Gives the dictionary of the runtime; the caller puts right what loading changes in this process (`Loaded`)."""
    runtime = {"__builtins__": dict(vars(builtins)), **CONSTANTS, **constants}
    for name in ("runtime", "libraries", "warm_up"):
        source = (ROOT / f"Sources/PythonRuntime/Python/{name}.py").read_text(encoding="utf-8")
        exec(compile(source, "<string>", "exec", dont_inherit=True), runtime)
    return runtime


class Loaded:
    """The runtime's functions as attributes, in this process, until the block ends."""

    def __init__(self, **constants):
        self.constants = constants

    def __enter__(self):
        self.before = os.register_at_fork, list(sys.meta_path)
        self.names = load(**self.constants)
        return self

    def __exit__(self, *failure):
        os.register_at_fork, sys.meta_path[:] = self.before

    def __getattr__(self, name):
        return self.names[name]

    def failure(self, source):
        """Runs a block and gives the text of its failure and whether memory was out; None where it ended well."""
        return run_block(self.names, {"__name__": "__main__"}, source)


def run_block(runtime, namespace, source):
    try:
        exec(compile(source, "<string>", "exec", dont_inherit=True), namespace)
    except BaseException as error:
        # The first frame is the one above; a block that does not compile has no other.
        return runtime["describe"](type(error), error, error.__traceback__.tb_next)
    return None


def call_ignoring_failure(function):
    with contextlib.suppress(BaseException):
        function()


class Session:
    """What a process of blocks said: bytes of both streams, its exit status, and a report on each block.

    A report has `failure`, `out_of_memory`, `figures` (bytes each), `dropped` and `notices`; there is none where the
    process ended in a block.
    """

    def __init__(self, blocks, specification):
        with tempfile.TemporaryFile() as report:
            arguments = json.dumps({"blocks": blocks, **specification}), str(report.fileno())
            done = subprocess.run(
                ["/usr/bin/python3", "-ISB", __file__, *arguments],
                stdin=subprocess.DEVNULL, capture_output=True, pass_fds=[report.fileno()], timeout=120, check=False,
                env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "SECRET": "of the caller"},
            )
            self.stdout, self.stderr, self.status = done.stdout, done.stderr, done.returncode
            report.seek(0)
            text = report.read()
        self.blocks = json.loads(text) if text else []
        for block in self.blocks:
            block["figures"] = [base64.b64decode(figure) for figure in block["figures"]]


def run(*blocks, **specification):
    """Runs blocks in a process.

    Keywords: `libraries`, folders of modules; `preload`, modules imported before the session begins; `seeds`, of
    `random` and numpy; `constants`, other values than `CONSTANTS`.
    """
    return Session(blocks, specification)


def main(specification, report):
    runtime = load(**specification.get("constants", {}))
    runtime["use_libraries"](*specification.get("libraries", []))
    for module in specification.get("preload", []):
        __import__(module)
    runtime["prepare"]()
    runtime["settle"](*specification.get("seeds", (None, None)))
    namespace = {"__name__": "__main__"}
    own = dict(vars(builtins))
    reports = []
    for number, source in enumerate(specification["blocks"]):
        if number > 0:
            call_ignoring_failure(runtime["begin_block"])
        failure = run_block(runtime, namespace, source)
        call_ignoring_failure(runtime["end_block"])
        figures, dropped = runtime["take_figures"]()
        text, out_of_memory = failure or (None, False)
        reports.append({
            "failure": text, "out_of_memory": out_of_memory, "dropped": dropped,
            "figures": [base64.b64encode(figure).decode() for figure in figures],
            "notices": list(runtime["take_notices"]()),
        })
    vars(builtins).update(own)
    with open(report, "wb") as file:
        file.write(json.dumps(reports).encode())


if __name__ == "__main__":
    main(json.loads(sys.argv[1]), int(sys.argv[2]))
