"""Plays a server with chat completions: its answer depends on the last message, and GET tells what it was asked."""

import http.server
import json

ASKED = []


def call(name, arguments, **more):
    return {"type": "function", "function": {"name": name, "arguments": arguments}, **more}


def answer(body):
    last = body["messages"][-1]
    text = last["content"] if isinstance(last["content"], str) else last["content"][0]["text"]
    told = [m["content"] for m in body["messages"] if m["role"] == "tool"]
    if last["role"] == "tool" and "weather" in str(body["messages"]):
        return {"content": "It is " + json.loads(text)["sky"] + "."}, "stop"
    if last["role"] == "tool" and "twice" in str(body["messages"]):
        return {"content": " and ".join(told)}, "stop"
    if last["role"] == "tool" and "outcome=FAILED" in text:
        return {"content": None, "tool_calls": [call("run_python", "print(6 * 7)", id="b")]}, "tool_calls"
    if last["role"] == "tool":
        return {"content": "The answer is " + text.split("\n")[1] + "."}, "stop"
    if "mend" in text:
        return {"content": "I try.", "reasoning_content": "Hm.",
                "tool_calls": [call("run_python", json.dumps({"code": "print('a'); 1 / 0"}), id="a")]}, "tool_calls"
    if "twice" in text:
        calls = [call("run_python", {"code": "x = 1\nprint(x)"}, id=""), call("run_python", {"code": "print(x + 1)"})]
        return {"content": "", "tool_calls": calls}, "tool_calls"
    if "weather" in text:
        return {"content": None, "tool_calls": [call("sky", '{"place": "Oslo"}', id="w1")]}, "tool_calls"
    if "no arguments" in text:
        return {"content": None, "tool_calls": [call("sky", None, id="w3")]}, "tool_calls"
    if "quoted" in text:
        return {"content": None, "tool_calls": [call("run_python", json.dumps("print(6 * 7)"), id="q")]}, "tool_calls"
    if "broken call" in text:
        return {"content": None, "tool_calls": [call("sky", '{"place": ', id="w2")]}, "tool_calls"
    return {"content": "Plain."}, "length" if "long" in text else "stop"


class Handler(http.server.BaseHTTPRequestHandler):
    def reply(self, status, value):
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.reply(200, ASKED)

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        headers = {name.lower(): value for name, value in self.headers.items()}
        ASKED.append({"path": self.path, "headers": headers, "body": body})
        text = str(body["messages"][-1]["content"])
        if "refuse" in text:
            return self.reply(429, {"error": {"message": "slow down"}})
        if "nonsense" in text:
            return self.reply(200, b"<html>")
        message, reason = answer(body)
        usage = {"prompt_tokens": 10, "completion_tokens": 5, "completion_tokens_details": {"reasoning_tokens": 2}}
        choice = {"index": 0, "message": {"role": "assistant", **message}, "finish_reason": reason}
        self.reply(200, {"object": "chat.completion", "choices": [choice], "usage": usage})

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(f"http://127.0.0.1:{server.server_port}/v1", flush=True)
server.serve_forever()
