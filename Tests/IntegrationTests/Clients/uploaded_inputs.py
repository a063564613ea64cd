"""Each file type of the guide, uploaded from a path as the SDK guesses it, arrives whole under the right suffix."""

import hashlib
import os
import tempfile

from answers import CONFIG, MODEL, parts_of
from google import genai
from google.genai import types
from input_types import CODE, INPUTS, named_types

client = genai.Client()


def check(files, expected):
    response = client.models.generate_content(model=MODEL, contents=[*files, CODE], config=CONFIG)
    (result,) = [part.code_execution_result for part in parts_of(response) if part.code_execution_result]
    assert result.outcome == types.Outcome.OUTCOME_OK, result
    lines = result.output.splitlines()
    assert len(lines) == len(expected), lines
    for number, ((suffix, content), line) in enumerate(zip(expected, lines)):
        assert line == f"input_file_{number}{suffix} {hashlib.sha256(content).hexdigest()}", line


with tempfile.TemporaryDirectory() as directory:
    uploaded = []
    for suffix, (content, _) in INPUTS.items():
        path = os.path.join(directory, f"sample{suffix}")
        with open(path, "wb") as file:
            file.write(content)
        uploaded.append(client.files.upload(file=path))
    check(uploaded, [(suffix, content) for suffix, (content, _) in INPUTS.items()])

    # Under each name a client may give the type, and without one that says anything.
    named = []
    for _, name, content in named_types():
        path = os.path.join(directory, "data")
        with open(path, "wb") as file:
            file.write(content)
        named.append(client.files.upload(file=path, config={"mime_type": name}))
    check(named, [(suffix, content) for suffix, _, content in named_types()])

    unnamed = []
    for suffix, (content, _) in INPUTS.items():
        path = os.path.join(directory, "data")
        with open(path, "wb") as file:
            file.write(content)
        config = {"mime_type": "application/octet-stream", "display_name": f"sample{suffix}"}
        unnamed.append(client.files.upload(file=path, config=config))
    check(unnamed, [(suffix, content) for suffix, (content, _) in INPUTS.items()])

for file in uploaded + named + unnamed:
    client.files.delete(name=file.name)
