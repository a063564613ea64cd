"""Asks real language models through Pollux, with google-genai: scripts/test-model runs this, and says more.

A small model shows the shape of answers; a coder model must answer most of ten prompts with code that really ran, be
right in most of eight tasks, and mend one failure. Each prompt is asked whole and as a stream, at temperature 0.

Exit code: 0 all holds, 1 something does not, 2 a server did not start, 3 all holds, but the coder model was not there.
"""

import argparse
import json
import signal
import sys
import time
from pathlib import Path

from course import Course
from figures import Row, as_json, bars, bars_table, prompts_table, ratio
from google import genai
from google.genai import errors, types
from servers import DidNotStart, model_server, pollux
from tasks import ALL, COMPUTED, REPAIRS, SPOKEN
from watch import Watch

MODEL = "gemini-2.5-flash"
CODE = [types.Tool(code_execution=types.ToolCodeExecution())]
REQUEST_SECONDS, SHAPE_PROMPTS, SHAPE_TOKENS, SPOKEN_TIMES = 600, 2, 200, 3


def say(text):
    print(f"==> {text}", file=sys.stderr, flush=True)


class Asking:
    """google-genai against one Pollux."""

    def __init__(self, url):
        options = types.HttpOptions(base_url=url, timeout=REQUEST_SECONDS * 1000)
        self.client = genai.Client(api_key="any", http_options=options)

    @staticmethod
    def question(task):
        file = [types.Part.from_bytes(data=task.table, mime_type="text/csv")] if task.table else []
        return [*file, types.Part.from_text(text=task.prompt)]

    @staticmethod
    def config(tokens, tools=CODE):
        return types.GenerateContentConfig(tools=tools, temperature=0, seed=1, max_output_tokens=tokens)

    def ask(self, task, way, tokens):
        """The course of an answer, its tokens, and the seconds it took."""
        began = time.monotonic()
        arguments = {"model": MODEL, "contents": self.question(task), "config": self.config(tokens)}
        if way == "streamed":
            answers = list(self.client.models.generate_content_stream(**arguments))
        else:
            answers = [self.client.models.generate_content(**arguments)]
        candidates = [answer.candidates[0] for answer in answers if answer.candidates]
        parts = [part for one in candidates if one.content for part in one.content.parts or []]
        finish = next((one.finish_reason for one in candidates if one.finish_reason), None)
        usage = answers[-1].usage_metadata if answers else None
        return Course.of(parts, finish), usage and usage.candidates_token_count or 0, time.monotonic() - began

    def first_words(self, prompt, tools):
        """The seconds until the first words came in a stream."""
        began, first = time.monotonic(), None
        for chunk in self.client.models.generate_content_stream(
                model=MODEL, contents=prompt, config=self.config(200, tools)):
            if first is None and chunk.candidates and chunk.candidates[0].content:
                if any(part.text for part in chunk.candidates[0].content.parts or []):
                    first = time.monotonic() - began
        return first


def rows_of(asking, prompts, tokens):
    """Asks every prompt both ways."""
    rows = []
    for task in prompts:
        for way in ["whole", "streamed"]:
            course, spent, seconds = asking.ask(task, way, tokens)
            rows.append(Row.of(task, way, course, seconds, spent))
            say(f"{task.name}, {way}: {course.outcomes}, {seconds:.0f} s")
    return rows


def repaired(asking, tokens):
    """How many of the prompts with a mistake in their code ended with code that the model mended."""
    count = 0
    for task in REPAIRS:
        course, _, seconds = asking.ask(task, "whole", tokens)
        say(f"{task.name}: {course.outcomes}, {seconds:.0f} s")
        count += course.is_repaired
    return count


def first_words(asking, watch):
    """Pairs of seconds until the first words, at the client and at the upstream, without and with code execution."""
    found = {}
    for kind, tools in [("words", None), ("words, with code execution", CODE)]:
        pairs = found.setdefault(kind, [])
        for number in range(SPOKEN_TIMES):
            # Each asks a little else, so that none is answered from the cache of the one before.
            before = len(watch.completions)
            client = asking.first_words(f"{SPOKEN} ({number + 1})", tools)
            upstream = next((one.seconds for one in watch.completions[before:] if one.seconds), None)
            if client and upstream:
                pairs.append((client, upstream))
    return found


def check_shape(options):
    """Whether the small model, forced to write code, gets answers of the right shape."""
    say(f"{options.shape_model.name}, forced to write code")
    with model_server(options.python, options.shape_model, options.threads) as model:
        with pollux(options.pollux, model.url, "force") as server:
            asking, wrong = Asking(server.url), []
            for task in COMPUTED[:SHAPE_PROMPTS]:
                for way in ["whole", "streamed"]:
                    course, _, seconds = asking.ask(task, way, SHAPE_TOKENS)
                    say(f"{task.name}, {way}: {course.outcomes}, {seconds:.0f} s")
                    if not course.has_shape:
                        wrong.append(f"{task.name}, {way}: {course.outcomes}, finish {course.finish}")
    print(f"{options.shape_model.stem}: " + ("\n  ".join(["NOT the right shape", *wrong]) if wrong else
                                             f"{SHAPE_PROMPTS * 2} answers have the right shape"))
    return not wrong


def check_coder(options):
    """Whether the coder model reaches every bar; prints and keeps the figures."""
    say(f"{options.model.name}, mode {options.mode}")
    with model_server(options.python, options.model, options.threads) as model, Watch(model.url) as watch:
        with pollux(options.pollux, watch.url, options.mode) as server:
            asking = Asking(server.url)
            firsts = first_words(asking, watch)
            rows = rows_of(asking, ALL, 2048)
            mended = repaired(asking, 2048)
    found = bars(rows, {task.name for task in COMPUTED}, mended, len(REPAIRS))
    print(f"\n{options.model.stem}, mode {options.mode}\n\n{prompts_table(rows)}\n\n{bars_table(found)}\n")
    for kind, pairs in firsts.items():
        times = ", ".join(f"{client:.2f}/{upstream:.2f}" for client, upstream in pairs) or "none"
        print(f"first {kind}: {ratio(pairs)} x the upstream's (seconds, client/upstream: {times})")
    if options.json:
        figures = {"model": options.model.stem, "mode": options.mode, **as_json(rows, found, firsts)}
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return all(bar.holds for bar in found)


def parsed():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pollux", type=Path, required=True, help="the program")
    parser.add_argument("--python", type=Path, required=True, help="the Python that has xllamacpp")
    parser.add_argument("--shape-model", type=Path, required=True, help="the file of the small model")
    parser.add_argument("--model", type=Path, help="the file of the coder model")
    parser.add_argument("--mode", default="auto", choices=["auto", "tools", "fence", "force"])
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--json", type=Path, help="where the figures go")
    return parser.parse_args()


def main():
    options = parsed()
    # A stop asked for is an exit like any other, so that the servers go.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        verdicts = [check_shape(options), *([check_coder(options)] if options.model else [])]
    except DidNotStart as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except errors.APIError as error:
        print(f"error: a request was refused: {error}", file=sys.stderr)
        return 1
    if not all(verdicts):
        return 1
    return 0 if options.model else 3


if __name__ == "__main__":
    sys.exit(main())
