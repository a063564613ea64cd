"""The Python half of the runtime: run once in the fork server, in a dictionary no module reaches.

Its functions have builtins of their own, so that user code that replaces `len` or `print` replaces it for itself.
libraries.py and warm_up.py are run behind it, in the same dictionary. The server's constants are there before it:
FAILURE_BYTES, the most bytes of UTF-8 a failure's text has, and NOTICE_*, the number of each notice.
"""

import _random
import _signal
import gc
import io
import os
import sys
import time
import traceback

FAILURE_NOTICE_BYTES = 64   # what replaces the middle takes fewer
FIGURE_COUNT = 64           # figures kept in one block; the caps of the profile come after
FIGURE_BYTES = 64 << 20     # and their size together
session = {"begun": False, "numpy_seed": None}
figures = []
figure_state = {"bytes": 0, "dropped": 0}
notices = []                # what is to be told of the block at hand beside what it prints, by number

# --- forks ------------------------------------------------------------------------------------------------------

# What modules ask to be called around a fork puts locks right that another thread may have held. The fork server has
# one thread, and running them all costs a session more than its fork. They run where user code forks.
register_at_fork = os.register_at_fork
fork_hooks = {"before": [], "after_in_parent": [], "after_in_child": []}

def keep_hooks(**hooks):
    for name, hook in hooks.items():
        fork_hooks[name].append(hook)

def call_hooks(name):
    if not session["begun"]:
        return
    hooks = fork_hooks[name]
    for hook in reversed(hooks) if name == "before" else hooks:
        try:
            hook()
        except BaseException:
            sys.excepthook(*sys.exc_info())

os.register_at_fork = keep_hooks

# --- standard streams -------------------------------------------------------------------------------------------

def open_stream(descriptor, mode):
    # Written through: what was printed must be in the pipe when the process is killed at its deadline.
    # surrogateescape as Python has it under C.UTF-8; the server replaces bytes that are not text.
    raw = io.FileIO(descriptor, mode, closefd=False)
    if mode == "r":
        return io.TextIOWrapper(io.BufferedReader(raw), "utf-8", "surrogateescape")
    stream = io.TextIOWrapper(raw, "utf-8", "surrogateescape" if descriptor == 1 else "backslashreplace",
                              write_through=True)
    stream.mode = "w"
    return stream

STREAMS = ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w"))
opened = {}                 # by descriptor: the stream, the file below it, and what describes both as they were made

def description(stream, raw, below):
    return (stream.buffer is below, stream.closed, stream.encoding, stream.errors, stream.line_buffering,
            stream.write_through, stream.__dict__.copy(), raw.closed, raw.fileno(), raw.__dict__.copy())

def is_as_made(descriptor, name):
    # Opening three streams is most of what beginning a block costs, and hardly any block touches them.
    try:
        stream, raw, below, made = opened[descriptor]
        return (getattr(sys, name) is stream and getattr(sys, f"__{name}__") is stream
                and (below is raw or (below.raw is raw and not below.__dict__))
                and description(stream, raw, below) == made)
    except BaseException:
        return False

def open_standard_stream(descriptor, name, mode):
    stream = open_stream(descriptor, mode)
    below = stream.buffer
    raw = below.raw if mode == "r" else below
    opened[descriptor] = (stream, raw, below, description(stream, raw, below))
    setattr(sys, name, stream)
    setattr(sys, f"__{name}__", stream)

original_hooks = {name: getattr(sys, name) for name in ("excepthook", "displayhook", "unraisablehook")}

handlers = {}

def begin_block():
    # What the last block left: handlers of signals, hooks, streams, a working directory that is gone.
    for number, handler in handlers.items():
        if _signal.getsignal(number) is not handler:
            _signal.signal(number, handler)
    try:
        os.getcwd()
    except OSError:
        os.chdir("/work")
    for descriptor, name, mode in STREAMS:
        if not is_as_made(descriptor, name):
            open_standard_stream(descriptor, name, mode)
    sys.settrace(None)
    sys.setprofile(None)
    sys.setswitchinterval(0.005)
    for name, hook in original_hooks.items():
        if getattr(sys, name, None) is not hook:
            setattr(sys, name, hook)

def open_first_streams():
    # What the first block of every session begins with. The objects learn here what their descriptors are, so those
    # must be what they are in a session: nothing to read, and pipes.
    null, (reading, writing) = os.open("/dev/null", os.O_RDONLY), os.pipe()
    kept = [(os.dup(number), os.get_inheritable(number)) for number in range(3)]
    try:
        for number, source in enumerate((null, writing, writing)):
            os.dup2(source, number)
        begin_block()
    finally:
        for number, (copy, is_inheritable) in enumerate(kept):
            os.dup2(copy, number, is_inheritable)
        for descriptor in (null, reading, writing, *(copy for copy, _ in kept)):
            os.close(descriptor)

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
    # In bytes, for the server takes no more of them; as Swift will encode it.
    if len(text) <= FAILURE_BYTES and len(text.encode("utf-8", "replace")) <= FAILURE_BYTES:
        return text
    half = (FAILURE_BYTES - FAILURE_NOTICE_BYTES) // 2
    head = text[:half].encode("utf-8", "replace")[:half].decode("utf-8", "ignore")
    tail = text[-half:].encode("utf-8", "replace")[-half:].decode("utf-8", "ignore")
    left_out = len(text) - len(head) - len(tail)
    return f"{head}\n... {left_out} characters left out ...\n{tail}"

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

NO_NETWORK = "no network here, not even localhost; threads, pipes and multiprocessing do without"

def explain(value):
    # What the kernel says of a family or a name would send its reader looking for the wrong fault.
    for _ in range(16):
        if not isinstance(value, OSError):
            return
        if value.errno in (97, -2, -3) and type(value.strerror) is str and NO_NETWORK not in value.strerror:
            value.strerror = f"{value.strerror[:1000]} ({NO_NETWORK})"
        value = value.__context__

def describe(kind, value, trace):
    # The service's form: str(exception), a line break, the traceback. User code's frames have no source lines, for
    # its file name is "<string>".
    try:
        if isinstance(value, SystemExit) and (value.code is None or value.code == 0):
            return None
    except BaseException:
        pass
    try:
        explain(value)
    except BaseException:
        pass
    try:
        lines = format_exception(kind, value, trace)
        if trace is None:  # a block that does not compile: the service's text has the heading all the same
            lines = f"Traceback (most recent call last):\n{lines}"
    except BaseException:
        lines = f"Traceback (most recent call last):\n{kind.__name__}: <the exception could not be shown>\n"
    return cut(f"{text_of(value)}\n{lines}"), issubclass(kind, MemoryError)

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

# --- notices ----------------------------------------------------------------------------------------------------

def notice(number):
    if number not in notices:
        notices.append(number)

def take_notices():
    taken = bytes(notices)
    notices.clear()
    return taken

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
    warm_up()
    os.register_at_fork = register_at_fork
    register_at_fork(before=lambda: call_hooks("before"), after_in_parent=lambda: call_hooks("after_in_parent"),
                     after_in_child=lambda: call_hooks("after_in_child"))
    sys.argv = [""]
    sys.path.insert(0, "")
    # Numbers, not the enumerations of the signal module: looking those up costs more than the call.
    for number in map(int, _signal.valid_signals()):
        handler = _signal.getsignal(number)
        if handler is not None and number not in (int(_signal.SIGKILL), int(_signal.SIGSTOP)):
            handlers[number] = handler
    open_first_streams()
    gc.collect()
    gc.freeze()

def settle(random_seed, numpy_seed):
    # In each session: what a fork copies and should not be equal in siblings.
    session["begun"] = True
    session["numpy_seed"] = numpy_seed
    if random_seed is not None:
        import random
        random.seed(random_seed)
    elif "random" in sys.modules:
        # What its own hook does behind a fork, without the check of the argument.
        _random.Random.seed(sys.modules["random"]._inst)
        sys.modules["random"]._inst.gauss_next = None
    for name in ("numpy.random", "cv2"):
        if name in sys.modules:
            seed_library(name, sys.modules[name])
