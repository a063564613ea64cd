import Glibc

/// A cgroup's folder, and its control files.
struct CgroupFolder: Hashable, Sendable {
  let path: String

  /// Makes the folder.
  /// - Throws: `CgroupProblem` with the kernel's answer.
  static func make(_ path: String) throws(CgroupProblem) -> CgroupFolder {
    guard mkdir(path, 0o755) == 0 else { throw CgroupProblem(doing: "make \(path)", errno: errno) }
    return CgroupFolder(path: path)
  }

  var exists: Bool { access(path, F_OK) == 0 }

  func has(_ file: String) -> Bool { access(path + "/" + file, F_OK) == 0 }

  /// Writes a control file in one go.
  /// - Throws: `CgroupProblem` with the kernel's answer.
  func write(_ text: String, to file: String) throws(CgroupProblem) {
    let descriptor = open(path + "/" + file, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw CgroupProblem(doing: "open \(path)/\(file)", errno: errno) }
    defer { close(descriptor) }
    guard Glibc.write(descriptor, text, text.utf8.count) == text.utf8.count else {
      throw CgroupProblem(doing: "write \(text) to \(path)/\(file)", errno: errno)
    }
  }

  /// Reads a control file.
  /// - Returns: Its text, at most 64 KiB of it; nothing if it cannot be read.
  func read(_ file: String) -> String {
    let descriptor = open(path + "/" + file, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    return String(unsafeUninitializedCapacity: 65536) { max(0, Glibc.read(descriptor, $0.baseAddress, $0.count)) }
  }

  /// A number of a file with a name and a number on each line.
  /// - Returns: The number; 0 if the name is missing.
  func counter(_ name: String, in file: String) -> UInt64 { Self.counter(name, inText: read(file)) ?? 0 }

  /// The same, from a file's text.
  /// - Returns: The number; nil if the name is missing.
  static func counter(_ name: String, inText text: String) -> UInt64? {
    for line in text.split(separator: "\n") {
      let fields = line.split(separator: " ")
      if fields.count == 2, fields[0] == name { return UInt64(fields[1]) }
    }
    return nil
  }

  /// The processes in it, as this process's pid namespace numbers them.
  var processes: [pid_t] { read("cgroup.procs").split(separator: "\n").compactMap { pid_t($0) }.filter { $0 > 0 } }

  /// Opens the file through which processes join.
  /// - Throws: `CgroupProblem` with the kernel's answer.
  func openProcesses(_ file: String = "cgroup.procs") throws(CgroupProblem) -> Int32 {
    let descriptor = open("\(path)/\(file)", O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw CgroupProblem(doing: "open \(path)/\(file)", errno: errno) }
    return descriptor
  }

  /// The folders in it.
  var children: [CgroupFolder] {
    guard let stream = opendir(path) else { return [] }
    defer { closedir(stream) }
    var children: [CgroupFolder] = []
    while let entry = readdir(stream) {
      guard entry.pointee.d_type == UInt8(DT_DIR) else { continue }
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { children.append(CgroupFolder(path: path + "/" + name)) }
    }
    return children
  }

  /// Removes the folder once the kernel has released its last process.
  /// - Parameter deadline: When to give up.
  /// - Returns: Whether it is gone.
  func remove(until deadline: ContinuousClock.Instant) -> Bool {
    while rmdir(path) != 0 {
      if errno == ENOENT { return true }
      // Busy: a process is still exiting. There is no event for the moment when it has exited.
      guard errno == EBUSY || errno == EINTR, ContinuousClock.now < deadline else { return false }
      usleep(500)
    }
    return true
  }
}

/// Why a cgroup is unavailable or could not be set up.
struct CgroupProblem: Error {
  var text: String
  /// What a person can do about it; empty where nothing is known.
  var remedy: String

  init(_ text: String, remedy: String = "") {
    (self.text, self.remedy) = (text, remedy)
  }

  init(doing what: String, errno: Int32) {
    self.init("\(what): \(String(cString: strerror(errno)))")
  }
}
