"""google-generativeai, the SDK before google-genai, over REST: whole, streamed and in a conversation.

It drops nothing, but fills its `text` with code and result, fenced, among what the model said. Uploads cannot be
pointed anywhere: the SDK takes their address from a constant. Images of an answer are parts only, nothing of `text`.
"""

import google.generativeai as genai
from google.generativeai import protos
from questions import (KEY, MODEL, PLOT, PRIMES, PRIMES_CODE, PRIMES_OUTPUT, PRIMES_SUM, READ_TABLE, TABLE,
                       TABLE_OUTPUT, URL, is_png)

# Without transport="rest" it is gRPC.
genai.configure(api_key=KEY, transport="rest", client_options={"api_endpoint": URL})
model = genai.GenerativeModel(MODEL, tools="code_execution")


def kinds(parts):
    return [protos.Part.pb(part).WhichOneof("data") for part in parts]


def check_primes(response):
    (candidate,) = response.candidates
    parts = candidate.content.parts
    place = kinds(parts).index("executable_code")
    assert PRIMES_CODE in parts[place].executable_code.code, parts
    result = parts[place + 1].code_execution_result
    assert result.outcome == protos.CodeExecutionResult.Outcome.OUTCOME_OK, result
    assert result.output.endswith(PRIMES_OUTPUT), result
    assert "``` python" in response.text and PRIMES_SUM in parts[-1].text, response.text
    assert candidate.finish_reason == protos.Candidate.FinishReason.STOP, candidate
    assert response.usage_metadata.total_token_count > response.usage_metadata.prompt_token_count > 0


check_primes(model.generate_content(PRIMES))

chat = model.start_chat()
check_primes(chat.send_message(PRIMES))
# The SDK sends the first answer back with numbers for enums.
parts = chat.send_message(PLOT).candidates[0].content.parts
(image,) = [part.inline_data for part in parts if part.inline_data.data]
assert image.mime_type == "image/png" and is_png(image.data), image.mime_type

answer = model.generate_content([{"mime_type": "text/csv", "data": TABLE}, READ_TABLE])
results = [part.code_execution_result.output for part in answer.candidates[0].content.parts]
assert TABLE_OUTPUT in results, results

assert model.count_tokens(PRIMES).total_tokens > 10
assert f"models/{MODEL}" in [one.name for one in genai.list_models()]
vector = genai.embed_content(model="models/gemini-embedding-001", content="red apples")["embedding"]
assert len(vector) == 3072, len(vector)

# It reads a stream as one JSON array, character by character, and joins neighbouring texts.
stream = model.generate_content(PRIMES, stream=True)
assert len(list(stream)) > 2
check_primes(stream)
