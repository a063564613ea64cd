import CLinuxShim
import CPython
package import SandboxProtocol

/// The CPython in this process: started and filled in the fork server, used by the sessions forked from it.
///
/// Not `Sendable`, and used by one thread only: the one that started it, which holds Python's lock for good.
package struct Interpreter {
  /// Modules of the preload list that could not be imported, with the reason.
  package let missingModules: [String]

  private let specification: ForkServerSpecification
  private let runtime: RuntimeFunctions
  /// The dictionary of `__main__`, in which every block of a session runs.
  private let namespace: PythonReference

  /// Starts CPython and imports the preload list.
  /// - Parameters:
  ///   - specification: The list, and the seeds.
  ///   - libraries: Folders of modules to use and no other but the standard library; nil takes those of the system's
  ///     Python, as they are in a root of our own.
  ///   - willImport: Is told each module before it is imported.
  /// - Throws: `PythonError` where CPython does not start or the runtime's own Python fails.
  package init(
    specification: ForkServerSpecification,
    libraries: [String]? = nil,
    willImport: (String) -> Void
  ) throws(PythonError) {
    self.specification = specification
    try InterpreterStart.initialize(hashSeed: specification.hashSeed, findsPackages: libraries == nil)
    runtime = try RuntimeFunctions()
    if let libraries { try runtime.useLibraries(libraries) }
    var missing: [String] = []
    for module in specification.preload {
      willImport(module)
      guard let imported = PyImport_ImportModule(module) else {
        missing.append(ByteCut.prefix(PythonError.current(module).message, FrameLimits.shortTextByteCount))
        continue
      }
      Py_DecRef(imported)
    }
    missingModules = missing
    guard let main = PyImport_AddModule("__main__"), let dictionary = PyModule_GetDict(main) else {
      throw PythonError.current("find __main__")
    }
    namespace = dictionary
    try runtime.prepare()
    // The first run of a process compiles and allocates things that later ones have.
    _ = run(Array("pass\n".utf8), isFirst: true)
  }

  /// Runs Python's own hooks before a fork (import lock, io locks, `random`).
  package func beforeFork() { PyOS_BeforeFork() }
  package func afterForkInParent() { PyOS_AfterFork_Parent() }
  package func afterForkInChild() { PyOS_AfterFork_Child() }

  /// Gives a new session random numbers of its own, or the fixed ones of the profile.
  package func settle() {
    runtime.settle(randomSeed: specification.randomSeed, numpySeed: specification.numpySeed)
  }

  /// Tells Python where a session has its files, where that is not the same for all.
  /// - Parameters:
  ///   - home: `HOME`.
  ///   - temporary: `TMPDIR`.
  package func moveIn(home: String, temporary: String) {
    runtime.moveIn(home: home, temporary: temporary)
  }

  /// Runs one block in `__main__`.
  ///
  /// Names bound before an exception stay bound, as the service has it.
  /// - Parameters:
  ///   - source: The block, UTF-8.
  ///   - isFirst: Whether it finds everything as the fork server left it.
  /// - Returns: nil where it ended well (`SystemExit` with None or 0 counts as that), else the failure.
  package func run(_ source: [UInt8], isFirst: Bool = false) -> BlockFailure? {
    if !isFirst {
      runtime.beginBlock()
      LeftoverTimers.clear()
    }
    defer { runtime.endBlock() }
    guard !source.contains(0) else {
      let text = "source code string cannot contain null bytes"
      return BlockFailure(text: "\(text)\nTraceback (most recent call last):\nValueError: \(text)\n")
    }
    let code = (source + [0]).withUnsafeBytes { bytes -> PythonReference? in
      guard let text = bytes.baseAddress?.assumingMemoryBound(to: CChar.self) else { return nil }
      // As for `exec` of a `str`: code is text already, so no comment on an encoding and no byte order mark decides how
      // it is read.
      var flags = PyCompilerFlags(
        cf_flags: PyCF_SOURCE_IS_UTF8 | PyCF_IGNORE_COOKIE,
        cf_feature_version: PY_MINOR_VERSION
      )
      return Py_CompileStringExFlags(text, "<string>", Py_file_input, &flags, -1)
    }
    guard let code else { return runtime.describeCurrentException() }
    defer { Py_DecRef(code) }
    pollux_release_signals()
    let result = PyEval_EvalCode(code, namespace, namespace)
    // What user code asked to be called later must not be called in ours: hooks, timers, handlers of signals.
    PyEval_SetTrace(nil, nil)
    PyEval_SetProfile(nil, nil)
    pollux_hold_signals()
    LeftoverTimers.clear()
    guard let result else { return runtime.describeCurrentException() }
    Py_DecRef(result)
    return nil
  }

  /// Takes the figures shown since the last call.
  /// - Returns: PNG files in the order they were shown, and how many more there were than are kept.
  package func takeFigures() -> (figures: [[UInt8]], dropped: Int) {
    runtime.takeFigures()
  }

  /// Takes what is to be told of the last block beside what it printed.
  package func takeNotices() -> [BlockNotice] {
    runtime.takeNotices()
  }
}
