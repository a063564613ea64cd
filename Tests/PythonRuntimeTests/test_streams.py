"""Standard streams, and what a block leaves for the next."""

import unittest

from harness import run


class Output(unittest.TestCase):
    def test_what_is_printed_is_in_the_pipe_when_the_process_dies(self):
        session = run("import os, sys\nprint('out', end='')\nprint('err', end='', file=sys.stderr)\nos._exit(3)")
        self.assertEqual((session.stdout, session.stderr, session.status), (b"out", b"err", 3))
        self.assertEqual(session.blocks, [])

    def test_bytes_that_are_no_text_pass_as_python_has_them(self):
        session = run("import sys\nprint('é\\udc80')\nprint('é\\udc80', file=sys.stderr)")
        self.assertEqual(session.stdout, b"\xc3\xa9\x80\n")
        self.assertEqual(session.stderr, b"\xc3\xa9\\udc80\n")

    def test_there_is_nothing_to_read(self):
        session = run("input('name? ')", "import sys\nprint(repr(sys.stdin.read()))")
        self.assertTrue(session.blocks[0]["failure"].startswith("EOF when reading a line\nTraceback"))
        self.assertEqual(session.stdout, b"name? ''\n")

    def test_text_a_replacement_holds_back_is_written_at_the_end_of_the_block(self):
        session = run("import sys\nsys.stdout = open(1, 'w', closefd=False)\nprint('late')", "print('next')")
        self.assertEqual(session.stdout, b"late\nnext\n")


class BetweenBlocks(unittest.TestCase):
    def test_streams_nobody_touched_are_the_same(self):
        session = run("import sys\nfirst = sys.stdin, sys.stdout, sys.stderr\nprint(1)",
                      "print(all(a is b for a, b in zip(first, (sys.stdin, sys.stdout, sys.stderr))))")
        self.assertEqual(session.stdout, b"1\nTrue\n")

    def test_streams_come_back(self):
        for code in (
            "sys.stdout.close()",
            "sys.stdout = None",
            "sys.stdout = io.StringIO()",
            "sys.__stdout__ = None",
            "del sys.stdout",
            "sys.stdout.detach()",
            "sys.stdout.reconfigure(encoding='utf-16')",
            "sys.stdout.write = lambda text: None",
            "sys.stdin.buffer.raw.close()",
            "sys.stdin.buffer.x = 1",
            "sys.stdin, sys.stdout = sys.stdout, sys.stdin",
        ):
            with self.subTest(code):
                session = run(f"import io, sys\n{code}", "print('here', repr(sys.stdin.read()), sys.stdout.encoding)")
                self.assertEqual(session.stdout, b"here '' utf-8\n")
                self.assertIsNone(session.blocks[1]["failure"])

    def test_hooks_handlers_and_settings_come_back(self):
        session = run(
            "import signal, sys\n"
            "sys.displayhook = sys.excepthook = sys.unraisablehook = print\n"
            "sys.setswitchinterval(1)\n"
            "signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
            "signal.signal(signal.SIGTERM, print)",
            "print(sys.excepthook is sys.__excepthook__, sys.displayhook is sys.__displayhook__,\n"
            "      sys.unraisablehook is sys.__unraisablehook__, sys.getswitchinterval(),\n"
            "      signal.getsignal(signal.SIGINT) is signal.default_int_handler,\n"
            "      signal.getsignal(signal.SIGTERM) is signal.SIG_DFL)",
        )
        self.assertEqual(session.stdout, b"True True True 0.005 True True\n")

    def test_traces_and_profiles_end(self):
        session = run(
            "import sys\nseen = []\ndef look(*event): seen.append(event)\nsys.settrace(look)\nsys.setprofile(look)",
            "count = len(seen)\n(lambda: 7)()\nprint(len(seen) - count, sys.gettrace(), sys.getprofile())",
        )
        self.assertEqual(session.stdout, b"0 None None\n")


class TheFirst(unittest.TestCase):
    def test_a_session_begins_as_a_usual_program_does(self):
        session = run("import os, sys\nprint(sys.argv, repr(sys.path[0]), sorted(os.environ), sys.stdout.mode)")
        self.assertEqual(session.stdout, b"[''] '' ['HOME', 'PATH'] w\n")
