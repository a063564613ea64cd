"""A Python that is there already, with the sandbox's libraries: a line of JSON in, the block runs, a line out."""

import contextlib
import io
import json
import sys

import forkserver_preload  # noqa: F401  (the libraries a block may name)


def main():
    for line in sys.stdin:
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            exec(compile(json.loads(line), "<string>", "exec"), {"__name__": "__main__"})
        print(json.dumps(output.getvalue()), flush=True)


if __name__ == "__main__":
    main()
