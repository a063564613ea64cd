"""The guide's question: in one answer and as a stream, by the synchronous and the asynchronous client."""

import asyncio

from answers import CONFIG, MODEL, PRIMES, check_chunks, check_whole
from google import genai

request = {"model": MODEL, "contents": PRIMES, "config": CONFIG}
client = genai.Client()

check_whole(client.models.generate_content(**request))
check_chunks(list(client.models.generate_content_stream(**request)))


async def main():
    check_whole(await client.aio.models.generate_content(**request))
    check_chunks([chunk async for chunk in await client.aio.models.generate_content_stream(**request)])
    answers = await asyncio.gather(*(client.aio.models.generate_content(**request) for _ in range(4)))
    for answer in answers:
        check_whole(answer)
    assert len({answer.response_id for answer in answers}) == 4


asyncio.run(main())
