"""Uploads and forms, heads of requests, gzip, and routes of the server's own."""

import gzip
import json

from fuzz_shapes import GENERATE, SPACE, asked, fixtures, post, shape, times


UPLOAD = "/upload/v1beta/files"
BOUNDARY = "abcdefgh"


def form(body, boundary=BOUNDARY, pieces=0):
    headers = {"Content-Type": f"multipart/related; boundary={boundary}"}
    if pieces:
        headers["Transfer-Encoding"] = "chunked"
        chunks = (body[start:start + pieces] for start in range(0, len(body), pieces))
        body = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks) + b"0\r\n\r\n"
    return post(UPLOAD + "?uploadType=multipart", body, headers)


def related(content, metadata=b"{}", head=b"", boundary=BOUNDARY):
    line = b"--" + boundary.encode()
    return (
        line + b"\r\nContent-Type: application/json\r\n\r\n" + metadata + b"\r\n" + line + b"\r\n" + head
        + b"Content-Type: text/plain\r\n\r\n" + content + b"\r\n" + line + b"--\r\n"
    )


@shape("multipart")
def plain(size):
    return form(related(times(b"hello\n", size)))


@shape("multipart")
def metadata_in_single_bytes(size):
    return form(related(b"a", metadata=times(b"\r", size)), pieces=1)


@shape("multipart")
def content_in_single_bytes(size):
    return form(related(times(b"\r", size)), pieces=1)


@shape("multipart")
def head_in_single_bytes(size):
    return form(related(b"a", head=times(b"X: a\r\n", size)), pieces=1)


@shape("multipart")
def preamble_in_single_bytes(size):
    return form(times(b"\r\n-", size), pieces=1)


@shape("multipart")
def almost_boundaries(size):
    return form(related(times(b"\r\n--abcdefg", size)))


@shape("multipart")
def almost_ends(size):
    return form(related(times(b"\r\n--abcdefghx", size)))


@shape("multipart")
def many_parts_of_it(size):
    return form(times(b"--abcdefgh\r\n\r\n{}\r\n", size))


@shape("multipart")
def long_boundary(size):
    boundary = "a" * min(size // 3, 60_000)
    return form(related(times(b"\r\n--" + b"a" * (len(boundary) - 1), size), boundary=boundary), boundary)


@shape("multipart")
def long_metadata(size):
    return form(related(b"a", metadata=b'{"file":{"displayName":"' + times(b"\\u0061", size) + b'"}}'))


@shape("multipart")
def no_end(size):
    return form(related(times(b"hello\r\n", size))[:-14])


@shape("uploads")
def small_pieces(size):
    body = b"1\r\na\r\n" * size + b"0\r\n\r\n"
    headers = {"X-Goog-Upload-Protocol": "raw", "Transfer-Encoding": "chunked", "Content-Type": "text/plain"}
    return post(UPLOAD, body, headers)


@shape("uploads")
def whole(size):
    return post(UPLOAD, bytes(size), {"X-Goog-Upload-Protocol": "raw", "Content-Type": "text/plain"})


@shape("uploads")
def beginnings(size):
    headers = {"X-Goog-Upload-Protocol": "resumable", "X-Goog-Upload-Command": "start"}
    return post(UPLOAD, b'{"file":{"displayName":"' + times(b"x", size) + b'"}}', headers)




@shape("http")
def zipped_request(size):
    return post(GENERATE, gzip.compress(bytes(size * 100)), {"Content-Encoding": "gzip"})


@shape("http")
def zipped_answer(size):
    given = fixtures(json.dumps([{"match": {"prompt": "a"}, "reply": [{"text": times("some words ", size)}]}]))
    headers = {"X-Pollux-Namespace": SPACE, "Accept-Encoding": "gzip"}
    return [given], [dict(asked([{"text": "a"}]), headers=headers)]


@shape("http")
def body_in_single_bytes(size):
    text = b'{"contents":[{"parts":[{"text":"' + times(b"a", size) + b'"}]}]}'
    body = b"".join(b"1\r\n%c\r\n" % byte for byte in text) + b"0\r\n\r\n"
    return post(GENERATE, body, {"Transfer-Encoding": "chunked"})


@shape("http")
def many_headers(size):
    each = min(size // 240, 60_000)
    return post(GENERATE, b"{}", {f"X-{n}": "a" * max(1, each - 8) for n in range(240)})


@shape("http")
def long_query(size):
    size = min(size // 13, 75_000)
    return post(GENERATE + "?" + times("%61=%20&", size), b"{}")


@shape("http")
def long_path(size):
    return post("/v1beta/models/" + times("%2F/a", min(size // 13, 75_000)) + ":generateContent", b"{}")


@shape("http")
def long_cookie(size):
    return post(GENERATE, b"{}", {"Cookie": times("a=b; ", min(size // 13, 75_000))})


@shape("own routes")
def expected_requests(size):
    return post(f"/_pollux/verify?namespace={SPACE}", {"sequence": [{"prompt": "a"}] * (size // 16)})


@shape("own routes")
def expected_request(size):
    return post(f"/_pollux/verify?namespace={SPACE}", {"match": {"prompt": times("a", size)}})


@shape("own routes")
def restored(size):
    counters = {SPACE: {f"f{n}": 1 for n in range(size // 10)}}
    return post("/_pollux/restore", {"counters": counters})


@shape("own routes")
def restored_namespaces(size):
    return post("/_pollux/restore", {"counters": {f"n{n}": {"f": 1} for n in range(size // 18)}})


@shape("kept")
def cached_content(size):
    part = {"text": times("word ", size + 40_000)}
    body = {"model": "models/gemini-2.5-flash", "contents": [{"role": "user", "parts": [part]}]}
    return post("/v1beta/cachedContents", body)


@shape("kept")
def batch_of_many(size):
    item = {"request": {"contents": [{"parts": [{"text": "hello"}]}]}}
    body = {"batch": {"inputConfig": {"requests": {"requests": [item] * (size // 60)}}}}
    return post("/v1beta/models/gemini-2.5-flash:batchGenerateContent", body)
