"""The blocks that scripts/soak sends, and what their answers must be."""

import json
import re

OK, FAILED, DEADLINE = "OUTCOME_OK", "OUTCOME_FAILED", "OUTCOME_DEADLINE_EXCEEDED"


class Kind:
    """Blocks of one kind: how often among all, their code, and what makes an answer right."""

    def __init__(self, name, weight, code, outcomes=(OK,), text=None, files=0):
        self.name, self.weight, self.code, self.outcomes, self.text, self.files = (
            name, weight, code, outcomes, text, files)

    def fault(self, answer, number):
        """Why an answer is not right, or nothing."""
        if answer.status != 200:
            return f"HTTP {answer.status}: {answer.text[:300]}"
        if answer.outcome not in self.outcomes:
            return f"{answer.outcome}: {answer.text[:300]!r}"
        if answer.outcome == self.outcomes[0]:
            if self.text is not None and not re.search(self.text.replace("NUMBER", str(number)), answer.text):
                return f"output {answer.text[:300]!r}"
            if answer.files < self.files:
                return f"{answer.files} files of {self.files}: {answer.text[:300]!r}"
        return None


MEMORY = {  # With a limit on what is touched, touch more than it; without one only the address space is bounded.
    True: "blocks = []\nfor _ in range(48): blocks.append(b'x' * (16 << 20))\nprint('never')",
    False: "bytearray(1 << 40)\nprint('never')",
}


def kinds(has_memory_limit):
    def fence(code):
        return f"```python\n{code}\n```"

    return [
        Kind("good", 30, fence("print('n', NUMBER)"), text=r"^n NUMBER\n$"),
        Kind("stateful", 6, fence("x = NUMBER") + "\n" + fence("print('n', x)"), text=r"^n NUMBER\n$"),
        Kind("library", 6, fence("import numpy\nprint(numpy.arange(NUMBER + 1).max())"), text=r"^NUMBER\n$"),
        Kind("failing", 10, fence("raise ValueError('n NUMBER')"), (FAILED,), r"^n NUMBER\nTraceback"),
        Kind("exiting", 4, fence("import os\nprint('n NUMBER', flush=True)\nos._exit(3)"), (FAILED,), "status 3"),
        Kind("killed", 6, fence("import os\nos.kill(os.getpid(), 9)"), (FAILED,), "signal 9|memory"),
        Kind("sleeping", 3, fence("import time\nprint('n NUMBER', flush=True)\ntime.sleep(600)"), (DEADLINE,),
             r"^n NUMBER\nExecution timed out"),
        Kind("spinning", 1, fence("while True: pass"), (DEADLINE,)),
        Kind("out of memory", 5, fence(MEMORY[has_memory_limit]), (FAILED, DEADLINE), "(?i)memory"),
        Kind("daemons", 5, fence(
            "import os, time\nfor _ in range(3):\n  if os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n"
            "      time.sleep(600)\n    os._exit(0)\nprint('n NUMBER')"), text=r"n NUMBER"),
        Kind("fork bomb", 2, fence(
            "import os, time\ntry:\n  while True:\n    if os.fork() == 0: time.sleep(600)\n"
            # The page tables of so many copies of a large process may be all the memory a session has.
            "except OSError: print('full')"), (OK, DEADLINE, FAILED), "full|memory"),
        Kind("huge output", 5, fence("for _ in range(50): print('x' * 100_000)"), text="bytes of output were left out"),
        # A first figure takes a second of processor time, of which sixteen in parallel may not find enough.
        Kind("plot", 4, fence("import matplotlib.pyplot as plt\nplt.plot([1, NUMBER])\nplt.show()"),
             (OK, DEADLINE), files=1),
        Kind("files", 5, fence("for n in range(3): open(f'{n}.txt', 'w').write('NUMBER')"), files=3),
        Kind("hang-up", 3, fence("import time\ntime.sleep(600)")),
    ]


class Answer:
    """What came back for one request."""

    def __init__(self, status, body):
        self.status, self.text, self.outcome, self.files = status, body.decode(errors="replace"), None, 0
        if status != 200:
            return
        parts = json.loads(body)["candidates"][0]["content"]["parts"]
        results = [part["codeExecutionResult"] for part in parts if "codeExecutionResult" in part]
        self.files = sum("inlineData" in part for part in parts)
        self.outcome = results[-1]["outcome"] if results else None
        self.text = results[-1].get("output", "") if results else self.text

    def is_google_error(self):
        try:
            error = json.loads(self.text)["error"]
            return self.status in (429, 500, 503) and error["code"] == self.status and error["message"] != ""
        except (ValueError, KeyError, TypeError):
            return False
