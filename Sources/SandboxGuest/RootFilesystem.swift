import CLinuxShim
import Glibc
import PythonRuntime
import SandboxProtocol

/// The read-only root that fork server and sessions see: the system's `/usr`, the fixed library set, five devices, and
/// nothing of the host's homes, configuration or state.
enum RootFilesystem {
  /// Where the two executables stand in the root.
  static let sandboxExecutable = "/pollux/pollux-sandbox"
  static let initExecutable = "/pollux/pollux-init"

  /// Where the root is put together.
  ///
  /// Any folder does: it is covered in this mount namespace only.
  private static let stagingFolder = "/tmp"
  /// Where other services have the working directory, which code written for them names by heart.
  static let namesOfWork = ["mnt/data", "home/bard", "content", "root"]
  private static let devices = ["null", "zero", "full", "random", "urandom"]

  /// Puts the root together, makes it `/` and lets the host's root go.
  /// - Parameter sources: What to bind and copy; closed afterwards.
  /// - Throws: `GuestError` of the step that failed.
  static func build(_ sources: RootSources) throws(GuestError) {
    try check(mount(nil, "/", nil, UInt(POLLUX_MS_REC | POLLUX_MS_PRIVATE), nil), .makeMountsPrivate)
    umask(0o022)
    defer { sources.close() }
    try mountTemporary(on: stagingFolder, options: "mode=755,size=256m,nr_inodes=256")
    try check(chdir(stagingFolder), .enterFolder, "the staging folder")

    try bindSystem()
    try hideSystemPackages()
    for folder in ["work", "tmp", "proc", "pollux", "mnt", "home"] { try makeFolder(folder) }
    for name in namesOfWork { try check(symlink("/work", name), .link, "/\(name)") }
    try mountLibraries(from: sources.libraries)
    try makeDevices()
    try writeEtc()
    try copyFile(sources.sandboxExecutable, to: String(sandboxExecutable.dropFirst()))
    try copyFile(sources.initExecutable, to: String(initExecutable.dropFirst()))
    try check(pollux_mount_restrict(".", 1, 0, 0), .makeReadOnly, "the root")
    // A process that is root only in a user namespace may mount a new proc only where a whole one is in sight already
    // (mount_namespaces(7)), with flags no stricter than the new one's; the new one covers it.
    try check(mount("/proc", "proc", nil, UInt(POLLUX_MS_BIND | POLLUX_MS_REC), nil), .bind, "the host's /proc")

    try check(pollux_pivot_root(".", "."), .pivotRoot)
    try check(umount2(".", Int32(MNT_DETACH)), .detachHostRoot)
    try check(chdir("/"), .enterFolder, "the new root")
  }

  private static func bindSystem() throws(GuestError) {
    try makeFolder("usr")
    try check(mount("/usr", "usr", nil, UInt(POLLUX_MS_BIND | POLLUX_MS_REC), nil), .bind, "/usr")
    try check(pollux_mount_restrict("usr", 1, 1, 0), .makeReadOnly, "/usr")
    // Debian's top-level folders are links into /usr; on a system where one is a folder it is bound like /usr.
    for name in ["bin", "sbin", "lib", "lib32", "lib64", "libx32"] {
      var target = [CChar](repeating: 0, count: 4096)
      let length = readlink("/\(name)", &target, target.count - 1)
      if length > 0 {
        try check(symlink(target, name), .link, "/\(name)")
      } else if access("/\(name)", F_OK) == 0 {
        try makeFolder(name)
        try check(mount("/\(name)", name, nil, UInt(POLLUX_MS_BIND | POLLUX_MS_REC), nil), .bind, "/\(name)")
        try check(pollux_mount_restrict(name, 1, 1, 0), .makeReadOnly, "/\(name)")
      }
    }
  }

  /// Covers the places where Debian's Python finds packages of the machine: only the fixed set is importable.
  private static func hideSystemPackages() throws(GuestError) {
    let folder = "usr/lib/python3/dist-packages"
    if access(folder, F_OK) == 0 {
      try mountTemporary(on: folder, options: "mode=755,size=64k,nr_inodes=8")
      try FixedLibrarySet.writeModule(into: folder)
    }
    let versioned = "usr/lib/\(PythonVersion.folder)/dist-packages"
    if access(versioned, F_OK) == 0 { try mountTemporary(on: versioned, options: "mode=755,size=4k,nr_inodes=2") }
    try mountTemporary(on: "usr/local", options: "mode=755,size=64k,nr_inodes=16")
    try makeFolder("usr/local/bin")
    try FixedLibrarySet.writePrograms(into: "usr/local/bin")
  }

  /// Shows the library set where Debian's Python looks for packages of the machine's administrator.
  ///
  /// A bind would tell its source's path on the host to whoever reads `/proc/self/mountinfo`, a user's name with it. An
  /// overlay tells the text it was mounted with. Where the kernel has no overlay for this process, a bind must do.
  private static func mountLibraries(from source: Int32) throws(GuestError) {
    var folder = "usr/local"
    for name in ["lib", PythonVersion.folder, "dist-packages"] {
      folder += "/" + name
      try makeFolder(folder)
    }
    let flags = UInt(POLLUX_MS_RDONLY | POLLUX_MS_NOSUID | POLLUX_MS_NODEV)
    // Without a writable layer overlayfs wants two others; the second is empty.
    let layers = "lowerdir=.:\(stagingFolder)/work"
    try check(fchdir(source), .enterFolder, "the library set")
    let hasOverlay = mount("overlay", "\(stagingFolder)/\(folder)", "overlay", flags, layers) == 0
    try check(chdir(stagingFolder), .returnToStagingFolder)
    if !hasOverlay {
      let path = "/proc/self/fd/\(source)"
      try check(mount(path, folder, nil, UInt(POLLUX_MS_BIND), nil), .bind, "the library set")
    }
    try check(pollux_mount_restrict(folder, 1, 1, 0), .makeReadOnly, "the library set")
  }

  private static func makeDevices() throws(GuestError) {
    try makeFolder("dev")
    try mountTemporary(on: "dev", options: "mode=755,size=64k,nr_inodes=32", noExecute: true)
    for device in devices {
      try makeFile("dev/\(device)")
      try check(mount("/dev/\(device)", "dev/\(device)", nil, UInt(POLLUX_MS_BIND), nil), .bind, "/dev/\(device)")
      try check(pollux_mount_restrict("dev/\(device)", 1, 0, 1), .restrictDevice, "/dev/\(device)")
    }
    for (link, target) in [("fd", "/proc/self/fd"), ("stdin", "fd/0"), ("stdout", "fd/1"), ("stderr", "fd/2")] {
      try check(symlink(target, "dev/\(link)"), .link, "/dev/\(link)")
    }
    try makeFolder("dev/shm")
  }

  private static func writeEtc() throws(GuestError) {
    try makeFolder("etc")
    try makeFile("etc/passwd", containing: "user:x:1000:1000:user:/work:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n")
    try makeFile("etc/group", containing: "user:x:1000:\nnogroup:x:65534:\n")
    try makeFile("etc/hosts", containing: "127.0.0.1 localhost sandbox\n")
    try makeFile("etc/nsswitch.conf", containing: "passwd: files\ngroup: files\nhosts: files dns\n")
    try makeFile("etc/ld.so.cache")
    try check(mount("/etc/ld.so.cache", "etc/ld.so.cache", nil, UInt(POLLUX_MS_BIND), nil), .bind, "/etc/ld.so.cache")
  }

  /// Copies an executable into the root: what a session sees is not a file of the host's, not even by `/proc/self/exe`.
  private static func copyFile(_ source: Int32, to path: String) throws(GuestError) {
    let output = try check(open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o555), .makeFile, "/\(path)")
    defer { close(output) }
    while try check(sendfile(output, source, nil, 1 << 30), .copyFile, "/\(path)") > 0 {}
  }

  private static func mountTemporary(
    on path: String,
    options: String,
    noExecute: Bool = false
  ) throws(GuestError) {
    let flags = POLLUX_MS_NOSUID | (path == "dev" ? 0 : POLLUX_MS_NODEV) | (noExecute ? POLLUX_MS_NOEXEC : 0)
    try check(mount("tmpfs", path, "tmpfs", UInt(flags), options), .mountTmpfs, path)
  }

  static func makeFolder(_ path: String) throws(GuestError) {
    try check(mkdir(path, 0o755), .makeFolder, "/\(path)")
  }

  static func makeFile(_ path: String, containing text: String = "", mode: mode_t = 0o444) throws(GuestError) {
    let descriptor = try check(open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, mode), .makeFile, "/\(path)")
    defer { close(descriptor) }
    if !text.isEmpty { try check(write(descriptor, text, text.utf8.count), .writeFile, "/\(path)") }
  }
}
