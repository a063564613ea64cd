import Glibc
import YAMLInput
import Yams

/// Reads `pollux.yaml`: a mapping of the keys of ``SettingKey``, checked key by key.
struct SettingsFile {
  private static let maximumSize = 1 << 20

  private(set) var settings: [SettingKey: WrittenSetting] = [:]

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: Where the file lies.
  ///   - isRequired: Whether its absence is an error.
  /// - Throws: A configuration failure naming file, line, key and, for an unknown key, the nearest valid one.
  init(path: String, isRequired: Bool) throws(ServiceFailure) {
    guard let text = try Self.read(path, isRequired: isRequired) else { return }
    let node: Node?
    do throws(YAMLFault) {
      node = try YAMLInput.compose(text)
    } catch {
      throw .configuration("\(path) \(error).")
    }
    guard let node, node.scalar?.string != "" else { return }
    guard let mapping = node.mapping else {
      throw .configuration("\(path) must be a mapping such as 'port: 8080'.")
    }
    for (keyNode, value) in mapping { try take(keyNode, value, path: path) }
  }

  private mutating func take(_ keyNode: Node, _ value: Node, path: String) throws(ServiceFailure) {
    let line = keyNode.mark.map { "\(path) line \($0.line)" } ?? path
    let name = keyNode.scalar?.string ?? ""
    guard let key = SettingKey(rawValue: name) else {
      let nearest = NearestKey.of(name, among: SettingKey.allCases.map(\.rawValue))
      throw .configuration("\(line): unknown key '\(name)'. Did you mean '\(nearest)'?")
    }
    guard settings[key] == nil else { throw .configuration("\(line): '\(name)' is set twice.") }
    var values = try Self.texts(value, key: key, line: line)
    if key.isPath, let slash = path.lastIndex(of: "/") {
      values = values.map { $0.hasPrefix("/") ? $0 : path[...slash] + $0 }
    }
    settings[key] = WrittenSetting(values: values, source: line)
  }

  private static func texts(_ node: Node, key: SettingKey, line: String) throws(ServiceFailure) -> [String] {
    if let scalar = node.scalar { return [scalar.string] }
    let texts = node.sequence?.map { $0.scalar?.string } ?? [nil]
    guard key.isList, !texts.contains(nil) else {
      let wanted = key.isList ? "a list of plain values" : "one plain value"
      throw .configuration("\(line): '\(key.rawValue)' must be \(wanted).")
    }
    return texts.compactMap { $0 }
  }

  private static func read(_ path: String, isRequired: Bool) throws(ServiceFailure) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      let cause = errno
      guard isRequired || cause != ENOENT else { return nil }
      throw .configuration("Cannot read the configuration file \(path): \(String(cString: strerror(cause))).")
    }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: maximumSize + 1)
    var count = 0
    while count < bytes.count {
      let taken = bytes.withUnsafeMutableBytes {
        Glibc.read(descriptor, $0.baseAddress?.advanced(by: count), $0.count - count)
      }
      if taken < 0, errno == EINTR { continue }
      guard taken >= 0 else {
        throw .configuration("Cannot read the configuration file \(path): \(String(cString: strerror(errno))).")
      }
      guard taken > 0 else { break }
      count += taken
    }
    guard count <= maximumSize, let text = String(validating: bytes[..<count], as: UTF8.self) else {
      throw .configuration("\(path) must be UTF-8 text of at most 1 MiB.")
    }
    return text
  }
}
