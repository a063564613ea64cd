"""What siblings do not share: random numbers, hooks around a fork, folders."""

import tempfile
import unittest
from pathlib import Path

from harness import LIBRARIES, Loaded, run

HOOKED = """
import os
def say(text):
    return lambda: os.write(1, text + b"\\n")
for number in (b"1", b"2"):
    os.register_at_fork(before=say(b"before " + number), after_in_parent=say(b"parent " + number),
                        after_in_child=say(b"child " + number))
if os.fork() == 0:
    os._exit(0)
os.wait()
"""
FORK = "import os, sys\nif os.fork() == 0:\n    os._exit(0)\nos.wait()"


class RandomNumbers(unittest.TestCase):
    CODE = "import random\nprint(random.random(), random.gauss(0, 1))"

    def test_differ_between_sessions(self):
        for preload in ([], ["random"]):
            self.assertNotEqual(run(self.CODE, preload=preload).stdout, run(self.CODE, preload=preload).stdout)

    def test_are_those_of_a_fixed_seed(self):
        expected = run("import random\nrandom.seed(7)\nprint(random.random(), random.gauss(0, 1))").stdout
        for preload in ([], ["random"]):
            self.assertEqual(run(self.CODE, preload=preload, seeds=[7, None]).stdout, expected)

    def test_of_numpy_are_seeded_before_and_behind_its_import(self):
        code = "import numpy\nprint(numpy.random.random())"
        expected = run("import numpy\nnumpy.random.seed(7)\nprint(numpy.random.random())", libraries=[str(LIBRARIES)])
        self.assertEqual(expected.stderr, b"")
        for preload in ([], ["numpy"]):
            fixed = run(code, libraries=[str(LIBRARIES)], preload=preload, seeds=[None, 7])
            self.assertEqual(fixed.stdout, expected.stdout)
            own = [run(code, libraries=[str(LIBRARIES)], preload=preload).stdout for _ in range(2)]
            self.assertNotEqual(own[0], own[1])


class Forks(unittest.TestCase):
    def test_hooks_of_modules_run_in_sessions_only(self):
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "hooked.py").write_text(HOOKED)
            session = run(FORK, libraries=[folder], preload=["hooked"])
        self.assertEqual(sorted(session.stdout.splitlines()),
                         [b"before 1", b"before 2", b"child 1", b"child 2", b"parent 1", b"parent 2"])
        # As Python has it: the last registered is the first before a fork, and the last behind it.
        lines = [line for line in session.stdout.decode().splitlines() if not line.startswith("child")]
        self.assertEqual(lines, ["before 2", "before 1", "parent 1", "parent 2"])

    def test_a_hook_that_fails_does_not_stop_the_others(self):
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "hooked.py").write_text(
                "import os\ndef fail(): raise ValueError('no')\n"
                "os.register_at_fork(before=lambda: print('other'))\nos.register_at_fork(before=fail)\n")
            session = run(FORK, libraries=[folder], preload=["hooked"])
        self.assertEqual(session.stdout, b"other\n")
        self.assertTrue(session.stderr.endswith(b"ValueError: no\n"), session.stderr)

    def test_hooks_of_user_code_are_python_s_own(self):
        session = run(f"import os\nos.register_at_fork(before=lambda: print('mine'))\n{FORK}")
        self.assertEqual(session.stdout, b"mine\n")


class Folders(unittest.TestCase):
    def test_of_a_session_are_where_it_is_told(self):
        import os
        import sys
        before = {name: os.environ.get(name) for name in ("HOME", "TMPDIR")}
        kept = tempfile.tempdir
        try:
            with Loaded() as runtime:
                runtime.move_in("/a/work", "/a/tmp")
            self.assertEqual((os.environ["HOME"], os.environ["TMPDIR"]), ("/a/work", "/a/tmp"))
            self.assertIsNone(sys.modules["tempfile"].tempdir)
        finally:
            tempfile.tempdir = kept
            for name, value in before.items():
                os.environ.pop(name, None) if value is None else os.environ.update({name: value})
