/// A native call as a server sent it.
struct ToolCallText: Hashable, Sendable {
  /// The server's own id; nil where it sent none, or one that another call has.
  var id: String?
  var name: String
  /// JSON as a rule; empty for none.
  var arguments: String
}

/// The calls of a completion are too many or too long.
struct ToolCallOverflow: Error {}

/// Assembles native tool calls from their pieces.
///
/// Pieces belong to the call of their index. Servers that give all calls the same index are told by their ids, or by
/// the name that comes again when the arguments are whole.
struct ToolCallAssembler: Sendable {
  static let maximumCalls = 64
  /// The most that the ids, names and arguments of all calls have together, in bytes.
  static let maximumBytes = 1024 * 1024

  private struct Call {
    let index: Int
    var text: ToolCallText
    var balance = JSONBalance()
    var isWhole = false
    var hasArguments = false
  }

  private var all: [Call] = []
  /// The last call of each index.
  private var places: [Int: Int] = [:]
  private var bytes = 0
  private var isOverflown = false

  /// Takes the next piece; beyond the bounds nothing is kept.
  ///
  /// - Parameters:
  ///   - index: Which call of the completion it belongs to.
  ///   - id: The call's id; most servers send it once, some each time, some never.
  ///   - name: The function, or a piece of its name.
  ///   - arguments: A piece of the arguments.
  mutating func take(index: Int, id: String?, name: String?, arguments: String) {
    let id = id.flatMap { $0.isEmpty ? nil : $0 }
    let name = name ?? ""
    bytes += (id?.utf8.count ?? 0) + name.utf8.count + arguments.utf8.count
    guard !isOverflown, bytes <= Self.maximumBytes else { return overflow() }
    if let place = places[index], !begins(id, name, arguments, after: all[place]) {
      add(id, name, arguments, to: place)
    } else if all.count < Self.maximumCalls {
      places[index] = all.count
      all.append(Call(index: index, text: ToolCallText(id: nil, name: "", arguments: "")))
      add(id, name, arguments, to: all.count - 1)
    } else {
      overflow()
    }
  }

  /// The calls, by index, and in the order of their beginning where several have the same.
  ///
  /// - Throws: `ToolCallOverflow` where there were more than 64 of them, or more than 1 MiB.
  func calls() throws(ToolCallOverflow) -> [ToolCallText] {
    guard !isOverflown else { throw ToolCallOverflow() }
    var ids: Set<String> = []
    let ordered = all.enumerated().sorted { ($0.element.index, $0.offset) < ($1.element.index, $1.offset) }
    return ordered.map { _, call in
      var text = call.text
      if let id = text.id, !ids.insert(id).inserted { text.id = nil }
      return text
    }
  }

  private mutating func overflow() {
    isOverflown = true
    (all, places) = ([], [:])
  }

  private func begins(_ id: String?, _ name: String, _ arguments: String, after call: Call) -> Bool {
    if let id, let last = call.text.id, id != last { return true }
    // What follows whole arguments is another call, if it is more than the same name again.
    return call.isWhole && !name.isEmpty && (name != call.text.name || !arguments.isEmpty)
  }

  private mutating func add(_ id: String?, _ name: String, _ arguments: String, to place: Int) {
    if let id { all[place].text.id = id }
    // Some servers repeat the name with each piece.
    if name != all[place].text.name, !all[place].hasArguments { all[place].text.name += name }
    all[place].text.arguments += arguments
    for byte in arguments.utf8 {
      if !byte.isBlank { all[place].hasArguments = true }
      if all[place].balance.take(byte) { all[place].isWhole = true }
    }
  }
}
