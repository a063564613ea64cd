import Glibc
import SandboxProtocol

/// The folder below which everything is that the level `restricted` writes.
struct PrivateFolder {
  /// Where one is made, in this order: the first place that lets us.
  private static let places = ["/tmp", "/var/tmp", "/dev/shm"]

  let path: String
  private let descriptor: Int32
  /// The folder it stands in, and its name there.
  private let place: String

  /// Makes one under a name nobody else has.
  /// - Parameter isEnteredByOthers: Whether sessions have ids of their own, and must pass through to their folders.
  /// - Returns: The folder.
  /// - Throws: `GuestError` where no place lets us.
  static func make(isEnteredByOthers: Bool) throws(GuestError) -> PrivateFolder {
    var reason: Int32 = 0
    for place in places {
      var template = Array((place + "/pollux-XXXXXX").utf8CString)
      guard mkdtemp(&template) != nil else {
        reason = errno
        continue
      }
      let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
      let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
      let folder = PrivateFolder(
        path: path,
        descriptor: try check(open(path, flags), .openFile, path),
        place: place
      )
      // Others may pass through it but not list it: a session's number is all they would need to find, not to enter.
      try check(fchmod(folder.descriptor, isEnteredByOthers ? 0o711 : 0o700), .setMode, path)
      return folder
    }
    throw GuestError(.makePrivateFolder, places.joined(separator: ", "), errno: reason)
  }

  /// Removes a session's folder; no process of the session is left.
  func remove(session id: UInt64) {
    FolderRemoval.remove(String(id), in: descriptor)
  }

  /// Removes all of it.
  func remove() {
    let parent = open(place, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard parent >= 0 else { return }
    FolderRemoval.remove(String(path.dropFirst(place.count + 1)), in: parent)
    close(parent)
    close(descriptor)
  }
}
