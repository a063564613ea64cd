import GeminiAPI
import HTTPServer

/// `GET /_pollux/ui`: the journal as a page that keeps itself up to date, for whoever debugs a test by eye.
///
/// All that the page shows came from clients and code: it is put there as text, and the policy lets no other script run.
struct JournalPageRoute: TestRoute {
  let controls: TestControls

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    let nonce = String(UInt64.random(in: 0...(.max)), radix: 16) + String(UInt64.random(in: 0...(.max)), radix: 16)
    let policy =
      "default-src 'none'; style-src 'nonce-\(nonce)'; script-src 'nonce-\(nonce)'; connect-src 'self'; "
      + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    try await sink.send(
      status: 200,
      contentType: "text/html; charset=UTF-8",
      headers: ["Content-Security-Policy": policy, "Cache-Control": "no-store"],
      body: Array(Self.page.replacing("NONCE", with: nonce).utf8)
    )
  }

  private static let page = #"""
    <!DOCTYPE html>
    <html lang="en">
    <meta charset="utf-8">
    <title>Pollux: requests</title>
    <style nonce="NONCE">
      body { font: 14px/1.4 system-ui, sans-serif; margin: 1rem; color: #222; background: #fff; }
      table { border-collapse: collapse; width: 100%; }
      th, td { text-align: left; padding: .2rem .6rem; border-bottom: 1px solid #ddd; vertical-align: top; }
      tbody tr { cursor: pointer; }
      tbody tr:hover, tbody tr:focus { background: #eef3ff; }
      .missed { background: #fff0ee; }
      pre { background: #f6f6f6; padding: .6rem; white-space: pre-wrap; overflow-wrap: anywhere; }
      @media (prefers-color-scheme: dark) {
        body { color: #ddd; background: #181818; } pre { background: #222; }
        tbody tr:hover, tbody tr:focus { background: #223; } .missed { background: #411; }
      }
    </style>
    <h1>Requests</h1>
    <p id="state" role="status">Loading…</p>
    <table>
      <thead><tr><th>id<th>namespace<th>request<th>status<th>fixture<th>code<th>ms</tr></thead>
      <tbody id="rows"></tbody>
    </table>
    <pre id="whole" hidden></pre>
    <script nonce="NONCE">
      // With keys, the page is opened with ?key=…; ?namespace=… shows the requests of one alone.
      const asked = new URLSearchParams(location.search);
      const headers = asked.has("key") ? { "x-goog-api-key": asked.get("key") } : {};
      const base = location.pathname.replace(/\/ui\/?$/, "");
      const [state, rows, whole] = ["state", "rows", "whole"].map((id) => document.getElementById(id));
      const mostRows = 200;
      // The rows by the number of their request.
      const lines = new Map();
      const number = (id) => Number(id.slice("req_".length));
      // What came before is known and has ended; nothing before the first answer.
      let since = null;

      async function get(path) {
        const answer = await fetch(base + path, { headers });
        const value = await answer.json();
        if (!answer.ok) throw new Error(value.error?.message ?? answer.status);
        return value;
      }

      async function show(id) {
        try {
          whole.textContent = JSON.stringify(await get("/requests/" + encodeURIComponent(id)), null, 2);
        } catch (error) {
          whole.textContent = String(error);
        }
        whole.hidden = false;
        whole.scrollIntoView();
      }

      function fill(line, request) {
        const code = (request.codeResults ?? []).map((result) => result.outcome.replace("OUTCOME_", "")).join(" ");
        const fixture = request.unmatched ? "none matches" : request.fixture;
        const cells = [request.id, request.namespace, request.method + " " + request.target, request.status, fixture, code,
          request.durationMs];
        cells.forEach((cell, index) => {
          const text = String(cell ?? "");
          const place = line.cells[index] ?? line.insertCell();
          if (place.textContent !== text) place.textContent = text;
        });
        line.className = request.unmatched ? "missed" : "";
      }

      // A row stays the same element, so it keeps the focus.
      function place(request) {
        const id = number(request.id);
        let line = lines.get(id);
        if (!line) {
          line = document.createElement("tr");
          line.tabIndex = 0;
          line.onclick = () => show(request.id);
          line.onkeydown = (event) => { if (event.key === "Enter") show(request.id); };
          lines.set(id, line);
          const older = [...lines.keys()].filter((other) => other < id);
          rows.insertBefore(line, older.length ? lines.get(Math.max(...older)) : null);
        }
        fill(line, request);
      }

      function drop(ids) {
        for (const id of ids) {
          lines.get(id).remove();
          lines.delete(id);
        }
      }

      async function refresh() {
        try {
          const query = new URLSearchParams(since === null ? { limit: mostRows } : { since, limit: 1000 });
          if (asked.get("namespace")) query.set("namespace", asked.get("namespace"));
          const { requests, oldest, newest, kept } = await get("/requests?" + query);
          for (const request of requests) place(request);
          const first = oldest ? number(oldest) : Infinity;
          drop([...lines.keys()].filter((id) => id < first || id > (newest ? number(newest) : 0)));
          drop([...lines.keys()].sort((one, other) => other - one).slice(mostRows));
          // One that is still being answered is asked for again, with all behind it.
          const open = requests.find((request) => request.durationMs === undefined);
          if (!newest || since > number(newest)) since = null;
          else if (open) since = number(open.id) - 1;
          else if (requests.length) since = number(requests[requests.length - 1].id);
          state.textContent = kept + " kept" + (kept > mostRows ? ", the latest " + mostRows + " shown" : "");
        } catch (error) {
          state.textContent = "Cannot be read: " + error.message;
        }
        setTimeout(refresh, 1000);
      }
      refresh();
    </script>
    </html>
    """#
}
