-- Requests for wrk: the bodies of a file, one a line, round and round; counts answers without an expected text.
local bodies, at, expected = {}, 0, nil
wrong = 0 -- a global, which is what thread:get reads

function init(arguments)
  for line in io.lines(arguments[1]) do bodies[#bodies + 1] = line end
  expected = arguments[2]
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["x-goog-api-key"] = "sk-any"
end

local number = math.floor(os.time() * 1000) % 1000000000

function request()
  at = at % #bodies + 1
  number = number + 1
  local body = bodies[at]:gsub("@n@", string.format("%d", number))
  return wrk.format(nil, nil, nil, body)
end

function response(status, headers, body)
  if status ~= 200 or not body:find(expected, 1, true) then wrong = wrong + 1 end
end

local threads = {}
function setup(thread) threads[#threads + 1] = thread end

function done(summary, latency)
  local bad = 0
  for _, thread in ipairs(threads) do bad = bad + (thread:get("wrong") or 0) end
  local errors = summary.errors
  io.write(string.format(
    'JSON {"requests": %d, "microseconds": %d, "wrong": %d, "errors": %d, "p50": %d, "p95": %d, "p99": %d, "max": %d}\n',
    summary.requests, summary.duration, bad, errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50), latency:percentile(95), latency:percentile(99), latency.max))
end
