"""How a failure reads: `str(exception)`, a line break, the traceback."""

import textwrap
import unittest

from harness import Loaded, run

HEAD = "Traceback (most recent call last):\n"
LINE = '  File "<string>", line 1, in <module>\n'
NO_NETWORK = "(no network here, not even localhost; threads, pipes and multiprocessing do without)"


class Texts(unittest.TestCase):
    def failures(self, *pairs):
        with Loaded() as runtime:
            for source, expected in pairs:
                with self.subTest(source):
                    failure = runtime.failure(textwrap.dedent(source))
                    self.assertEqual(failure and failure[0], expected)

    def test_first_line_and_frames_without_source_lines(self):
        self.failures(
            ("raise ValueError('no')", f"no\n{HEAD}{LINE}ValueError: no\n"),
            ("raise ValueError", f"\n{HEAD}{LINE}ValueError\n"),
            ("1 / 0", f"division by zero\n{HEAD}{LINE}ZeroDivisionError: division by zero\n"),
            ("{}['k']", f"'k'\n{HEAD}{LINE}KeyError: 'k'\n"),
            ("raise ValueError('two\\nlines')", f"two\nlines\n{HEAD}{LINE}ValueError: two\nlines\n"),
            ("assert False", f"\n{HEAD}{LINE}AssertionError\n"),
            ("raise KeyboardInterrupt", f"\n{HEAD}{LINE}KeyboardInterrupt\n"),
        )

    def test_each_frame_has_its_line(self):
        self.failures((
            """\
            def half(n):
                return n / 0

            half(3)
            """,
            f'division by zero\n{HEAD}  File "<string>", line 4, in <module>\n  File "<string>", line 2, in half\n'
            "ZeroDivisionError: division by zero\n",
        ))

    def test_chains_keep_both_exceptions(self):
        first = f'{HEAD}  File "<string>", line 2, in <module>\nValueError: a\n'
        last = f'{HEAD}  File "<string>", line 4, in <module>\nTypeError: b\n'
        code = "try:\n    raise ValueError('a')\nexcept ValueError as error:\n    raise TypeError('b')"
        self.failures(
            (code, f"b\n{first}\nDuring handling of the above exception, another exception occurred:\n\n{last}"),
            (f"{code} from error",
             f"b\n{first}\nThe above exception was the direct cause of the following exception:\n\n{last}"),
            (f"{code} from None", f"b\n{last}"),
        )

    def test_a_block_that_does_not_compile_has_the_heading_too(self):
        self.failures((
            "print(1",
            f"'(' was never closed (<string>, line 1)\n{HEAD}"
            '  File "<string>", line 1\n    print(1\n         ^\nSyntaxError: \'(\' was never closed\n',
        ))

    def test_a_guess_at_the_name_is_python_s_own(self):
        text = "name 'prnt' is not defined"
        self.failures(("prnt(1)", f"{text}\n{HEAD}{LINE}NameError: {text}. Did you mean: 'print'?\n"))

    def test_exit_without_a_failure_is_none(self):
        self.failures(
            ("raise SystemExit", None),
            ("import sys; sys.exit(0)", None),
            ("import sys; sys.exit(7)", f"7\n{HEAD}{LINE}SystemExit: 7\n"),
            ("import sys; sys.exit('no')", f"no\n{HEAD}{LINE}SystemExit: no\n"),
        )

    def test_exceptions_that_cannot_be_shown(self):
        # The text is left out, the traceback is not.
        for body in ("raise RuntimeError('again')", "return 7"):
            self.failures((
                f"class Odd(Exception):\n    def __str__(self):\n        {body}\nraise Odd",
                f'\n{HEAD}  File "<string>", line 4, in <module>\nOdd: <exception str() failed>\n',
            ))
        # Of a subclass of str the text is left out: its methods are user code.
        code = "class Text(str): pass\nclass Odd(Exception):\n    def __str__(self): return Text('odd')\nraise Odd"
        self.failures((code, f'\n{HEAD}  File "<string>", line 4, in <module>\nOdd: odd\n'))

    def test_a_code_of_an_exit_that_fails_itself(self):
        code = (
            "class Odd:\n    def __eq__(self, other): raise RuntimeError\n"
            "    def __str__(self): return 'odd'\nraise SystemExit(Odd())"
        )
        self.failures((code, f'odd\n{HEAD}  File "<string>", line 4, in <module>\nSystemExit: odd\n'))

    def test_memory_errors_are_told_apart(self):
        with Loaded() as runtime:
            for source, expected in (
                ("raise MemoryError('much')", True),
                ("class Own(MemoryError): pass\nraise Own", True),
                ("raise OSError(12, 'Cannot allocate memory')", False),
            ):
                self.assertIs(runtime.failure(source)[1], expected, source)

    def test_a_network_that_is_not_there_is_explained_once(self):
        family = "[Errno 97] Address family not supported by protocol"
        name = "[Errno -3] Temporary failure in name resolution"
        self.failures(
            ("raise OSError(97, 'Address family not supported by protocol')",
             f"{family} {NO_NETWORK}\n{HEAD}{LINE}OSError: {family} {NO_NETWORK}\n"),
            ("import socket; raise socket.gaierror(-3, 'Temporary failure in name resolution')",
             f"{name} {NO_NETWORK}\n{HEAD}{LINE}socket.gaierror: {name} {NO_NETWORK}\n"),
            ("raise OSError(2, 'gone')", f"[Errno 2] gone\n{HEAD}{LINE}FileNotFoundError: [Errno 2] gone\n"),
        )
        with Loaded() as runtime:
            error = OSError(97, "x")
            for _ in range(2):
                text = runtime.describe(OSError, error, None)[0]
            self.assertEqual(text.count(NO_NETWORK), 2)  # in the first line and the last
            # It is explained where it is only the reason of the failure, too.
            chain = "try:\n    raise OSError(97, 'x')\nexcept OSError:\n    raise ConnectionError('y')"
            self.assertIn(f"OSError: [Errno 97] x {NO_NETWORK}\n", runtime.failure(chain)[0])


class Lengths(unittest.TestCase):
    LIMIT = 1000

    def test_a_text_up_to_the_limit_in_bytes_is_whole(self):
        with Loaded(FAILURE_BYTES=self.LIMIT) as runtime:
            for character, size in (("a", 1), ("é", 2), ("例", 3), ("😀", 4)):
                text = character * (self.LIMIT // size) + "a" * (self.LIMIT % size)
                self.assertEqual(len(text.encode()), self.LIMIT)
                self.assertIs(runtime.cut(text), text, character)
                self.assertNotEqual(runtime.cut(text + "a"), text + "a", character)

    def test_a_longer_one_loses_its_middle_and_stays_within_the_limit(self):
        with Loaded(FAILURE_BYTES=self.LIMIT) as runtime:
            for character in "aé例😀":
                for count in (self.LIMIT, self.LIMIT + 1, 50 * self.LIMIT):
                    text = f"first {character * count} last"
                    cut = runtime.cut(text)
                    with self.subTest(character, count=count):
                        self.assertLessEqual(len(cut.encode()), self.LIMIT)
                        head, notice, tail = cut.split("\n")
                        self.assertTrue(text.startswith(head) and text.endswith(tail))
                        left_out = len(text) - len(head) - len(tail)
                        self.assertEqual(notice, f"... {left_out} characters left out ...")
                        # As much as fits: no more is lost than the notice and a piece of a character at each side.
                        self.assertGreater(len(cut.encode()), self.LIMIT - 64 - 2 * 4)

    def test_the_limit_holds_for_the_failure_as_a_whole(self):
        with Loaded() as runtime:
            for text in ("a" * 70_000, "例" * 17_000, "😀" * 50_000, "\\ud800" * 40_000):
                failure = runtime.failure(f"raise ValueError('{text}')")[0]
                self.assertLessEqual(len(failure.encode("utf-8", "replace")), 64 << 10)
                self.assertIn(" characters left out ...\n", failure)
                self.assertTrue(failure.endswith("\n"))


class UserCode(unittest.TestCase):
    def test_replacing_builtins_or_hooks_changes_nothing_here(self):
        session = run(
            "import builtins, sys, traceback\n"
            "builtins.len = builtins.str = builtins.isinstance = builtins.print = None\n"
            "sys.excepthook = sys.__excepthook__ = traceback.TracebackException = None\n"
            "BaseException.with_traceback\n"
            "raise ValueError('no')",
        )
        expected = f'no\n{HEAD}  File "<string>", line 5, in <module>\nValueError: no\n'
        self.assertEqual(session.blocks[0]["failure"], expected)
        self.assertEqual((session.stdout, session.stderr), (b"", b""))

    def test_names_bound_before_a_failure_stay(self):
        session = run("a = 7\nraise ValueError", "print(a)")
        self.assertEqual(session.stdout, b"7\n")
        self.assertIsNone(session.blocks[1]["failure"])

    def test_no_name_of_the_runtime_is_in_sight(self):
        session = run("import sys\nprint([n for n in globals() if not n.startswith('__')])", libraries=[])
        self.assertEqual(session.stdout, b"['sys']\n")
