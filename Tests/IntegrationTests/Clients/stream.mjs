// Reads streams by the rules of the JavaScript SDK (js-genai 2.18, 2026), without the SDK: events end with an empty line
// of any line end, what is not `data:` is passed over, a piece of the network that is JSON with an error is thrown, and
// bytes left at the end are an error.
import assert from "node:assert/strict";

const base = process.env.GOOGLE_GEMINI_BASE_URL;

async function* events(response) {
  const decoder = new TextDecoder("utf-8");
  const delimiters = ["\n\n", "\r\r", "\r\n\r\n"];
  let buffer = "";
  for await (const piece of response.body) {
    const text = decoder.decode(piece, { stream: true });
    let parsed;
    try {
      parsed = JSON.parse(text);
    } catch {
      // A piece of the stream and no JSON, as it should be.
    }
    if (parsed?.error) {
      const error = new Error(`got status: ${parsed.error.status}. ${JSON.stringify(parsed)}`);
      error.status = parsed.error.code;
      throw error;
    }
    buffer += text;
    for (;;) {
      const ends = delimiters
        .map((delimiter) => ({ index: buffer.indexOf(delimiter), length: delimiter.length }))
        .filter(({ index }) => index >= 0)
        .sort((one, other) => one.index - other.index || other.length - one.length);
      if (ends.length === 0) break;
      const event = buffer.slice(0, ends[0].index).trim();
      buffer = buffer.slice(ends[0].index + ends[0].length);
      if (event.startsWith("data:")) yield JSON.parse(event.slice("data:".length).trim());
    }
  }
  if (buffer.trim().length > 0) throw new Error("Incomplete JSON segment at the end");
}

function call(model, prompt, headers = {}) {
  return fetch(`${base}/v1beta/models/${model}:streamGenerateContent?alt=sse`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "x-goog-api-key": process.env.GEMINI_API_KEY, ...headers },
    body: JSON.stringify({ contents: [{ role: "user", parts: [{ text: prompt }] }], tools: [{ codeExecution: {} }] }),
  });
}

for (const model of ["gemini-2.5-flash", "gemini-3-flash-preview"]) {
  const response = await call(model, "works");
  assert.equal(response.status, 200);
  const chunks = [];
  for await (const chunk of events(response)) chunks.push(chunk);
  const parts = chunks.flatMap((chunk) => chunk.candidates[0].content.parts);
  assert.equal(parts.find((part) => part.codeExecutionResult).codeExecutionResult.output, "42\n");
  assert.equal(parts.map((part) => part.text ?? "").join(""), "I run it.\nIt is 42.");
  assert.equal(chunks.at(-1).candidates[0].finishReason, "STOP");
  assert.equal(new Set(chunks.map((chunk) => chunk.responseId)).size, 1);
}

let failure;
try {
  for await (const _ of events(await call("gemini-2.5-flash", "breaks", { "X-Server-Timeout": "2" })));
} catch (error) {
  failure = error;
}
assert.equal(failure?.status, 504, String(failure));
