import GeminiAPI

/// A call that a model wrote as text.
enum WrittenCall: Hashable, Sendable {
  case code(String)
  case function(name: String, arguments: JSONValue)
}

extension OfferedFunctions {
  /// The call of a function with what a model gave it.
  ///
  /// - Parameters:
  ///   - function: Its name, as it was offered.
  ///   - arguments: An object, or the text of one; nil where there are none.
  /// - Returns: Nil where they say nothing that can be called.
  func call(_ function: String, _ arguments: JSONValue?) -> WrittenCall? {
    if function == code { return arguments.flatMap { CallArguments.code(of: $0) }.map { .code($0) } }
    switch arguments {
    case nil, .null?: return .function(name: function, arguments: [:])
    case .object?: return arguments.map { .function(name: function, arguments: $0) }
    case .string(let text)?: return CallArguments.object(in: text.text).map { .function(name: function, arguments: $0) }
    default: return nil
    }
  }

  /// The calls in a value of JSON, in any of the shapes that models give them.
  func calls(in value: JSONValue) -> [WrittenCall] {
    var calls: [WrittenCall] = []
    add(value, to: &calls, depth: 0)
    return calls
  }

  private func add(_ value: JSONValue, to calls: inout [WrittenCall], depth: Int) {
    // A call within a call of a list, and nothing deeper.
    guard depth < 4, calls.count < CallText.maximumCalls else { return }
    if let elements = value.elements {
      for element in elements { add(element, to: &calls, depth: depth + 1) }
      return
    }
    guard let members = value.members else { return }
    if let (name, written) = function(of: members) {
      if let call = call(name, members, written) { calls.append(call) }
    } else {
      let inner = members.filter { SpeechForms.members[$0.key.text] == .calls || $0.key.text == "function" }
      for member in inner { add(member.value, to: &calls, depth: depth + 1) }
    }
  }

  /// The function that an object names, and its arguments where the name is their key.
  private func function(of members: [JSONMember]) -> (name: String, arguments: JSONValue?)? {
    for member in members where SpeechForms.members[member.key.text] == .function {
      if let name = member.value.text.flatMap({ name($0.utf8) }) { return (name, nil) }
    }
    guard members.count == 1, let only = members.first, only.value.members != nil else { return nil }
    return name(only.key.text.utf8).map { ($0, only.value) }
  }

  private func call(_ name: String, _ members: [JSONMember], _ arguments: JSONValue?) -> WrittenCall? {
    if let arguments { return call(name, arguments) }
    if let given = members.last(where: { SpeechForms.members[$0.key.text] == .arguments }) {
      return call(name, given.value)
    }
    // Arguments beside the name are clear only where they are code.
    if name == code {
      let beside = members.filter { SpeechForms.codeMembers.contains($0.key.text) }
      return call(name, .object(beside))
    }
    let says = members.contains { member in
      switch SpeechForms.members[member.key.text] {
      case .function, .type: false
      default: member.key.text != "id"
      }
    }
    return says ? nil : call(name, nil)
  }

  /// The function that a call names and nobody offered; nil for everything that is not just a call.
  func stranger(in value: JSONValue) -> String? { stranger(in: value, depth: 0) }

  private func stranger(in value: JSONValue, depth: Int) -> String? {
    guard depth < 4 else { return nil }
    if let elements = value.elements {
      return elements.allSatisfy { stranger(in: $0, depth: depth + 1) != nil }
        ? elements.first.flatMap { stranger(in: $0, depth: depth + 1) } : nil
    }
    var (name, hasArguments): (String?, Bool) = (nil, false)
    for member in value.members ?? [] {
      switch SpeechForms.members[member.key.text] {
      case .calls: return stranger(in: member.value, depth: depth + 1)
      case .function where member.value.members != nil: return stranger(in: member.value, depth: depth + 1)
      case .function: name = member.value.text.flatMap { Self.isName($0.utf8) ? $0 : nil }
      case .arguments: hasArguments = member.value.members != nil
      case .type: break
      case nil: guard member.key.text == "id" else { return nil }
      }
    }
    return hasArguments ? name : nil
  }
}
