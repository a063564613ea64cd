// npm install --save-dev PATH/TO/integrations/node, then: node --test
import assert from "node:assert/strict";
import test from "node:test";
import { withPollux } from "pollux-testing";

/** Stands for the program under test; with @google/genai it is `httpOptions: { baseUrl: pollux.url }`. */
async function ask(baseUrl, prompt) {
  const response = await fetch(`${baseUrl}/v1beta/models/gemini-2.5-flash:generateContent`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "x-goog-api-key": "any" },
    body: JSON.stringify({ tools: [{ codeExecution: {} }], contents: [{ parts: [{ text: prompt }] }] }),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error.message);
  return answer.candidates[0].content.parts;
}

test("code really runs", () =>
  withPollux({ fixtures: `
    - match: { prompt: sum }
      reply:
        - code: print(6 * 7)
        - text: "It is {{trim(result.output)}}."
  ` }, async (pollux) => {
    const parts = await ask(pollux.url, "the sum");
    assert.equal(parts[1].codeExecutionResult.output, "42\n");
    assert.equal(parts.at(-1).text, "It is 42.");
    await pollux.verify({ match: { prompt: "sum" }, count: 1 });
    assert.deepEqual(await pollux.verdict(), []);
  }));

for (const name of ["one", "two"]) {
  test(`each test has a namespace of its own: ${name}`, () =>
    withPollux({ fixtures: `
      - match: { prompt: hello }
        reply: [{ text: "Hello from ${name}." }]
    ` }, async (pollux) => {
      assert.equal((await ask(pollux.url, "hello"))[0].text, `Hello from ${name}.`);
      assert.equal((await pollux.requests()).length, 1);
    }));
}
