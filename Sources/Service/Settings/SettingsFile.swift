import GeminiAPI
import Glibc
import YAMLInput
import Yams

/// Reads `pollux.yaml`: a mapping of the keys of ``Setting/all``, checked key by key.
struct SettingsFile {
  private static let maximumSize = 1 << 20
  private static let keys = Setting.all.filter { $0.places.contains(.file) }.map(\.key.rawValue)

  /// What is written, as text; paths as they are to be opened.
  private(set) var values: [SettingKey: [String]] = [:]
  private var lines: [SettingKey: String] = [:]

  /// No file.
  init() {}

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

  /// Where a setting is written, `pollux.yaml line 3`; the name of its key where it is not.
  func place(of key: SettingKey) -> String { lines[key] ?? key.rawValue }

  private mutating func take(_ keyNode: Node, _ value: Node, path: String) throws(ServiceFailure) {
    let line = keyNode.mark.map { "\(path) line \($0.line)" } ?? path
    let name = keyNode.scalar?.string ?? ""
    guard Self.keys.contains(name), let setting = SettingKey(rawValue: name).flatMap(Setting.of) else {
      let meant = NearestName.question(about: name, among: Self.keys)
      let advice = meant.isEmpty ? "; `pollux settings` lists all keys" : meant
      throw .configuration("\(line): unknown key '\(name.prefix(bytes: 100))'\(advice)")
    }
    guard values[setting.key] == nil else { throw .configuration("\(line): '\(name)' is set twice.") }
    var texts = try Self.texts(value, of: setting, line: line)
    if setting.isPath, let slash = path.lastIndex(of: "/") {
      texts = texts.map { $0.isEmpty || $0.hasPrefix("/") ? $0 : path[...slash] + $0 }
    }
    (values[setting.key], lines[setting.key]) = (texts, line)
  }

  private static func texts(_ node: Node, of setting: Setting, line: String) throws(ServiceFailure) -> [String] {
    if let scalar = node.scalar { return [scalar.string] }
    let texts = node.sequence?.map { $0.scalar?.string } ?? [nil]
    guard setting.shape == .list, !texts.contains(nil) else {
      let wanted = setting.shape == .list ? "a list of plain values" : "one plain value"
      throw .configuration("\(line): '\(setting.key.rawValue)' must be \(wanted).")
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
