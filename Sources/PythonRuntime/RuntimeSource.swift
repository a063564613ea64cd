/// The Python half of the runtime: run once in the fork server, in a dictionary no module reaches.
///
/// Its functions have builtins of their own, so that user code that replaces `len` or `print` replaces it for itself.
enum RuntimeSource {
  static let text = """
    import gc, io, os, signal, sys, time, traceback, types

    FAILURE_LENGTH = 60000      # characters of a failure's text; longer ones lose their middle
    FIGURE_COUNT = 64           # figures kept in one block; the caps of the profile come after
    FIGURE_BYTES = 64 << 20     # and their size together
    figures = []
    figure_state = {"bytes": 0, "dropped": 0}

    # --- standard streams -------------------------------------------------------------------------------------------

    def open_stream(descriptor, mode):
        # Written through: what was printed must be in the pipe when the process is killed at its deadline.
        # surrogateescape as Python has it under C.UTF-8; the server replaces bytes that are no text.
        raw = io.FileIO(descriptor, mode, closefd=False)
        if mode == "r":
            return io.TextIOWrapper(io.BufferedReader(raw), "utf-8", "surrogateescape")
        stream = io.TextIOWrapper(raw, "utf-8", "surrogateescape" if descriptor == 1 else "backslashreplace",
                                  write_through=True)
        stream.mode = "w"
        return stream

    original_hooks = {name: getattr(sys, name) for name in ("excepthook", "displayhook", "unraisablehook")}

    handlers = {}

    def begin_block():
        # What the last block left: handlers of signals, hooks, streams, a working directory that is gone.
        for number, handler in handlers.items():
            if signal.getsignal(number) is not handler:
                signal.signal(number, handler)
        try:
            os.getcwd()
        except OSError:
            os.chdir("/work")
        sys.stdin, sys.stdout, sys.stderr = open_stream(0, "r"), open_stream(1, "w"), open_stream(2, "w")
        sys.__stdin__, sys.__stdout__, sys.__stderr__ = sys.stdin, sys.stdout, sys.stderr
        sys.settrace(None)
        sys.setprofile(None)
        sys.setswitchinterval(0.005)
        for name, hook in original_hooks.items():
            setattr(sys, name, hook)

    def end_block():
        # Ours are written through; a replacement of user code's may hold text back.
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except BaseException:
                pass

    # --- failures ---------------------------------------------------------------------------------------------------

    TracebackException = traceback.TracebackException
    display = sys.__excepthook__
    set_traceback = BaseException.with_traceback

    def text_of(value):
        try:
            text = str(value)
            return text if type(text) is str else ""
        except BaseException:
            return ""

    def cut(text):
        if len(text) <= FAILURE_LENGTH:
            return text
        half = FAILURE_LENGTH // 2
        left_out = len(text) - 2 * half
        return f"{text[:half]}\\n... {left_out} characters left out ...\\n{text[-half:]}"

    def format_exception(kind, value, trace):
        # Python's own display, for the traceback module of 3.11 does not say "Did you mean"; but the module for code that
        # does not compile, for the display underlines one character only.
        if isinstance(value, SyntaxError):
            return "".join(TracebackException(kind, value, trace).format())
        sink, saved = io.StringIO(), sys.stderr
        sys.stderr = sink
        try:
            # The display shows the traceback the exception carries, which may be an older one of an inner raise.
            set_traceback(value, trace)
            display(kind, value, trace)
        finally:
            sys.stderr = saved
        return sink.getvalue() or "".join(TracebackException(kind, value, trace).format())

    def describe(kind, value, trace):
        # The service's form: str(exception), a line break, the traceback. User code's frames have no source lines, for
        # its file name is "<string>".
        try:
            if isinstance(value, SystemExit) and (value.code is None or value.code == 0):
                return None
        except BaseException:
            pass
        try:
            lines = format_exception(kind, value, trace)
            if trace is None:  # a block that does not compile: the service's text has the heading all the same
                lines = f"Traceback (most recent call last):\\n{lines}"
        except BaseException:
            lines = f"Traceback (most recent call last):\\n{kind.__name__}: <the exception could not be shown>\\n"
        return cut(f"{text_of(value)}\\n{lines}"), issubclass(kind, MemoryError)

    # --- figures ----------------------------------------------------------------------------------------------------

    def keep_figure(data):
        if len(figures) >= FIGURE_COUNT or figure_state["bytes"] + len(data) > FIGURE_BYTES:
            figure_state["dropped"] += 1
            return
        figure_state["bytes"] += len(data)
        figures.append(data)

    def take_figures():
        taken, dropped = figures[:], figure_state["dropped"]
        figures.clear()
        figure_state.update(bytes=0, dropped=0)
        return taken, dropped

    def prepare_matplotlib():
        # Before anything imports pyplot. Matplotlib wants a folder it can write for its list of fonts, and without one
        # searches the fonts of the machine; the list was made when the library set was installed.
        libraries = next((path for path in sys.path if os.path.isdir(path + "/matplotlib-config")), None)
        if libraries is None:
            return
        os.environ["MATPLOTLIBRC"] = libraries + "/matplotlib/mpl-data/matplotlibrc"
        import matplotlib
        matplotlib.get_configdir = matplotlib.get_cachedir = lambda: libraries + "/matplotlib-config"

    def install_figures():
        import matplotlib
        matplotlib.use("agg")
        from matplotlib import backend_bases, pyplot
        from matplotlib._pylab_helpers import Gcf
        from matplotlib.backends import backend_agg

        class FigureManager(backend_bases.FigureManagerBase):
            '''Shows a figure by handing it to the response, once.'''

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
        pyplot.switch_backend("agg")
        # The first figure of a process costs the fonts and a good deal of imports; pay once, here.
        figure, axes = pyplot.subplots()
        axes.plot([0, 1], [0, 1], label="a")
        axes.set_title("a")
        axes.legend()
        pyplot.show()
        pyplot.close("all")
        take_figures()

    # --- pictures that no window shows ------------------------------------------------------------------------------

    NOT_SHOWN = "{} shows nothing here: there is no window. Draw with matplotlib and call plt.show(), or save a file."

    def say_not_shown(what):
        def show(*arguments, **options):
            print(NOT_SHOWN.format(what))
        return show

    def replace_windows():
        # Without these: an exception that tells to rebuild OpenCV, a search for viewers, an import of IPython.
        if "cv2" in sys.modules:
            cv2 = sys.modules["cv2"]
            cv2.imshow = say_not_shown("cv2.imshow")
            cv2.waitKey = cv2.waitKeyEx = lambda delay=0: -1
            for name in ("namedWindow", "destroyWindow", "destroyAllWindows", "moveWindow", "resizeWindow"):
                setattr(cv2, name, lambda *arguments: None)
        if "PIL.Image" in sys.modules:
            sys.modules["PIL.Image"].Image.show = say_not_shown("Image.show()")
        if "altair" in sys.modules:
            sys.modules["altair"].TopLevelMixin.show = say_not_shown("Chart.show()")

    # --- the life of a process --------------------------------------------------------------------------------------

    VISIBLE = {"HOME", "LC_ALL", "PATH", "TZ"}

    def use_libraries(*folders):
        # In the fork server, before the imports, where the system's folders of packages are not ours: what the site
        # module does at a usual start, for these folders only.
        import site
        site.setquit()
        site.setcopyright()
        site.sethelper()
        for folder in folders:
            site.addsitedir(folder)

    def move_in(home, temporary):
        # In a session whose folders are not /work and /tmp.
        os.environ["HOME"], os.environ["TMPDIR"] = home, temporary
        if "tempfile" in sys.modules:
            sys.modules["tempfile"].tempdir = None

    def prepare():
        # In the fork server, after the imports.
        time.tzset()
        for name in list(os.environ):
            if name not in VISIBLE:
                del os.environ[name]
        if "cv2" in sys.modules:
            sys.modules["cv2"].setNumThreads(1)
        if "matplotlib" in sys.modules:
            install_figures()
        replace_windows()
        sys.argv = [""]
        sys.path.insert(0, "")
        for number in signal.valid_signals():
            handler = signal.getsignal(number)
            if handler is not None and number not in (signal.SIGKILL, signal.SIGSTOP):
                handlers[number] = handler
        begin_block()
        gc.collect()
        gc.freeze()

    def settle(random_seed, numpy_seed):
        # In each session: what a fork copies and should not be equal in siblings. `random` reseeds itself at a fork.
        if random_seed is not None:
            import random
            random.seed(random_seed)
        numpy_random = sys.modules.get("numpy.random")
        if numpy_random is not None:
            numpy_random.seed(int.from_bytes(os.urandom(4), "little") if numpy_seed is None else numpy_seed)
        if "cv2" in sys.modules:
            sys.modules["cv2"].setRNGSeed(int.from_bytes(os.urandom(4), "little") & 0x7fffffff)
    """
}
