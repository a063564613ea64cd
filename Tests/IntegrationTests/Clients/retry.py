"""A fixture whose first attempt really fails, whose second succeeds: both are seen, in order."""

from answers import CONFIG, MODEL, check_order, parts_of
from google import genai
from google.genai import errors, types

client = genai.Client()
request = {"model": MODEL, "contents": "Please give me the AVERAGE of 3, 5 and 10.", "config": CONFIG}
response = client.models.generate_content(**request)
parts = parts_of(response)
kinds = check_order(parts)
assert kinds == ["executable_code", "code_execution_result", "text", "executable_code", "code_execution_result", "text"]

failed, succeeded = parts[1].code_execution_result, parts[4].code_execution_result
assert failed.outcome == types.Outcome.OUTCOME_FAILED
assert failed.output == (
    "name 'statistics' is not defined\n"
    "Traceback (most recent call last):\n"
    '  File "<string>", line 1, in <module>\n'
    "NameError: name 'statistics' is not defined\n"
), failed.output
assert "import statistics" in parts[3].executable_code.code
assert (succeeded.outcome, succeeded.output) == (types.Outcome.OUTCOME_OK, "6\n")
assert parts[2].text == "I forgot the import.\n" and parts[5].text == "The average is 6.", parts
assert response.candidates[0].finish_reason == types.FinishReason.STOP

pieces = [part for chunk in client.models.generate_content_stream(**request) for part in parts_of(chunk)]
assert check_order(pieces) == kinds

# With fixtures of one's own nothing else is answered, and the message names the prompt.
try:
    client.models.generate_content(model=MODEL, contents="Tell me a joke.", config=CONFIG)
except errors.ClientError as error:
    assert error.code == 400 and "Tell me a joke." in error.message, error
else:
    raise AssertionError("a prompt without a fixture was answered")
