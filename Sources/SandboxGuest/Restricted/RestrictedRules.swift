/// What files of the machine a session may touch where it has no root of its own.
enum RestrictedRules {
  /// The machine's programs and libraries.
  private static let system = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"]
  /// What the loader, `mimetypes` and OpenSSL open if it is there and do not forgive to be denied; anybody may read them.
  private static let configuration = [
    "/etc/ld.so.cache", "/etc/localtime", "/etc/ssl/openssl.cnf", "/etc/mime.types", "/etc/httpd/mime.types",
    "/etc/httpd/conf/mime.types", "/etc/apache/mime.types", "/etc/apache2/mime.types",
  ]
  /// One's own process by single entries: the folder holds `net` and `mountinfo` too, which tell of the machine.
  private static let ownProcess = ["cmdline", "comm", "environ", "fd", "limits", "maps", "stat", "statm", "status"]
  private static let machine = ["/proc/cpuinfo", "/proc/meminfo"]
  private static let devices = ["null", "zero", "full", "random", "urandom"]

  /// The rules of one session; called in its process, whose `/proc/self` they name.
  /// - Parameters:
  ///   - place: The session's folders.
  ///   - setting: The library set, and the `pip` that says no.
  /// - Returns: The allow list; nothing else of the machine can be read, written or executed.
  static func rules(place: SessionPlace, setting: RestrictedSetting) -> [Landlock.Rule] {
    let executable = (system + [setting.programFolder]).map {
      Landlock.Rule(path: $0, access: [.read, .execute])
    }
    let readable = [setting.libraries, setting.moduleFolder] + configuration + machine
    let process = ownProcess.map { "/proc/self/" + $0 }
    let writable = [place.folder, place.temporary].compactMap { $0 }
    return executable
      + (readable + process).map { Landlock.Rule(path: $0, access: .read) }
      + devices.map { Landlock.Rule(path: "/dev/" + $0, access: [.read, .writeFile, .truncate, .deviceControl]) }
      + writable.map { Landlock.Rule(path: $0, access: Landlock.writable) }
  }
}
