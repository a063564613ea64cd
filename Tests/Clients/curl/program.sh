#!/bin/sh
# The API by hand: an answer, both forms of stream, the ways to give a key, an inline file, the forms of upload.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
model=models/gemini-2.5-flash
primes='What is the sum of the first 50 prime numbers? Generate and run code for the calculation, and make sure you get all 50.'

call() { curl -sS --fail-with-body --max-time 60 -H 'Content-Type: application/json' "$@"; }
# shellcheck source=Tests/Clients/checks.sh
. "$(dirname "$0")/../checks.sh"

body='{"tools": [{"code_execution": {}}], "contents": {"parts": {"text": "'$primes'"}}}'
has 'answer, key in the address' "$(call "$POLLUX_URL/v1beta/$model:generateContent?key=any" -d "$body")" \
  '"executableCode"' 'is_prime' '"OUTCOME_OK"' 'Sum: 5117' '"finishReason": "STOP"' '"toolUsePromptTokenCount"'
has 'stream of events, key in a header' \
  "$(call -N -H 'x-goog-api-key: any' "$POLLUX_URL/v1beta/$model:streamGenerateContent?alt=sse" -d "$body")" \
  'data: {' '"executableCode"' '"codeExecutionResult"' 5117
array=$(call -N -H 'Authorization: Bearer any' "$POLLUX_URL/v1beta/$model:streamGenerateContent" -d "$body")
has 'stream as an array, bearer token' "$array" '"executableCode"' '"codeExecutionResult"' 5117
printf '%s' "$array" | /usr/bin/python3 -c 'import json, sys; assert len(json.load(sys.stdin)) > 2'

plot='{"tools": [{"codeExecution": {}}], "contents": [{"parts": [{"text": "Plot sine and cosine with matplotlib."}]}]}'
# iVBORw0KGgo is the signature of a PNG in base64.
has 'image' "$(call "$POLLUX_URL/v1beta/$model:generateContent" -d "$plot")" '"image/png"' '"iVBORw0KGgo'

printf 'city,people\nOslo,700\nRiga,600\nBern,130\n' >"$work/cities.csv"
# shellcheck disable=SC2016  # backticks of a fence
read_table='```python\nimport pandas as pd\nprint(pd.read_csv(\"input_file_0.csv\").people.sum())\n```'
has 'inline file' "$(call "$POLLUX_URL/v1beta/$model:generateContent" -d '{"tools": [{"codeExecution": {}}], "contents":
  [{"parts": [{"inlineData": {"mimeType": "text/csv", "data": "'"$(base64 -w 0 "$work/cities.csv")"'"}},
  {"text": "'"$read_table"'"}]}]}')" '"output": "1430\n"'

uploaded() { # form, the upload's answer
  has "$1" "$2" '"state": "ACTIVE"' '"mimeType": "text/csv"'
  uri=$(printf '%s' "$2" | sed -n 's/.*"uri": "\([^"]*\)".*/\1/p')
  has "file uploaded $1" "$(call "$POLLUX_URL/v1beta/$model:generateContent" -d '{"tools": [{"codeExecution": {}}],
    "contents": [{"parts": [{"fileData": {"mimeType": "text/csv", "fileUri": "'"$uri"'"}},
    {"text": "'"$read_table"'"}]}]}')" '"output": "1430\n"'
  has "delete $1" "$(call -X DELETE "$uri")" '{}'
}

url=$(call -D - -o /dev/null "$POLLUX_URL/upload/v1beta/files" -H 'X-Goog-Upload-Protocol: resumable' \
  -H 'X-Goog-Upload-Command: start' -H 'X-Goog-Upload-Header-Content-Type: text/csv' \
  -d '{"file": {"display_name": "cities"}}' | tr -d '\r' | sed -n 's/^x-goog-upload-url: //Ip')
uploaded 'in pieces' "$(curl -sS "$url" -H 'X-Goog-Upload-Offset: 0' -H 'X-Goog-Upload-Command: upload, finalize' \
  --data-binary @"$work/cities.csv")"
{
  printf -- '--edge\r\nContent-Type: application/json\r\n\r\n{"file": {"display_name": "cities"}}\r\n'
  printf -- '--edge\r\nContent-Type: text/csv\r\n\r\n'
  cat "$work/cities.csv"
  printf -- '\r\n--edge--\r\n'
} >"$work/parts"
uploaded 'in two parts' "$(curl -sS "$POLLUX_URL/upload/v1beta/files" -H 'X-Goog-Upload-Protocol: multipart' \
  -H 'Content-Type: multipart/related; boundary=edge' --data-binary @"$work/parts")"
uploaded 'raw' "$(curl -sS "$POLLUX_URL/upload/v1beta/files" -H 'X-Goog-Upload-Protocol: raw' \
  -H 'Content-Type: text/csv' --data-binary @"$work/cities.csv")"
