import CPython
import Glibc

/// Starts CPython with settings made in code; the environment has no say.
enum InterpreterStart {
  /// - Parameters:
  ///   - hashSeed: A fixed seed for `hash()` of texts; nil takes one from the kernel.
  ///   - findsPackages: Whether the folders of packages are those that the system's Python has.
  /// - Throws: `PythonError` with CPython's reason.
  static func initialize(hashSeed: UInt32?, findsPackages: Bool) throws(PythonError) {
    var preconfiguration = PyPreConfig()
    PyPreConfig_InitPythonConfig(&preconfiguration)
    preconfiguration.parse_argv = 0
    preconfiguration.use_environment = 0
    preconfiguration.utf8_mode = 1
    // glibc's heap can stand on huge pages, CPython's arenas do not.
    preconfiguration.allocator = Int32(PYMEM_ALLOCATOR_PYMALLOC.rawValue)
    try check(Py_PreInitialize(&preconfiguration), "preinitialise")

    var configuration = PyConfig()
    PyConfig_InitPythonConfig(&configuration)
    defer { PyConfig_Clear(&configuration) }
    configuration.parse_argv = 0
    configuration.use_environment = 0
    configuration.user_site_directory = 0
    configuration.site_import = findsPackages ? 1 : 0
    configuration.write_bytecode = 0
    configuration.install_signal_handlers = 1
    configuration.pathconfig_warnings = 0
    if let hashSeed {
      configuration.use_hash_seed = 1
      configuration.hash_seed = UInt(hashSeed)
    }
    // `sys.executable` is what subprocess and multiprocessing start.
    let status = withUnsafeMutablePointer(to: &configuration) { configuration -> PyStatus in
      guard let field = configuration.pointer(to: \.program_name) else { return PyStatus_NoMemory() }
      return PyConfig_SetBytesString(configuration, field, "/usr/bin/python3")
    }
    try check(status, "name the interpreter")
    try check(Py_InitializeFromConfig(&configuration), "initialise")
  }

  private static func check(_ status: PyStatus, _ step: String) throws(PythonError) {
    guard PyStatus_Exception(status) != 0 else { return }
    let message = status.err_msg.map { String(cString: $0) } ?? "no reason given"
    throw PythonError(message: "\(step): \(message)")
  }
}
