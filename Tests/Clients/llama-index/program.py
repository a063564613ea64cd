"""LlamaIndex's GoogleGenAI with the built-in tool: chat, stream, a second turn with an image, a file.

Its messages have texts and images. Code and results are dropped from them and stand only in `raw`, the candidate as
it came; so a later turn does not send them back.
"""

from google.genai import types
from llama_index.core.llms import ChatMessage, DocumentBlock, ImageBlock, TextBlock
from llama_index.llms.google_genai import GoogleGenAI
from questions import (KEY, MODEL, PLOT, PRIMES, PRIMES_CODE, PRIMES_OUTPUT, PRIMES_SUM, READ_TABLE, TABLE,
                       TABLE_OUTPUT, URL, is_png)

model = GoogleGenAI(
    model=MODEL,
    api_key=KEY,
    http_options=types.HttpOptions(base_url=URL),
    built_in_tool=types.Tool(code_execution=types.ToolCodeExecution()),
)


def code_and_result(parts):
    """The code and what it printed, of the one block that ran."""
    (code,) = [part["executable_code"]["code"] for part in parts if part["executable_code"]]
    (result,) = [part["code_execution_result"] for part in parts if part["code_execution_result"]]
    assert result["outcome"] == types.Outcome.OUTCOME_OK, result
    return code, result["output"]


question = ChatMessage(role="user", content=PRIMES)
first = model.chat([question])
assert PRIMES_SUM in first.message.content and len(first.message.blocks) == 1, first.message
code, output = code_and_result(first.raw["content"]["parts"])
assert PRIMES_CODE in code and output.endswith(PRIMES_OUTPUT), first.raw
assert first.additional_kwargs["total_tokens"] > first.additional_kwargs["prompt_tokens"] > 0

second = model.chat([question, first.message, ChatMessage(role="user", content=PLOT)])
(image,) = [block for block in second.message.blocks if isinstance(block, ImageBlock)]
assert image.image_mimetype == "image/png" and is_png(image.resolve_image().read()), image.image_mimetype

chunks = list(model.stream_chat([question]))
assert len(chunks) > 2 and PRIMES_SUM in "".join(chunk.delta for chunk in chunks), chunks
code, output = code_and_result([part for chunk in chunks for part in chunk.raw["content"]["parts"]])
assert PRIMES_CODE in code and output.endswith(PRIMES_OUTPUT), output

table = DocumentBlock(data=TABLE, document_mimetype="text/csv")
answer = model.chat([ChatMessage(role="user", blocks=[table, TextBlock(text=READ_TABLE)])])
assert code_and_result(answer.raw["content"]["parts"])[1] == TABLE_OUTPUT, answer.raw

assert PRIMES_SUM in model.complete(PRIMES).text
