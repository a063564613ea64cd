"""multiprocessing's forkserver with the sandbox's libraries: a line of JSON in, a process of its own, a line out."""

import contextlib
import io
import json
import multiprocessing
import sys


def work(pipe, code):
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(compile(code, "<string>", "exec"), {"__name__": "__main__"})
    pipe.send(output.getvalue())


def main():
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["forkserver_preload"])
    for line in sys.stdin:
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=work, args=(theirs, json.loads(line)))
        process.start()
        theirs.close()
        try:
            output = ours.recv()
        except EOFError:
            output = ""
        process.join()
        print(json.dumps(output), flush=True)


if __name__ == "__main__":
    main()
