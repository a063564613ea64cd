"""Who is measured: each starts, runs a block in a state nobody used before (but the warm kernel), and stops."""

import http.client
import json
import resource
import shutil
import subprocess
import time

from processes import POLLUX, PYTHON, ROOT, Unavailable, cpu_seconds, end, scratch, start
from servers import GENERATE, Pollux, prompt
from snippets import BY_NAME

SECONDS = 60


class Contender:
    """One way to run a block of Python."""

    name = ""
    rounds = 1  # runs of a snippet in a row, each time it is this one's turn
    # Where plt.show() makes no picture by itself, it writes the PNG that it makes elsewhere.
    shown = 'import matplotlib.pyplot as plt\nplt.show = lambda: plt.savefig("shown.png")\n'

    def can_run(self, snippet):
        return True

    def start(self):
        """Raises Unavailable, with the reason."""

    def run(self, snippet):
        """Seconds of one run; raises RuntimeError where the output is wrong."""
        code, number = snippet.code()
        if snippet.shows:
            code = self.shown + code
        begun = time.perf_counter()
        output = self.execute(code)
        self.check_figure(snippet)
        seconds = time.perf_counter() - begun
        if not snippet.is_right(output, number):
            raise RuntimeError(f"{self.name} printed {output[:200]!r} for {snippet.name} with {number}")
        return [seconds]

    def execute(self, code):
        raise NotImplementedError

    def check_figure(self, snippet):
        """Raises RuntimeError where a block that shows a figure gave none."""

    def cpu(self):
        """Processor time so far, where this one's can be told from others'; else nothing."""
        return None

    def stop(self):
        pass


class PolluxBoundary(Contender):
    """`pollux bench`, a run at a time, each when the sessions started ahead are there again, as the others run too."""

    name = "Pollux"
    rounds, runs = 5, 1

    def __init__(self, program=POLLUX):
        self.isolation, self.ready_seconds, self.last_pass = "unknown", 0.0, {}
        self.cpu_seconds, self.program = 0.0, program

    def start(self):
        if not self.program.exists():
            raise Unavailable(f"{self.program} does not exist: run make build there")
        files = [snippet.path for snippet in BY_NAME.values()]
        self.process = start([self.program, "bench", "--by-line", *files],
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        line = json.loads(self.process.stdout.readline() or "{}")
        if line.get("event") != "ready":
            raise Unavailable(f"pollux bench said {line}")
        self.isolation, self.ready_seconds = line["isolation"], line["elapsed"] / 1e9

    def ask(self, name, count, clients=1, blocks=1):
        """The lines of a pass."""
        self.process.stdin.write(f"{name} {count} {clients} {blocks}\n")
        self.process.stdin.flush()
        runs = []
        for text in self.process.stdout:
            line = json.loads(text)
            if line["event"] == "error":
                raise RuntimeError(f"Pollux at {name}: {line['reason']}")
            if line["event"] == "pass":
                self.last_pass = line
                self.cpu_seconds += line["cpu"] / 1e9
                return runs
            runs.append(line)
        raise RuntimeError("pollux bench ended")

    def run(self, snippet):
        runs = self.ask(snippet.name, self.runs)
        for run in runs:
            if not snippet.is_right(run["output"], run["number"]):
                raise RuntimeError(f"Pollux printed {run['output'][:200]!r} for {snippet.name}")
        return [(run["acquire"] + run["blocks"][0]) / 1e9 for run in runs]

    def cpu(self):
        return self.cpu_seconds

    def stop(self):
        self.process.stdin.close()
        end(self.process)


class PolluxInARow(PolluxBoundary):
    """The same without a rest: from the second run on, starting the next sessions takes its part of the machine."""

    name = "Pollux, five in a row"
    rounds, runs = 1, 5


class PolluxHTTP(Contender):
    """The same block as fenced Python of a prompt, through generateContent, a connection kept open; five in a row."""

    shown = ""

    name = "Pollux over HTTP, five in a row"
    rounds = 5

    def start(self):
        self.server = Pollux()
        self.server.start()
        self.connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=SECONDS)

    def execute(self, code):
        body = prompt(f"```python\n{code}\n```", code_execution=True)
        self.connection.request("POST", GENERATE, body, {"Content-Type": "application/json", "x-goog-api-key": "any"})
        parts = json.loads(self.connection.getresponse().read())["candidates"][0]["content"]["parts"]
        self.pictures = [part["inlineData"]["mimeType"] for part in parts if "inlineData" in part]
        return "".join(part["codeExecutionResult"].get("output", "") for part in parts if "codeExecutionResult" in part)

    def check_figure(self, snippet):
        if snippet.shows and self.pictures != ["image/png"]:
            raise RuntimeError(f"{snippet.name} gave {self.pictures}, not a picture")

    def stop(self):
        self.connection.close()
        self.server.stop()


class ColdPython(Contender):
    name = "cold python3"

    def command(self, code):
        return ["/usr/bin/python3", "-c", code]

    def start(self):
        self.folder = scratch()

    def execute(self, code):
        done = subprocess.run(self.command(code), env=PYTHON, cwd=self.folder.name, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=SECONDS)
        if done.returncode != 0:
            raise RuntimeError(f"{self.name} ended with {done.returncode}: {done.stderr[-300:]}")
        return done.stdout

    def cpu(self):
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime

    def stop(self):
        self.folder.cleanup()


class Bubblewrap(ColdPython):
    name = "bubblewrap + python3"

    def cpu(self):
        return None  # its first process does not wait for the others, so nobody is told their time

    def start(self):
        super().start()
        if not shutil.which("bwrap"):
            raise Unavailable("bwrap is not installed")
        self.try_out()

    def try_out(self):
        try:
            if self.execute("print(1)") != "1\n":
                raise Unavailable("it did not print 1")
        except (RuntimeError, OSError, subprocess.TimeoutExpired) as error:
            raise Unavailable(" ".join(str(error).split())[:300]) from error

    def command(self, code):
        return ["bwrap", "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp",
                "--chdir", "/tmp", "--unshare-all", "--die-with-parent", "--new-session",
                "/usr/bin/python3", "-c", code]


class GVisor(Bubblewrap):
    name = "gVisor runsc do"

    def start(self):
        ColdPython.start(self)
        if not shutil.which("runsc"):
            raise Unavailable("runsc is not installed")
        self.try_out()

    def command(self, code):
        return ["runsc", "--platform=ptrace", "--network=none", "--ignore-cgroups", "--root", self.folder.name, "do",
                "--cwd", "/tmp", "/usr/bin/env", *[f"{name}={value}" for name, value in PYTHON.items()],
                "/usr/bin/python3", "-c", code]


class Kernel:
    """One IPython kernel, with the sandbox's libraries."""

    def __init__(self):
        try:
            from jupyter_client.manager import KernelManager
        except ImportError as error:
            raise Unavailable(f"jupyter_client is not there: {error}") from error
        self.folder = scratch()
        environment = {**PYTHON, "HOME": self.folder.name, "IPYTHONDIR": self.folder.name}
        del environment["MPLBACKEND"]  # the kernel's own makes a PNG of what is shown
        self.manager = KernelManager(kernel_name="python3")
        self.manager.start_kernel(env=environment, cwd=self.folder.name)
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=SECONDS)

    def execute(self, code):
        printed, self.pictures = [], 0

        def hook(message):
            content = message["content"]
            if message["msg_type"] == "stream":
                printed.append(content["text"])
            elif message["msg_type"] == "display_data" and "image/png" in content["data"]:
                self.pictures += 1
            elif message["msg_type"] == "error":
                raise RuntimeError(f"the kernel raised {content['ename']}: {content['evalue']}")

        self.client.execute_interactive(code, output_hook=hook, timeout=SECONDS, store_history=False)
        return "".join(printed)

    def stop(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)
        self.folder.cleanup()


class KernelContender(Contender):
    shown = ""

    def check_figure(self, snippet):
        if snippet.shows and self.kernel.pictures != 1:
            raise RuntimeError(f"{snippet.name} gave {self.kernel.pictures} pictures")


class WarmKernel(KernelContender):
    name = "Jupyter kernel, warm"
    rounds = 5

    def start(self):
        self.kernel = Kernel()

    def execute(self, code):
        return self.kernel.execute(code)

    def stop(self):
        self.kernel.stop()


class FreshKernel(KernelContender):
    name = "Jupyter kernel, fresh"

    def start(self):
        Kernel().stop()

    def execute(self, code):
        self.kernel = Kernel()
        return self.kernel.execute(code)

    def run(self, snippet):
        try:
            return super().run(snippet)
        finally:
            # Its end is not a part of the wait for an answer.
            self.kernel.stop()


class ForkServer(Contender):
    name = "multiprocessing forkserver"
    rounds = 3
    worker = "forkserver_worker.py"

    def start(self):
        self.folder = scratch()
        environment = {**PYTHON, "PYTHONPATH": f"{PYTHON['PYTHONPATH']}:{ROOT / 'Benchmarks'}"}
        self.process = start(["/usr/bin/python3", ROOT / "Benchmarks" / self.worker], environment,
                             cwd=self.folder.name, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def execute(self, code):
        self.process.stdin.write(json.dumps(code) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline() or '"the worker ended"')

    def cpu(self):
        return cpu_seconds(self.process.pid)

    def stop(self):
        self.process.stdin.close()
        end(self.process)
        self.folder.cleanup()


class WarmWorker(ForkServer):
    """A process that waits for a block as a parked session does, without a jail; not compared, but measured beside.

    It rests before each run: Pollux does while the next sessions start, and what a processor takes to wake up is more
    than the block.
    """

    name = "warm python3"
    worker = "warm_worker.py"
    rest = 0.02

    def run(self, snippet):
        time.sleep(self.rest)
        return super().run(snippet)


class Monty(Contender):
    """An interpreter of its own in Rust, a warm worker a run; it knows no libraries."""

    name = "pydantic-monty"
    rounds = 5

    def can_run(self, snippet):
        return not snippet.needs_libraries

    def start(self):
        try:
            import pydantic_monty
        except ImportError as error:
            raise Unavailable(f"pydantic-monty is not there: {error}") from error
        try:
            self.pool = pydantic_monty.Monty()
            self.pool.__enter__()
            if self.execute("print(1)") != "1\n":
                raise Unavailable("it did not print 1")
        except (TypeError, AttributeError) as error:
            raise Unavailable(f"its interface is another one: {error}") from error

    def execute(self, code):
        printed = []
        with self.pool.checkout() as session:
            session.feed_run(code, print_callback=lambda stream, text: printed.append(text))
        return "".join(printed)

    def stop(self):
        self.pool.__exit__(None, None, None)


CONTENDERS = [PolluxBoundary, PolluxInARow, PolluxHTTP, ColdPython, Bubblewrap, WarmKernel, FreshKernel, ForkServer,
              GVisor, Monty]
