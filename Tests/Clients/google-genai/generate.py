"""google-genai, one answer at a time: code, result, image and file, by the synchronous and the asynchronous client."""

import asyncio

from google import genai
from google.genai import errors, types
from questions import (KEY, MODEL, PLOT, PRIMES, PRIMES_CODE, PRIMES_OUTPUT, PRIMES_SUM, READ_TABLE, TABLE,
                       TABLE_OUTPUT, URL, is_png)

client = genai.Client(api_key=KEY, http_options=types.HttpOptions(base_url=URL))
config = types.GenerateContentConfig(tools=[types.Tool(code_execution=types.ToolCodeExecution())])


def check_primes(response):
    (candidate,) = response.candidates
    said, code, result, summary = candidate.content.parts
    assert said.text, said
    assert code.executable_code.language == types.Language.PYTHON and PRIMES_CODE in code.executable_code.code, code
    assert result.code_execution_result.outcome == types.Outcome.OUTCOME_OK, result
    assert result.code_execution_result.output.endswith(PRIMES_OUTPUT), result
    assert PRIMES_SUM in summary.text and candidate.finish_reason == types.FinishReason.STOP, candidate
    # The shortcuts of the SDK.
    assert response.text == said.text + summary.text, response.text
    assert response.executable_code == code.executable_code.code
    assert response.code_execution_result == result.code_execution_result.output
    usage = response.usage_metadata
    parts = (usage.prompt_token_count, usage.candidates_token_count, usage.tool_use_prompt_token_count,
             usage.thoughts_token_count)
    assert usage.total_token_count == sum(count or 0 for count in parts), usage
    assert usage.prompt_token_count and usage.candidates_token_count and usage.tool_use_prompt_token_count, usage


def ask(contents, **more):
    return client.models.generate_content(model=MODEL, contents=contents, config=config, **more)


check_primes(ask(PRIMES))

parts = ask(PLOT).candidates[0].content.parts
assert parts[0].executable_code and parts[1].code_execution_result.outcome == types.Outcome.OUTCOME_OK, parts
assert parts[2].inline_data.mime_type == "image/png" and is_png(parts[2].inline_data.data), parts[2]

table = types.Part.from_bytes(data=TABLE, mime_type="text/csv")
assert ask([table, READ_TABLE]).code_execution_result == TABLE_OUTPUT

# Code that fails is an answer too.
(result,) = [part.code_execution_result for part in ask("```python\n1 / 0\n```").candidates[0].content.parts
             if part.code_execution_result]
assert result.outcome == types.Outcome.OUTCOME_FAILED and "ZeroDivisionError" in result.output, result

try:
    client.models.generate_content(model="no-such-model", contents=PRIMES, config=config)
    raise AssertionError("a model that is not there has answered")
except errors.ClientError as error:
    assert error.code == 404 and error.status == "NOT_FOUND", error


async def main():
    questions = [client.aio.models.generate_content(model=MODEL, contents=PRIMES, config=config) for _ in range(3)]
    for answer in await asyncio.gather(*questions):
        check_primes(answer)


asyncio.run(main())
