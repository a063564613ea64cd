"""Bodies of requests to models that are large: JSON and the texts in it."""

import base64

from fuzz_shapes import COUNT, GENERATE, asked, post, raw_asked, shape, times


@shape("json")
def long_text(size):
    return asked([{"text": times("hello ", size)}])


@shape("json")
def escapes(size):
    return post(GENERATE, b'{"contents":[{"parts":[{"text":"' + times(b"\\u00e9\\n", size) + b'"}]}]}')


@shape("json")
def surrogates(size):
    return post(GENERATE, b'{"contents":[{"parts":[{"text":"' + times(b"\\ud83d\\ude00", size) + b'"}]}]}')


@shape("json")
def broken_escapes(size):
    return post(GENERATE, b'{"contents":[{"parts":[{"text":"' + times(b"\\ud83d", size) + b'"}]}]}')


@shape("json")
def many_parts(size):
    return asked([{"text": "a"}] * (size // 14))


@shape("json")
def many_contents(size):
    turns = [{"role": role, "parts": [{"text": "a"}]} for role in ("user", "model")] * (size // 100)
    return post(GENERATE, {"contents": turns + turns[:1]})


@shape("json")
def deep(size):
    return raw_asked(b'"x":' + b"[" * (size // 2) + b"]" * (size // 2))


@shape("json")
def deep_objects(size):
    return raw_asked(b'"x":' + times(b'{"a":', size // 2) + b"1" + b"}" * (size // 12))


@shape("json")
def wide(size):
    return raw_asked(b'"labels":{"a":[' + times(b"0,", size) + b"0]}")


@shape("json")
def doubled_members(size):
    return raw_asked(times(b'"systemInstruction":{"parts":[{"text":"a"}]},', size) + b'"labels":{}')


@shape("json")
def unknown_members(size):
    return raw_asked(b",".join(b'"x%d":0' % n for n in range(size // 9)))


@shape("json")
def many_labels(size):
    return raw_asked(b'"labels":{' + b",".join(b'"x%d":"a"' % n for n in range(size // 11)) + b"}")


@shape("json")
def long_name(size):
    return raw_asked(b'"' + times(b"x", size) + b'":0')


@shape("json")
def long_number(size):
    return raw_asked(b'"generationConfig":{"temperature":' + times(b"1", size) + b"}")


@shape("json")
def blanks(size):
    return raw_asked(times(b" \n", size) + b'"labels":{}')


@shape("json")
def unterminated(size):
    return raw_asked(b'"labels":{"a":"' + times(b"x", size))


@shape("json")
def bytes_that_are_not_text(size):
    return raw_asked(b'"labels":{"a":"' + times("é".encode(), size) + b'\xff"}')


@shape("json")
def base64_lines(size):
    data = b"\\n".join([b"QUJD" * 19] * (size // 78))
    return post(GENERATE, b'{"contents":[{"parts":[{"inlineData":{"mimeType":"text/csv","data":"' + data + b'"}}]}]}')


@shape("json")
def large_image(size):
    data = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(size * 3 // 4)).decode()
    return asked([{"text": "look"}, {"inlineData": {"mimeType": "image/png", "data": data}}])


@shape("json")
def large_pdf(size):
    data = base64.b64encode(b"%PDF-1.7\n" + times(b"/Type /Page /Type/Pages ", size * 3 // 4)).decode()
    return asked([{"text": "look"}, {"inlineData": {"mimeType": "application/pdf", "data": data}}])


@shape("json")
def stop_sequences(size):
    half = times("a", size // 2)
    return asked([{"text": half}], generationConfig={"stopSequences": [half + "b", "a" * 100 + "b"]})


@shape("json")
def many_functions(size):
    declared = [{"name": f"f{n}", "description": "a"} for n in range(size // 40)]
    return asked([{"text": "hello"}], tools=[{"functionDeclarations": declared}])


@shape("json")
def many_tools(size):
    return asked([{"text": "hello"}], tools=[{"codeExecution": {}}] * (size // 23))


@shape("json")
def allowed_names(size):
    names = [f"f{n}" for n in range(size // 60)]
    return asked(
        [{"text": "hello"}],
        tools=[{"functionDeclarations": [{"name": name, "description": "a"} for name in names]}],
        toolConfig={"functionCallingConfig": {"mode": "ANY", "allowedFunctionNames": names[::-1]}},
    )


@shape("json")
def calls_and_answers(size):
    calls = [{"functionCall": {"name": f"f{n}", "args": {}}} for n in range(size // 120)]
    answers = [{"functionResponse": {"name": f"f{n}", "response": {}}} for n in reversed(range(size // 120))]
    first = {"role": "user", "parts": [{"text": "hello"}]}
    return post(GENERATE, {"contents": [first, {"role": "model", "parts": calls}, {"role": "user", "parts": answers}]})


@shape("json")
def earlier_code(size):
    code = {"executableCode": {"language": "PYTHON", "code": "print(1)"}}
    result = {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "1\n"}}
    first = {"role": "user", "parts": [{"text": "hello"}]}
    turn = {"role": "model", "parts": [code, result] * (size // 140)}
    return post(GENERATE, {"contents": [first, turn, first], "tools": [{"codeExecution": {}}]})


@shape("json")
def safety_settings(size):
    setting = {"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_NONE"}
    return asked([{"text": "hello"}], safetySettings=[setting] * (size // 70))


@shape("text")
def tokens_of_words(size):
    return post(COUNT, {"contents": [{"parts": [{"text": times("naïve 世界 🙂 ", size)}]}]})


@shape("text")
def tokens_of_one_word(size):
    return post(COUNT, {"contents": [{"parts": [{"text": times("a", size)}]}]})


@shape("text")
def combining_marks(size):
    return post(COUNT, {"contents": [{"parts": [{"text": "e" + times("\u0301", size)}]}]})


@shape("text")
def embedded_words(size):
    body = {"content": {"parts": [{"text": times("word ", size)}]}}
    return post("/v1beta/models/gemini-embedding-001:embedContent", body)


@shape("text")
def fences(size):
    return asked([{"text": times("```\n", size)}])


@shape("text")
def open_fences(size):
    return asked([{"text": times("```text\n`` `\n", size)}])


@shape("text")
def long_fence(size):
    return asked([{"text": times("`", size) + "\n"}])


@shape("text")
def streamed(size):
    path = GENERATE.replace(":generate", ":streamGenerate") + "?alt=sse"
    return dict(asked([{"text": times("hello ", size)}]), path=path)
