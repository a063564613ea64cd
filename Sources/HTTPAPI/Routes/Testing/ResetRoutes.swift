import GeminiAPI
import Generation
import HTTPServer
import Scripting

/// `POST /_pollux/reset/counters`, `/reset/journal`, `/reset/fixtures` (those given over HTTP), and `/reset` for all
/// three: of one namespace, or of all.
///
/// Files of fixtures, uploaded files, caches and batches stay as they are.
struct ResetRoute: TestRoute {
  let controls: TestControls
  let parts: [ResetPart]

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    let namespace = try namespace(request)
    for holder in controls.resettables where parts.contains(holder.resetPart) { holder.reset(namespace: namespace) }
    try await send(
      .members([
        "cleared": .array(parts.map { .string($0.rawValue) }), "namespace": .string(namespace ?? "*"),
      ]),
      to: sink
    )
  }
}

/// `GET /_pollux/snapshot`: what the script remembers, to be given back later.
struct SnapshotRoute: TestRoute {
  let controls: TestControls

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    let counts = controls.memory.snapshot.sorted { $0.key < $1.key }.map { namespace, counts in
      JSONMember(
        JSONString(namespace),
        .object(counts.sorted { $0.key < $1.key }.map { JSONMember(JSONString($0.key), .number($0.value)) })
      )
    }
    try await send(.members(["counters": .object(counts)]), to: sink)
  }
}

/// `POST /_pollux/restore`: takes a snapshot back.
struct RestoreRoute: TestRoute {
  let controls: TestControls

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    guard let namespaces = try JSONBody.object(body)["counters"]?.members else {
      throw Status.invalidArgument("The body must be what GET /_pollux/snapshot gave: an object with counters.")
    }
    var counts: [String: [String: Int]] = [:]
    let size = namespaces.reduce(0) { $0 + ($1.value.members?.count ?? 0) }
    guard namespaces.count <= FixtureMemory.maximumNamespaces, size <= FixtureMemory.maximumCounts else {
      throw Status.invalidArgument(
        "counters has \(namespaces.count) namespaces with \(size) counters; at most "
          + "\(FixtureMemory.maximumNamespaces) with \(FixtureMemory.maximumCounts) are remembered."
      )
    }
    for namespace in namespaces {
      guard let members = namespace.value.members else {
        throw Status.invalidArgument("counters must have an object for each namespace.")
      }
      let name = namespace.key.text
      // The empty one is what all others share.
      if !name.isEmpty { _ = try IncomingRequest.namespace(named: name) }
      for member in members {
        guard case .number(let number) = member.value, let count = number.integer, (0...1_000_000_000).contains(count)
        else { throw Status.invalidArgument("A counter must be a whole number from 0.") }
        counts[name, default: [:]][member.key.text] = Int(count)
      }
    }
    controls.memory.restore(counts)
    try await send(.members(["namespaces": .number(counts.count)]), to: sink)
  }
}

/// `POST /_pollux/seed?value=42`: ids are drawn anew from a number, the same after each such call.
struct SeedRoute: TestRoute {
  let controls: TestControls

  func respond(to request: IncomingRequest, body: [UInt8], sink: ResponseSink) async throws {
    guard let text = try request.target.parameter("value", "a"), let seed = UInt64(text) else {
      throw Status.invalidArgument("value must be a whole number: POST /_pollux/seed?value=42")
    }
    controls.identifiers.seed(seed)
    try await send(.members(["seed": .string(String(seed))]), to: sink)
  }
}
