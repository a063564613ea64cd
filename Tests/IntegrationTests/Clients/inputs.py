"""Each file type of the guide, under each name clients have for it, arrives whole and under the right suffix."""

import hashlib

from answers import CONFIG, MODEL, parts_of
from google import genai
from google.genai import types
from input_types import CODE, named_types

inputs = list(named_types())
files = [types.Part.from_bytes(data=content, mime_type=name) for _, name, content in inputs]
client = genai.Client()
response = client.models.generate_content(model=MODEL, contents=[*files, CODE], config=CONFIG)
(result,) = [part.code_execution_result for part in parts_of(response) if part.code_execution_result]
assert result.outcome == types.Outcome.OUTCOME_OK, result
lines = result.output.splitlines()
assert len(lines) == len(inputs), lines
for number, ((suffix, name, content), line) in enumerate(zip(inputs, lines)):
    expected = f"input_file_{number}{suffix} {hashlib.sha256(content).hexdigest()}"
    assert line == expected, f"{name}: {line} instead of {expected}"
details = {detail.modality.value: detail.token_count for detail in response.usage_metadata.prompt_tokens_details}
assert details["IMAGE"] == 258 * sum(suffix in (".png", ".jpeg") for suffix, _, _ in inputs), details
assert details["DOCUMENT"] == 258, details
