import Glibc

/// The kernel's names of this process's namespaces, `net:[4026531840]`.
enum NamespaceName {
  static let all = ["cgroup", "ipc", "mnt", "net", "pid", "user", "uts"]

  /// Reads the name of one.
  /// - Parameter kind: One of `all`.
  /// - Returns: The name; nil where `/proc` does not say it.
  static func current(_ kind: String) -> String? {
    var target = [CChar](repeating: 0, count: 128)
    let length = readlink("/proc/self/ns/\(kind)", &target, target.count)
    guard length > 0, length < target.count else { return nil }
    return String(decoding: target.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
