#!/bin/sh
# The API by hand, with curl: every version path, both stream forms, keys, tokens, an upload and its use, errors.
# Environment: GOOGLE_GEMINI_BASE_URL. Exit code 0 where everything holds; else the step that did not is printed.
set -eu
base=$GOOGLE_GEMINI_BASE_URL
model=models/gemini-2.5-flash
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The trailing commas and the objects in place of lists are those of the service's own samples.
cat >"$work/primes.json" <<'JSON'
{"tools": [{"code_execution": {}}], "contents": {"parts": {"text": "What is the sum of the first 50 prime numbers? Generate and run code for the calculation, and make sure you get all 50."},},}
JSON

call() { curl -sS --max-time 60 -H 'Content-Type: application/json' "$@"; }
# shellcheck source=Tests/Clients/checks.sh
. "$(dirname "$0")/../../Clients/checks.sh"

for version in v1/ v1beta/ v1alpha/ ''; do
  has "generateContent $version" "$(call "$base/$version$model:generateContent?key=any" -d @"$work/primes.json")" \
    '"executableCode"' '"OUTCOME_OK"' 5117 '"finishReason": "STOP"' '"toolUsePromptTokenCount"'
done

has 'stream of events' \
  "$(call -N -H 'x-goog-api-key: any' "$base/v1beta/$model:streamGenerateContent?alt=sse" -d @"$work/primes.json")" \
  'data: {"candidates"' '"codeExecutionResult"' 5117
array=$(call -N -H 'Authorization: Bearer any' "$base/v1beta/$model:streamGenerateContent" -d @"$work/primes.json")
has 'stream as an array' "$array" '"executableCode"' 5117
printf '%s' "$array" | /usr/bin/python3 -c 'import json, sys; assert len(json.load(sys.stdin)) > 2'

has 'countTokens' "$(call "$base/v1beta/$model:countTokens" -d '{"contents": [{"parts": [{"text": "a b c"}]}]}')" \
  '"totalTokens"'
has 'models' "$(call "$base/v1beta/models?pageSize=2")" '"nextPageToken"' '"supportedGenerationMethods"'

printf 'name,amount\nann,3\nbob,4\n' >"$work/data.csv"
size=$(wc -c <"$work/data.csv")
head=$(call -D - -o /dev/null "$base/upload/v1beta/files" -H 'X-Goog-Upload-Protocol: resumable' \
  -H 'X-Goog-Upload-Command: start' -H "X-Goog-Upload-Header-Content-Length: $size" \
  -H 'X-Goog-Upload-Header-Content-Type: text/csv' -d '{"file": {"display_name": "sales"}}')
url=$(printf '%s' "$head" | tr -d '\r' | sed -n 's/^x-goog-upload-url: //Ip')
has 'upload' "$(curl -sS "$url" -H 'X-Goog-Upload-Offset: 0' -H 'X-Goog-Upload-Command: upload, finalize' \
  --data-binary @"$work/data.csv")" '"state": "ACTIVE"' '"displayName": "sales"'
files=$(call "$base/v1beta/files")
name=$(printf '%s' "$files" | sed -n 's/.*"name": "\(files\/[^"]*\)".*/\1/p' | head -n 1)
# shellcheck disable=SC2016  # backticks of a fence
has 'uploaded file in a request' "$(call "$base/v1beta/$model:generateContent" -d '{"tools": [{"codeExecution": {}}],
  "contents": [{"parts": [{"fileData": {"mimeType": "text/csv", "fileUri": "'"$base/v1beta/$name"'"}},
  {"text": "```python\nimport pandas as pd\nprint(pd.read_csv(\"input_file_0.csv\").amount.sum())\n```"}]}]}')" \
  '"output": "7\n"'
has 'delete' "$(call -X DELETE "$base/v1beta/$name")" '{}'
has 'deleted' "$(call "$base/v1beta/$name")" '"PERMISSION_DENIED"'

has 'unknown model' "$(call "$base/v1beta/models/none:generateContent" -d @"$work/primes.json")" '"NOT_FOUND"' models/none
has 'broken JSON' "$(call "$base/v1beta/$model:generateContent" -d '{"contents": ')" '"INVALID_ARGUMENT"' 'Invalid JSON'
