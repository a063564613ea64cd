"""Google's Agent Development Kit with its BuiltInCodeExecutor: whole and streamed, with an image and files.

Code and result come as they are. An image becomes an artifact, and a text with its name takes its place in the events.
An inline file whose type is text, a CSV too, is put into the prompt as text: code finds no file. An image given to it,
and a file of the Files API, do reach the sandbox.
"""

import asyncio
import os

from google import genai
from google.adk.agents import LlmAgent
from google.adk.agents.run_config import RunConfig, StreamingMode
from google.adk.code_executors import BuiltInCodeExecutor
from google.adk.models.google_llm import Gemini
from google.adk.runners import InMemoryRunner
from google.genai import types
from questions import (KEY, MODEL, PICTURE, PICTURE_OUTPUT, PLOT, PRIMES, PRIMES_CODE, PRIMES_OUTPUT, PRIMES_SUM,
                       READ_PICTURE, READ_TABLE, TABLE, TABLE_OUTPUT, URL, is_png)

os.environ["GOOGLE_API_KEY"] = KEY
NAMES = {"app_name": "pollux", "user_id": "someone"}
agent = LlmAgent(name="calculator", model=Gemini(model=MODEL, base_url=URL), code_executor=BuiltInCodeExecutor())
runner = InMemoryRunner(agent=agent, app_name="pollux")


async def ask(session, *parts, mode=StreamingMode.NONE):
    message = types.Content(role="user", parts=list(parts))
    events = runner.run_async(user_id="someone", session_id=session.id, new_message=message,
                              run_config=RunConfig(streaming_mode=mode))
    return [event async for event in events]


def parts_of(events):
    return [part for event in events if event.content and not event.partial for part in event.content.parts]


def result_of(events):
    (result,) = [part.code_execution_result for part in parts_of(events) if part.code_execution_result]
    assert result.outcome == types.Outcome.OUTCOME_OK, result
    return result.output


async def main():
    session = await runner.session_service.create_session(**NAMES)
    first = await ask(session, types.Part(text=PRIMES))
    (code,) = [part.executable_code.code for part in parts_of(first) if part.executable_code]
    assert PRIMES_CODE in code and result_of(first).endswith(PRIMES_OUTPUT), first
    assert PRIMES_SUM in parts_of(first)[-1].text and first[-1].finish_reason == types.FinishReason.STOP, first
    assert first[-1].usage_metadata.total_token_count > 0

    second = await ask(session, types.Part(text=PLOT))
    (name,) = [name for event in second for name in event.actions.artifact_delta]
    image = (await runner.artifact_service.load_artifact(**NAMES, session_id=session.id, filename=name)).inline_data
    assert image.mime_type == "image/png" and is_png(image.data), image.mime_type

    session = await runner.session_service.create_session(**NAMES)
    picture = types.Part.from_bytes(data=PICTURE, mime_type="image/png")
    assert result_of(await ask(session, picture, types.Part(text=READ_PICTURE))) == PICTURE_OUTPUT

    session = await runner.session_service.create_session(**NAMES)
    path = os.path.join(os.environ["HOME"], "cities.csv")
    with open(path, "wb") as file:
        file.write(TABLE)
    client = genai.Client(api_key=KEY, http_options=types.HttpOptions(base_url=URL))
    file = client.files.upload(file=path)
    table = types.Part.from_uri(file_uri=file.uri, mime_type=file.mime_type)
    assert result_of(await ask(session, table, types.Part(text=READ_TABLE))) == TABLE_OUTPUT

    session = await runner.session_service.create_session(**NAMES)
    streamed = await ask(session, types.Part(text=PRIMES), mode=StreamingMode.SSE)
    assert any(event.partial for event in streamed), streamed
    assert result_of(streamed).endswith(PRIMES_OUTPUT), streamed


asyncio.run(main())
