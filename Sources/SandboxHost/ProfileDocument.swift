import FoundationEssentials
import YAMLInput
import Yams

/// A YAML file of two levels with known keys.
struct ProfileDocument {
  private let path: String
  private let root: Node.Mapping

  /// Reads the file and refuses unknown keys, before a missing key hides a misspelled one.
  /// - Parameters:
  ///   - path: The file.
  ///   - keys: All known keys, `limits.block`.
  /// - Throws: `SandboxError.configuration` naming file, line and key.
  init(path: String, keys: Set<String>) throws(SandboxError) {
    self.path = path
    let text: String
    do {
      text = try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      throw .configuration("\(path): the file cannot be read; --sandbox-config names the folder it is in")
    }
    let node: Node?
    do throws(YAMLFault) {
      node = try YAMLInput.compose(text)
    } catch {
      throw .configuration("\(path):\(error.line):\(error.column): \(error.message)")
    }
    guard let mapping = node?.mapping else {
      throw .configuration("\(path): the file must be a mapping of keys to values")
    }
    root = mapping
    try refuseUnknownKeys(known: keys)
  }

  /// A value and its place, `sandbox.yaml:8:10`.
  func scalar(_ section: String?, _ key: String) throws(SandboxError) -> (text: String, place: String) {
    let node = try self.node(section, key)
    guard let scalar = node.scalar else {
      throw .configuration("\(place(of: node)): \(Self.name(section, key)) must be a single value")
    }
    return (scalar.string, place(of: node))
  }

  func bytes(_ section: String, _ key: String) throws(SandboxError) -> UInt64 {
    let (text, place) = try scalar(section, key)
    guard let value = Quantity.bytes(text) else {
      throw .configuration("\(place): \(Self.name(section, key)) is \"\(text)\"; write a size such as 256 MiB")
    }
    return value
  }

  func milliseconds(_ section: String, _ key: String) throws(SandboxError) -> UInt64 {
    let (text, place) = try scalar(section, key)
    guard let value = Quantity.milliseconds(text) else {
      throw .configuration("\(place): \(Self.name(section, key)) is \"\(text)\"; write a time such as 30s or 1500ms")
    }
    return value
  }

  func count(_ section: String, _ key: String, _ range: ClosedRange<UInt64>) throws(SandboxError) -> UInt64 {
    let (text, place) = try scalar(section, key)
    guard let value = UInt64(text), range.contains(value) else {
      let bounds = "a whole number from \(range.lowerBound) to \(range.upperBound)"
      throw .configuration("\(place): \(Self.name(section, key)) is \"\(text)\"; write \(bounds)")
    }
    return value
  }

  /// A number such as `1` or `0.5`, in thousandths.
  func thousandths(_ section: String, _ key: String) throws(SandboxError) -> UInt64 {
    let (text, place) = try scalar(section, key)
    guard let value = Double(text), (0.05...1024).contains(value) else {
      throw .configuration("\(place): \(Self.name(section, key)) is \"\(text)\"; write a number from 0.05 to 1024")
    }
    return UInt64(value * 1000)
  }

  func names(_ section: String, _ key: String) throws(SandboxError) -> [String] {
    let node = try self.node(section, key)
    // A key without a value is an empty list.
    if node.scalar?.string == "" { return [] }
    guard let sequence = node.sequence else {
      throw .configuration("\(place(of: node)): \(Self.name(section, key)) must be a list of module names")
    }
    var names: [String] = []
    for element in sequence {
      guard let name = element.scalar?.string, Self.isModuleName(name) else {
        throw .configuration(
          "\(place(of: element)): \(Self.name(section, key)) contains something that is not a module name"
        )
      }
      names.append(name)
    }
    return names
  }

  /// Names the first unknown key.
  private func refuseUnknownKeys(known: Set<String>) throws(SandboxError) {
    let sections = Set(known.compactMap { $0.split(separator: ".").count == 2 ? String($0.prefix { $0 != "." }) : nil })
    for (key, value) in root {
      let name = key.string ?? "?"
      if known.contains(name) { continue }
      guard sections.contains(name), let section = value.mapping else { throw unknown(name, at: key, known) }
      for (inner, _) in section where !known.contains("\(name).\(inner.string ?? "?")") {
        throw unknown("\(name).\(inner.string ?? "?")", at: inner, known)
      }
    }
  }

  private func unknown(_ name: String, at key: Node, _ known: Set<String>) -> SandboxError {
    .configuration("\(place(of: key)): unknown key \(name); the keys are \(known.sorted().joined(separator: ", "))")
  }

  private func node(_ section: String?, _ key: String) throws(SandboxError) -> Node {
    var mapping = root
    if let section {
      guard let inner = root[Node(section)]?.mapping else {
        throw .configuration("\(path): the section \(section) is missing")
      }
      mapping = inner
    }
    guard let node = mapping[Node(key)] else {
      throw .configuration("\(path): \(Self.name(section, key)) is missing")
    }
    return node
  }

  private func place(of node: Node) -> String {
    node.mark.map { "\(path):\($0.line):\($0.column)" } ?? path
  }

  private static func name(_ section: String?, _ key: String) -> String {
    section.map { "\($0).\(key)" } ?? key
  }

  private static func isModuleName(_ name: String) -> Bool {
    name.utf8.count <= 200
      && name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
        part.utf8.first.map { !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false
          && part.allSatisfy { $0 == "_" || ($0.isASCII && ($0.isLetter || $0.isNumber)) }
      }
  }
}
