#!/bin/sh
# The package for Node: its example as a project would run it, two hundred tests at once, and what a failing test tells.
set -eu
root=$(cd "$(dirname "$0")/../../.." && pwd)
mkdir -p node_modules
ln -s "$root/integrations/node" node_modules/pollux-testing
cp "$root/Examples/node/answers.test.js" .
echo '{ "type": "module" }' >package.json
# shellcheck source=Tests/Clients/checks.sh
. "$(dirname "$0")/../checks.sh"

has 'the example, beside a server' "$(node --test . 2>&1)" 'pass 3' 'fail 0'
has 'the example, with a server of its own' "$(env -u POLLUX_URL "POLLUX_MARK=$$" node --test . 2>&1)" 'pass 3' 'fail 0'
# The server sees the end of its input a moment after the tests are over.
outlives() { cat /proc/[0-9]*/environ 2>/dev/null | tr '\0' '\n' | grep -qx "POLLUX_MARK=$$"; }
for _ in $(seq 100); do
  outlives || break
  sleep 0.1
done
if outlives; then
  echo 'a server outlived its tests'
  exit 1
fi

cat >parallel.mjs <<'JS'
import { startPollux } from "pollux-testing";
const server = await startPollux();
const ask = async (url) => {
  const body = JSON.stringify({ contents: [{ parts: [{ text: "who" }] }] });
  const answer = await fetch(`${url}/v1beta/models/gemini-2.5-flash:generateContent`, { method: "POST", body });
  return (await answer.json()).candidates[0].content.parts[0].text;
};
const wrong = await Promise.all(Array.from({ length: 200 }, async (_, number) => {
  const pollux = server.test(`test ${number}`);
  await pollux.fixtures(`- { match: { prompt: who }, script: [ { reply: [ { text: first ${number} } ] }, `
    + `{ then: { reply: [ { text: later ${number} } ] } } ] }`);
  const said = [await ask(pollux.url), await ask(pollux.url), (await pollux.requests()).length].join();
  return said === `first ${number},later ${number},2` ? [] : [said];
}));
console.log("wrong:", wrong.flat().length);
await server.stop();
JS
has 'two hundred tests at once' "$(node parallel.mjs 2>&1)" 'wrong: 0'

cat >failing.mjs <<'JS'
import { startPollux, withPollux } from "pollux-testing";
const tell = (error) => console.log(`${error.name}: ${error.message}`);
const fixtures = "- { match: { prompt: hello }, reply: [ { text: Hi. } ] }";
await withPollux({ fixtures }, async ({ url }) => {
  const body = JSON.stringify({ contents: [{ parts: [{ text: "hallo" }] }] });
  await fetch(`${url}/v1beta/models/gemini-2.5-flash:generateContent`, { method: "POST", body });
  throw new Error("not what was hoped for");
}).catch(tell);
await withPollux({ fixtures: "- { match: { promt: hello }, reply: [ { text: Hi. } ] }" }, () => {}).catch(tell);
await withPollux({}, (pollux) => pollux.verify({ match: { prompt: "never" }, count: 1 })).catch(tell);
delete process.env.POLLUX_URL;
await startPollux({ fixtures: "/nowhere" }).catch(tell);
await startPollux({ executable: "/nowhere/pollux" }).catch(tell);
await startPollux({ executable: "/bin/true" }).catch(tell);
JS
has 'what failures tell' "$(node failing.mjs 2>&1)" 'not what was hoped for' 'No fixture matches the prompt' \
  'did you mean' '0 requests match' 'did not start (exit code 78)' '/nowhere' 'ENOENT' 'did not start (exit code 0)'
