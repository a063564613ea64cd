"""What is done around the import of single libraries, whether before a session or in it."""

import struct
import subprocess
import tempfile
import unittest
from pathlib import Path

from harness import LIBRARIES, ROOT, Loaded, run

PNG = b"\x89PNG\r\n\x1a\n"


def with_libraries(*blocks, preload=()):
    return run(*blocks, libraries=[str(LIBRARIES)], preload=list(preload))


def size(picture):
    """Width and height of a PNG file."""
    return struct.unpack(">II", picture[16:24])


class Figures(unittest.TestCase):
    def test_beyond_the_count_or_the_bytes_are_counted(self):
        with Loaded() as runtime:
            for _ in range(runtime.FIGURE_COUNT + 3):
                runtime.keep_figure(b"x")
            self.assertEqual(runtime.take_figures(), ([b"x"] * 64, 3))
            self.assertEqual(runtime.take_figures(), ([], 0))
            large = bytes(runtime.FIGURE_BYTES)
            for figure in (large, b"x"):
                runtime.keep_figure(figure)
            self.assertEqual(runtime.take_figures(), ([large], 1))

    def test_are_shown_once_in_their_order_whatever_was_imported_before(self):
        code = (
            "import matplotlib.pyplot as plt\n"
            "for width in (2, 3):\n    plt.figure(figsize=(width, 1), dpi=50)\n    plt.plot([1, 2])\nplt.show()\n"
            "plt.figure(figsize=(4, 1), dpi=50).show()\nplt.show()"
        )
        for preload in ([], ["matplotlib.pyplot"]):
            session = with_libraries(code, "plt.figure()", preload=preload)
            self.assertEqual((session.stdout, session.stderr), (b"", b""))
            self.assertIsNone(session.blocks[0]["failure"])
            figures = session.blocks[0]["figures"]
            self.assertTrue(all(figure.startswith(PNG) for figure in figures))
            self.assertEqual([size(figure) for figure in figures], [(100, 50), (150, 50), (200, 50)])
            # One that nobody showed is nobody's.
            self.assertEqual(session.blocks[1]["figures"], [])

    def test_of_code_that_asks_for_agg_itself_are_shown_too(self):
        session = with_libraries(
            "import matplotlib\nmatplotlib.use('agg')\nfrom matplotlib import pyplot\npyplot.plot([1])\npyplot.show()")
        self.assertEqual(len(session.blocks[0]["figures"]), 1)

    def test_leave_nothing_of_matplotlib_in_the_environment(self):
        session = with_libraries(
            "import matplotlib, os\nprint('MATPLOTLIBRC' in os.environ, matplotlib.get_cachedir())")
        self.assertEqual(session.stdout.decode(), f"False {LIBRARIES}/matplotlib-config\n")


class Notices(unittest.TestCase):
    def test_are_told_once_each_in_their_order(self):
        with Loaded() as runtime:
            for number in (2, 1, 2):
                runtime.notice(number)
            self.assertEqual(runtime.take_notices(), bytes([2, 1]))
            self.assertEqual(runtime.take_notices(), b"")

    def test_take_the_place_of_windows(self):
        cv2 = (
            "import cv2, numpy\npicture = numpy.zeros((2, 2))\nfor _ in range(2):\n    cv2.imshow('a', picture)\n"
            "cv2.namedWindow('a')\ncv2.moveWindow('a', 1, 1)\ncv2.destroyAllWindows()\n"
            "print(cv2.waitKey(), cv2.waitKeyEx(5), cv2.getNumThreads())"
        )
        pillow = "from PIL import Image\nImage.new('RGB', (2, 2)).show()"
        altair = "import altair\naltair.Chart(altair.Data(values=[])).mark_bar().show()"
        session = with_libraries(cv2, pillow, altair)
        self.assertEqual([block["failure"] for block in session.blocks], [None, None, None])
        self.assertEqual([block["notices"] for block in session.blocks], [[1], [2], [3]])
        self.assertEqual((session.stdout, session.stderr), (b"-1 -1 1\n", b""))


class Imports(unittest.TestCase):
    """With a module of the name of a library, which says what it finds at its import."""

    MODULE = (
        "import ctypes\nget = ctypes.CDLL(None).getenv\nget.restype = ctypes.c_char_p\n"
        "counts = [get(name) for name in (b'OMP_NUM_THREADS', b'OPENBLAS_NUM_THREADS')]\n"
        "loader = type(__spec__.loader).__name__, type(__loader__).__name__\n"
    )

    def run(self, result=None):
        with tempfile.TemporaryDirectory() as folder:
            self.folder = folder
            for name in ("sklearn", "other"):
                Path(folder, f"{name}.py").write_text(self.MODULE)
            Path(folder, "cv2.py").write_text("raise ImportError('broken')")
            return super().run(result)

    def test_of_those_with_pools_find_one_thread_for_that_moment_only(self):
        session = run("import os, sklearn, other\nprint(sklearn.counts, other.counts, 'OMP_NUM_THREADS' in os.environ)",
                      libraries=[self.folder])
        self.assertEqual(session.stdout, b"[b'1', b'1'] [None, None] False\n")

    def test_keep_what_user_code_set(self):
        session = run("import os\nos.environ['OMP_NUM_THREADS'] = '3'\nimport sklearn\nprint(sklearn.counts)",
                      "import ctypes\nget = ctypes.CDLL(None).getenv\nget.restype = ctypes.c_char_p\n"
                      "print(get(b'OMP_NUM_THREADS'), get(b'OPENBLAS_NUM_THREADS'))", libraries=[self.folder])
        self.assertEqual(session.stdout, b"[b'3', b'1']\nb'3' None\n")

    def test_leave_the_usual_loader(self):
        session = run("import sklearn\nprint(sklearn.loader)", libraries=[self.folder])
        self.assertEqual(session.stdout, b"('SourceFileLoader', 'SourceFileLoader')\n")

    def test_that_fail_fail_as_they_do_elsewhere(self):
        session = run("import cv2", "import altair", libraries=[self.folder])
        self.assertTrue(session.blocks[0]["failure"].startswith("broken\nTraceback"))
        self.assertTrue(session.blocks[1]["failure"].startswith("No module named 'altair'\nTraceback"))


class WarmUp(unittest.TestCase):
    def test_leaves_no_figure_no_thread_and_no_word(self):
        session = with_libraries(
            "import os, matplotlib.pyplot, warnings\n"
            "print(os.listdir('/proc/self/task') == [str(os.getpid())], matplotlib.pyplot.get_fignums())",
            preload=["pandas", "matplotlib.pyplot"])
        self.assertEqual((session.stdout, session.stderr), (b"True []\n", b""))
        self.assertEqual((session.blocks[0]["figures"], session.blocks[0]["dropped"]), ([], 0))


class Pip(unittest.TestCase):
    MESSAGE = ("pip: the library set of this sandbox is fixed and there is no network; "
               "use the libraries that are there\n")

    def test_says_that_nothing_can_be_installed(self):
        for code in ("-m pip install x", "-c import\tpip;raise\tSystemExit(pip.main(['install','x']))"):
            arguments = [argument.replace("\t", " ") for argument in code.split(" ")]
            done = subprocess.run(["/usr/bin/python3", "-SB", *arguments], capture_output=True, text=True,
                                  env={"PYTHONPATH": str(ROOT / "Sources/SandboxGuest/Python")})
            self.assertEqual((done.returncode, done.stdout, done.stderr), (1, "", self.MESSAGE))
