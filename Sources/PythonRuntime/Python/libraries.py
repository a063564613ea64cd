"""What the runtime does for single libraries; run behind runtime.py, in the same dictionary.

A fork server imports only what its tier has, and user code may import the rest: whatever a library needs is therefore
done around its import, wherever that happens.
"""

import io
import os
import sys

# --- matplotlib -------------------------------------------------------------------------------------------------

def before_matplotlib():
    # Matplotlib wants a folder it can write for its list of fonts, and without one searches the fonts of the machine;
    # the list was made when the library set was installed.
    libraries = next((path for path in sys.path if os.path.isdir(path + "/matplotlib-config")), None)
    if libraries is None:
        return None
    own = os.environ.get("MATPLOTLIBRC")
    if own is None:
        os.environ["MATPLOTLIBRC"] = libraries + "/matplotlib/mpl-data/matplotlibrc"
    return libraries + "/matplotlib-config", own

def after_matplotlib(matplotlib, found):
    if found is not None:
        folder, own = found
        if own is None:
            os.environ.pop("MATPLOTLIBRC", None)
        matplotlib.get_configdir = matplotlib.get_cachedir = lambda: folder
    matplotlib.use("agg")

def after_backend_agg(backend_agg, _):
    from matplotlib import backend_bases
    from matplotlib._pylab_helpers import Gcf

    class FigureManager(backend_bases.FigureManagerBase):
        """Shows a figure by handing it to the response, once."""

        @classmethod
        def pyplot_show(cls, *, block=None):
            for manager in Gcf.get_all_fig_managers():
                manager.show()

        def show(self):
            target = io.BytesIO()
            self.canvas.figure.savefig(target, format="png", dpi="figure", bbox_inches=None)
            keep_figure(target.getvalue())
            Gcf.destroy(self)

    # On the canvas, not in a backend of our own: code that asks for "agg" itself is served too.
    backend_agg.FigureCanvasAgg.manager_class = FigureManager

# --- pictures that no window shows ------------------------------------------------------------------------------

# What is said of it is not the program's output: the server puts it below.

def say_not_shown(number):
    def show(*arguments, **options):
        notice(number)
    return show

# Without these: an exception that tells to rebuild OpenCV, a search for viewers, an import of IPython.

def after_cv2(cv2, _):
    # The package imports the library behind it under its own name first.
    if not hasattr(cv2, "imshow"):
        return
    cv2.imshow = say_not_shown(NOTICE_IMSHOW)
    cv2.waitKey = cv2.waitKeyEx = lambda delay=0: -1
    for name in ("namedWindow", "destroyWindow", "destroyAllWindows", "moveWindow", "resizeWindow"):
        setattr(cv2, name, lambda *arguments: None)
    cv2.setNumThreads(1)
    if session["begun"]:
        seed_library("cv2", cv2)

def after_image(image, _):
    image.Image.show = say_not_shown(NOTICE_SHOW_OF_PILLOW)

def after_altair(altair, _):
    altair.TopLevelMixin.show = say_not_shown(NOTICE_SHOW_OF_ALTAIR)

# --- random numbers ---------------------------------------------------------------------------------------------

def seed_library(name, module):
    if name == "cv2":
        module.setRNGSeed(int.from_bytes(os.urandom(4), "little") & 0x7fffffff)
    else:
        seed = session["numpy_seed"]
        module.seed(int.from_bytes(os.urandom(4), "little") if seed is None else seed)

def after_numpy_random(module, _):
    if session["begun"]:
        seed_library("numpy.random", module)

# --- threads ----------------------------------------------------------------------------------------------------

# These start as many threads as there are processors when they are loaded, unless the environment says otherwise; it
# says so for that moment only, past Python's own list of it.
THREAD_COUNTS = ("NUMEXPR_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
ONE_THREAD = {"numpy", "scipy", "scipy.linalg", "scipy.sparse", "scipy.special", "sklearn", "cv2"}

class OneThread:
    depth = 0

    def __enter__(self):
        OneThread.depth += 1
        for name in THREAD_COUNTS:
            if name not in os.environ:
                os.putenv(name, "1")

    def __exit__(self, *failure):
        OneThread.depth -= 1
        if OneThread.depth == 0:
            for name in THREAD_COUNTS:
                if name not in os.environ:
                    os.unsetenv(name)

# --- imports ----------------------------------------------------------------------------------------------------

AROUND = {
    "matplotlib": (before_matplotlib, after_matplotlib),
    "matplotlib.backends.backend_agg": (None, after_backend_agg),
    "cv2": (None, after_cv2),
    "PIL.Image": (None, after_image),
    "altair": (None, after_altair),
    "numpy.random": (None, after_numpy_random),
}

class Loader:
    """Loads a module as its own loader does, with what belongs before and behind it."""

    def __init__(self, loader, before, after):
        self.loader, self.before, self.after = loader, before, after

    def __getattr__(self, name):
        return getattr(self.loader, name)

    def create_module(self, spec):
        return self.loader.create_module(spec)

    def exec_module(self, module):
        # What asks a module for its loader, for data beside it say, shall find the usual one.
        module.__spec__.loader = module.__loader__ = self.loader
        found = self.before() if self.before else None
        if module.__name__ in ONE_THREAD:
            with OneThread():
                self.loader.exec_module(module)
        else:
            self.loader.exec_module(module)
        if self.after:
            # A package may have put another in its place.
            self.after(sys.modules.get(module.__name__, module), found)

class Finder:
    """Leaves the finding to the finders behind it."""

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name not in AROUND and name not in ONE_THREAD:
            return None
        for finder in sys.meta_path:
            find = None if finder is cls else getattr(finder, "find_spec", None)
            spec = find(name, path, target) if find else None
            if spec is not None:
                if hasattr(spec.loader, "exec_module"):
                    spec.loader = Loader(spec.loader, *AROUND.get(name, (None, None)))
                return spec
        return None

sys.meta_path.insert(0, Finder)
