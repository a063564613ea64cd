"""A conversation: what was answered is sent back with code, results and images, and is taken."""

from answers import CONFIG, MODEL, PRIMES, check_order, check_primes, kind, parts_of
from google import genai

client = genai.Client()
chat = client.chats.create(model=MODEL, config=CONFIG)

first = chat.send_message(PRIMES)
check_primes(parts_of(first))

second = chat.send_message("Now plot those primes as a line with matplotlib.")
assert check_order(parts_of(second)) == ["executable_code", "code_execution_result", "inline_data", "text"]
# The history's code and result count as prompt.
assert second.usage_metadata.prompt_token_count > first.usage_metadata.prompt_token_count + 50

# The picture of the last turn is history, no input file of this one.
third = chat.send_message("```python\nimport os\nprint(os.listdir())\n```")
assert third.code_execution_result == "[]\n", third

pieces = [part for chunk in chat.send_message_stream(PRIMES) for part in parts_of(chunk)]
check_primes(pieces)

history = chat.get_history()
assert [content.role for content in history][:6] == ["user", "model"] * 3
assert [kind(part) for part in history[1].parts] == ["text", "executable_code", "code_execution_result", "text"]
