"""The models: page by page, all of them, and one."""

from google import genai
from google.genai import errors

client = genai.Client()

whole = [model.name for model in client.models.list()]
assert "models/gemini-2.0-flash" in whole and "models/gemini-2.5-flash" in whole and "models/gemini-2.5-pro" in whole
assert len(whole) == len(set(whole)) > 5

pager = client.models.list(config={"page_size": 2})
assert len(pager) == 2
assert [model.name for model in pager] == whole

model = client.models.get(model="gemini-2.5-flash")
assert model.name == "models/gemini-2.5-flash" and model.display_name == "Gemini 2.5 Flash"
assert model.input_token_limit == 1048576 and model.output_token_limit == 65536
assert "generateContent" in model.supported_actions

try:
    client.models.get(model="no-such-model")
except errors.ClientError as error:
    assert error.code == 404 and error.status == "NOT_FOUND", error
else:
    raise AssertionError("a model that is not there was given")
