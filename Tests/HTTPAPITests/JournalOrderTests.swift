import GeminiAPI
import NIOHTTP1
import Testing

@testable import HTTPAPI
@testable import HTTPServer

@Suite("The journal's order")
struct JournalOrderTests {
  private func record(_ id: UInt64, namespace: String = "") throws -> JournalRecord {
    JournalRecord(
      id: id,
      namespace: namespace,
      head: HTTPRequestHead(version: .http1_1, method: .POST, uri: "/v1/models/m:generateContent?%6Bey=SECRET&a=b"),
      started: .now,
      time: try #require(Timestamp(rfc3339: "2026-01-31T12:00:00Z"))
    )
  }

  private func ids(_ query: String, of journal: Journal, namespace: String? = nil) throws -> [UInt64] {
    let target = try RequestTarget("/_pollux/requests?\(query)")
    let selection = try JournalSelection(target, namespace: namespace, onlyUnmatched: false)
    return selection.ids(of: journal.records(namespace: namespace))
  }

  @Test("is by id, also where requests were entered otherwise; each is found by its own")
  func order() throws {
    let journal = Journal(limit: 5)
    for id in [1, 3, 2, 5, 4, 7, 6] as [UInt64] { try journal.add(record(id, namespace: id == 5 ? "x" : "")) }
    #expect(journal.records(namespace: nil).map(\.id) == [3, 4, 5, 6, 7])
    for id in 0...8 as ClosedRange<UInt64> { #expect(journal.record(id)?.id == ((3...7).contains(id) ? id : nil)) }
    #expect(try ids("", of: journal) == [3, 4, 5, 6, 7])
    #expect(try ids("since=req_4", of: journal) == [5, 6, 7])
    #expect(try ids("since=4&limit=2", of: journal) == [5, 6], "a page goes on behind what is known")
    #expect(try ids("limit=2", of: journal) == [6, 7], "the latest")
    #expect(try ids("since=0", of: journal, namespace: "x") == [5])
    #expect(try ids("since=7", of: journal) == [])
    for query in ["since=x", "since=-1", "limit=0", "limit=x", "status=x"] {
      #expect(throws: Status.self, "\(query)") { try ids(query, of: journal) }
    }
  }

  @Test("tells no key of an address, whatever its name is written as")
  func keys() throws {
    let text = String(decoding: try record(1).whole.json(pretty: false), as: UTF8.self)
    #expect(!text.contains("SECRET") && text.contains("REDACTED") && text.contains("a=b"))
  }

  @Test("counts target and headers of a request, and more than its bytes for each piece of an answer")
  func size() throws {
    func size(target: Int = 0, header: Int = 0, pieces: Int = 0) throws -> Int {
      let record = JournalRecord(
        id: 1,
        namespace: "",
        head: HTTPRequestHead(
          version: .http1_1,
          method: .GET,
          uri: "/" + String(repeating: "x", count: target),
          headers: ["a": String(repeating: "x", count: header)]
        ),
        started: .now,
        time: try #require(Timestamp(rfc3339: "2026-01-31T12:00:00Z"))
      )
      for _ in 0..<pieces { record.sent(.bytes([1])) }
      return record.complete()
    }
    let least = try size()
    #expect(try size(target: 50_000) == least + 50_000)
    #expect(try size(header: 50_000) == least + 50_000)
    #expect(try size(pieces: 1_000) >= least + 32 * 1_000)
  }
}
