import Foundation
import HTTPAPI
import TestSupport
import Testing

extension LimitProbes {
  static let journal = [
    LimitProbe("namespace-name") { count in
      LimitAttempt(
        try await ServerProcess.current.request(
          headers: ["X-Pollux-Namespace": String(repeating: "n", count: count)],
          body: #"{"contents": [{"parts": [{"text": "hello"}]}]}"#
        )
      )
    },
    LimitProbe("journal-requests") { limit in
      let kept = try await kept(after: limit.bound)
      return LimitAttempt(isAccepted: kept.count == limit.bound, text: "\(kept.count) are kept")
    } beyond: { limit in
      let kept = try await kept(after: limit.bound + 1)
      let isWithin = kept.count == limit.bound && kept.first != "/v1beta/models/0"
      return LimitAttempt(isAccepted: !isWithin, text: "\(kept.count) are kept")
    },
    LimitProbe("journal-body") { limit in
      let record = try await record(of: limit.bound)
      return LimitAttempt(
        isAccepted: record.rawBody?.utf8.count == limit.bound && record.bodySize == limit.bound,
        text: "\(record.bodySize) bytes"
      )
    } beyond: { limit in
      let record = try await record(of: limit.bound + 1)
      let isCut = record.rawBody?.utf8.count == limit.bound && record.bodySize == limit.bound + 1
      return LimitAttempt(isAccepted: !isCut, status: 200, text: isCut ? "bodySize" : "\(record.bodySize) bytes")
    },
    LimitProbe("journal-bytes") { limit in
      let count = limit.bound / large * 98 / 100
      let kept = try await kept(ofLarge: count)
      return LimitAttempt(isAccepted: kept == count, text: "\(kept) of \(count) are kept")
    } beyond: { limit in
      let count = limit.bound / large * 102 / 100
      let kept = try await kept(ofLarge: count)
      return LimitAttempt(isAccepted: kept == count, text: "\(kept) of \(count) are kept")
    },
    LimitProbe("journal-piece", constant: { Journal.pieceSize }, shownBy: "JournalTests"),
    LimitProbe("verify-body") { try await padded("/_pollux/verify", #"{"match": {"prompt": "a"}}"#, to: $0) },
    LimitProbe("explain-body") {
      try await padded("/_pollux/explain", #"{"contents": [{"parts": [{"text": "hello"}]}]}"#, to: $0)
    },
    LimitProbe("counters") { count in
      let half = (0..<count / 2).map { "\"f\($0)\": 1" }.joined(separator: ",")
      let rest = (0..<count - count / 2).map { "\"f\($0)\": 1" }.joined(separator: ",")
      return try await posted("/_pollux/restore", #"{"counters": {"a": {\#(half)}, "b": {\#(rest)}}}"#)
    },
    LimitProbe("counter-namespaces") { count in
      let namespaces = (0..<count).map { #""n\#($0)": {"f": 1}"# }.joined(separator: ",")
      return try await posted("/_pollux/restore", #"{"counters": {\#(namespaces)}}"#)
    },
    LimitProbe("restore-body") { try await padded("/_pollux/restore", #"{"counters": {}}"#, to: $0) },
  ]

  private struct Record: Decodable {
    var id: String
    var target: String
    var rawBody: String?
    var bodySize: Int
  }

  private struct List: Decodable { var requests: [Record] }

  /// Sends JSON with blanks behind it.
  private static func padded(_ target: String, _ json: String, to count: Int) async throws -> LimitAttempt {
    try await posted(target, json + String(repeating: " ", count: count - json.utf8.count))
  }

  private static func records() async throws -> [Record] {
    try await ServerProcess.current.request("GET", "/_pollux/requests").decoded(List.self).requests
  }

  /// Empties the journal, asks so often, and gives the targets that are kept.
  private static func kept(after count: Int) async throws -> [String] {
    let server = try ServerProcess.current
    _ = try await server.request("POST", "/_pollux/reset/journal")
    let port = server.port
    try await onOwnThread {
      let connection = try HTTPConnection(port: port)
      for index in 0..<count {
        try connection.send(method: "GET", target: "/v1beta/models/\(index)", body: "")
        _ = try connection.readAnswer()
      }
    }
    return try await records().map(\.target)
  }

  /// What target, one header and body of a large request have together, in bytes: enough that little else counts, and so
  /// that all of them must be counted for as many to be too many.
  private static let large = 256 << 10

  /// Empties the journal, sends so many large requests, and tells how many of them are kept.
  private static func kept(ofLarge count: Int) async throws -> Int {
    let server = try ServerProcess.current
    _ = try await server.request("POST", "/_pollux/reset/journal")
    let port = server.port
    let target = "/v1beta/models/large:generateContent?x=" + String(repeating: "x", count: 20 << 10)
    let header = String(repeating: "x", count: 40 << 10)
    let body = String(repeating: "x", count: large - target.utf8.count - header.utf8.count)
    try await onOwnThread {
      let connection = try HTTPConnection(port: port)
      for _ in 0..<count {
        try connection.send(method: "POST", target: target, headers: ["X-Large": header], body: body)
        _ = try connection.readAnswer()
      }
    }
    return try await records().count { $0.target.hasPrefix("/v1beta/models/large") }
  }

  /// The record of a request with a body of so many bytes.
  private static func record(of count: Int) async throws -> Record {
    let server = try ServerProcess.current
    _ = try await server.request(body: String(repeating: "x", count: count))
    let id = try #require(try await records().last).id
    return try await server.request("GET", "/_pollux/requests/\(id)").decoded()
  }
}
