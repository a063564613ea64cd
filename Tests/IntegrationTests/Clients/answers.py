"""What the programs beside this one share: the model, the configuration, and a look at an answer's parts."""

from google.genai import types

MODEL = "gemini-2.5-flash"
PRIMES = (
    "What is the sum of the first 50 prime numbers? "
    "Generate and run code for the calculation, and make sure you get all 50."
)
CONFIG = types.GenerateContentConfig(tools=[types.Tool(code_execution=types.ToolCodeExecution())])


def kind(part):
    """The name of the one member a part has."""
    names = ("executable_code", "code_execution_result", "inline_data", "text")
    return next(name for name in names if getattr(part, name) is not None)


def parts_of(response):
    return response.candidates[0].content.parts


def check_order(parts):
    """Each block is followed at once by its result, files come only after a result."""
    kinds = [kind(part) for part in parts]
    for index, name in enumerate(kinds):
        if name == "executable_code":
            assert kinds[index + 1] == "code_execution_result", kinds
        if name == "inline_data":
            assert kinds[index - 1] in ("code_execution_result", "inline_data"), kinds
    return kinds


def check_usage(usage, after_code):
    total = usage.prompt_token_count + (usage.candidates_token_count or 0)
    total += (usage.tool_use_prompt_token_count or 0) + (usage.thoughts_token_count or 0)
    assert usage.prompt_token_count > 0, usage
    assert usage.total_token_count == total, usage
    if after_code:
        assert usage.tool_use_prompt_token_count > 0, usage


def check_primes(parts):
    kinds = check_order(parts)
    assert kinds == ["text", "executable_code", "code_execution_result", "text"], kinds
    code, result = parts[1].executable_code, parts[2].code_execution_result
    assert code.language == types.Language.PYTHON and "print" in code.code, code
    assert result.outcome == types.Outcome.OUTCOME_OK, result
    lines = result.output.splitlines()
    assert lines[1:] == ["Count: 50", "Sum: 5117"], lines
    assert result.output.endswith("\n"), result
    assert "5117" in parts[3].text, parts


def check_whole(response):
    parts = parts_of(response)
    check_primes(parts)
    assert response.candidates[0].finish_reason == types.FinishReason.STOP, response
    assert "5117" in response.text
    assert "Sum: 5117" in response.code_execution_result
    assert response.executable_code == parts[1].executable_code.code
    assert response.model_version == MODEL and response.response_id
    check_usage(response.usage_metadata, after_code=True)


def check_chunks(chunks):
    """The chunks of a stream say what the whole answer says, one part each, with running token counts."""
    parts, seen_result, last_total = [], False, 0
    for chunk in chunks:
        (candidate,) = chunk.candidates
        (part,) = candidate.content.parts
        check_usage(chunk.usage_metadata, after_code=seen_result)
        assert chunk.usage_metadata.total_token_count >= last_total
        last_total = chunk.usage_metadata.total_token_count
        seen_result = seen_result or part.code_execution_result is not None
        parts.append(part)
    assert len({chunk.response_id for chunk in chunks}) == 1
    reasons = [chunk.candidates[0].finish_reason for chunk in chunks]
    assert reasons == [None] * (len(chunks) - 1) + [types.FinishReason.STOP], reasons
    check_primes(parts)
