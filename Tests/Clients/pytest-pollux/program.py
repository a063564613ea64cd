"""The pytest plugin: its examples, two hundred tests in eight workers on one server, and what a failing test shows.

Drops nothing: a test sees requests and answers as they were.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
# The package alone: whoever installed it from here left beside it what makes pytest find the plugin a second time.
PACKAGES = Path("packages").absolute()
PACKAGES.mkdir()
(PACKAGES / "pytest_pollux").symlink_to(ROOT / "integrations/python/src/pytest_pollux")
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(PACKAGES)}
PYTEST = [sys.executable, "-B", "-m", "pytest", "-p", "pytest_pollux.plugin", "-p", "no:cacheprovider", "-q"]


def pytest(*arguments):
    done = subprocess.run([*PYTEST, *map(str, arguments)], env=ENVIRONMENT, capture_output=True, text=True, timeout=150)
    return done.returncode, done.stdout + done.stderr


code, output = pytest(ROOT / "Examples/pytest")
assert code == 0 and "7 passed" in output, output

begun = time.monotonic()
code, output = pytest("-n", "8", Path(__file__).parent / "parallel/test_parallel.py")
assert code == 0 and "200 passed" in output, output
print(f"200 tests in 8 workers: {time.monotonic() - begun:.1f} s")

failing = Path("test_failing.py")
failing.write_text('''
def test_that_fails(pollux):
    pollux.fixtures("- { match: { prompt: hello }, reply: [ { text: Hi. } ] }")
    answer = pollux.client().models.generate_content(model="gemini-2.5-flash", contents="hello")
    assert answer.text == "Good morning."


def test_without_a_fixture(pollux):
    pollux.fixtures("- { match: { prompt: hello }, reply: [ { text: Hi. } ] }")
    pollux.client().models.generate_content(model="gemini-2.5-flash", contents="hallo")


def test_with_bad_fixtures(pollux):
    pollux.fixtures("- { match: { promt: hello }, reply: [ { text: Hi. } ] }")
''')
code, output = pytest(failing)
assert code == 1 and "3 failed" in output, output
for text in ("Pollux: what was asked and answered", '"text": "Hi."', "No fixture matches the prompt", "✗ prompt",
             "did you mean 'prompt'?"):
    assert text in output, (text, output)
