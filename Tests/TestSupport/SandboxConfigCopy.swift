package import Foundation

/// A copy of `sandbox-config` with other values, beside a link to the library set; removed when it is let go.
package final class SandboxConfigCopy: Sendable {
  package let folder: URL

  package var path: String { folder.appending(path: "sandbox-config").path }
  package var profile: URL { folder.appending(path: "sandbox-config/sandbox.yaml") }

  /// Makes a copy.
  ///
  /// - Parameters:
  ///   - changes: New values by key (`block`), whichever section the key stands in, if any.
  ///   - preload: Whether all libraries are imported at the start, which takes seconds; else by need.
  ///   - hasLibraries: Whether the library set is beside it.
  /// - Throws: Where a file cannot be copied or a key is not there.
  package init(_ changes: [String: String] = [:], preload: Bool = false, hasLibraries: Bool = true) throws {
    let files = FileManager.default
    folder = files.temporaryDirectory.appending(path: "pollux-tests-\(UUID().uuidString)")
    try files.createDirectory(at: folder, withIntermediateDirectories: true)
    try Self.copy(Repository.sandboxConfig, to: folder.appending(path: "sandbox-config"))
    if hasLibraries {
      try files.createSymbolicLink(at: folder.appending(path: ".libraries"), withDestinationURL: Repository.libraries)
    }
    var lines = try String(contentsOf: profile, encoding: .utf8).components(separatedBy: "\n")
    // Sessions of their own accord would be news to tests that count them.
    for (key, value) in ["parked": "0"].merging(changes, uniquingKeysWith: { $1 }) {
      guard let index = lines.firstIndex(where: { $0.hasPrefix("  \(key):") || $0.hasPrefix("\(key):") }) else {
        throw TestFailure("sandbox.yaml has no key \(key) any more")
      }
      lines[index] = "\(lines[index].prefix { $0 == " " })\(key): \(value)"
    }
    if !preload { lines = lines.filter { !$0.hasPrefix("    - ") || $0 == "    - json" } }
    try lines.joined(separator: "\n").write(to: profile, atomically: false, encoding: .utf8)
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  /// Copies a folder by its content; `FileManager` would keep the owner too, which only root may.
  private static func copy(_ source: URL, to target: URL) throws {
    try FileManager.default.createDirectory(at: target, withIntermediateDirectories: false)
    for item in try FileManager.default.contentsOfDirectory(at: source, includingPropertiesForKeys: [.isDirectoryKey]) {
      let copied = target.appending(path: item.lastPathComponent)
      if try item.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true {
        try copy(item, to: copied)
      } else {
        try Data(contentsOf: item).write(to: copied)
      }
    }
  }

  /// Puts one text in another's place.
  ///
  /// - Parameters:
  ///   - text: What stands there.
  ///   - replacement: What shall.
  ///   - name: The file.
  /// - Returns: The line of the replacement, from 1.
  /// - Throws: Where the text is not there.
  @discardableResult
  package func replace(_ text: String, with replacement: String, in name: String = "sandbox.yaml") throws -> Int {
    let file = folder.appending(path: "sandbox-config/\(name)")
    let content = try String(contentsOf: file, encoding: .utf8)
    guard let range = content.range(of: text) else { throw TestFailure("\(name) does not hold \(text)") }
    try content.replacingCharacters(in: range, with: replacement).write(to: file, atomically: false, encoding: .utf8)
    return content[..<range.lowerBound].components(separatedBy: "\n").count
  }
}
