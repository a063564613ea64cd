import CPython
import SandboxProtocol

/// The functions of the runtime's Python (the files of `Python/`), held where user code has no name for them.
struct RuntimeFunctions {
  /// What the runtime's Python is given before its first line, by the names it has there.
  private static var constants: [(name: String, value: Int)] {
    [
      ("FAILURE_BYTES", FrameLimits.failureTextByteCount),
      ("NOTICE_IMSHOW", Int(BlockNotice.imshow.rawValue)),
      ("NOTICE_SHOW_OF_PILLOW", Int(BlockNotice.showOfPillow.rawValue)),
      ("NOTICE_SHOW_OF_ALTAIR", Int(BlockNotice.showOfAltair.rawValue)),
    ]
  }

  private let dictionary: PythonReference

  init() throws(PythonError) {
    guard let dictionary = PyDict_New(), let builtins = PyEval_GetBuiltins(), let own = PyDict_Copy(builtins),
      PyDict_SetItemString(dictionary, "__builtins__", own) == 0
    else { throw PythonError.current("load the runtime") }
    Py_DecRef(own)
    for (name, value) in Self.constants {
      let number = PyLong_FromLong(value)
      defer { Py_DecRef(number) }
      guard PyDict_SetItemString(dictionary, name, number) == 0 else {
        throw PythonError.current("hand \(name) to the runtime")
      }
    }
    for source in [PackageResources.runtime_py, PackageResources.libraries_py, PackageResources.warm_up_py] {
      guard let result = Self.run(source, in: dictionary) else { throw PythonError.current("load the runtime") }
      Py_DecRef(result)
    }
    self.dictionary = dictionary
  }

  private static func run(_ source: [UInt8], in dictionary: PythonReference) -> PythonReference? {
    (source + [0]).withUnsafeBytes { bytes in
      guard let text = bytes.baseAddress?.assumingMemoryBound(to: CChar.self) else { return nil }
      return PyRun_StringFlags(text, Py_file_input, dictionary, dictionary, nil)
    }
  }

  func prepare() throws(PythonError) { try callOnce("prepare") }

  func settle(randomSeed: UInt32?, numpySeed: UInt32?) {
    let arguments = [randomSeed, numpySeed].map { seed -> PythonReference? in
      guard let seed else {
        Py_IncRef(pollux_python_none())
        return pollux_python_none()
      }
      return PyLong_FromUnsignedLong(UInt(seed))
    }
    defer { for argument in arguments { Py_DecRef(argument) } }
    callIgnoringFailure("settle", arguments)
  }

  func useLibraries(_ folders: [String]) throws(PythonError) {
    let arguments = folders.map { folder in folder.withCString { PyUnicode_DecodeFSDefault($0) } }
    defer { for argument in arguments { Py_DecRef(argument) } }
    guard let result = call("use_libraries", arguments) else { throw PythonError.current("use the library set") }
    Py_DecRef(result)
  }

  func moveIn(home: String, temporary: String) {
    let arguments = [home, temporary].map { folder in folder.withCString { PyUnicode_DecodeFSDefault($0) } }
    defer { for argument in arguments { Py_DecRef(argument) } }
    callIgnoringFailure("move_in", arguments)
  }

  func beginBlock() { callIgnoringFailure("begin_block", []) }
  func endBlock() { callIgnoringFailure("end_block", []) }

  /// Puts the current exception into words, and clears it.
  /// - Returns: nil for a `SystemExit` that means success.
  func describeCurrentException() -> BlockFailure? {
    var (type, value, traceback): (PythonReference?, PythonReference?, PythonReference?) = (nil, nil, nil)
    PyErr_Fetch(&type, &value, &traceback)
    PyErr_NormalizeException(&type, &value, &traceback)
    defer { for object in [type, value, traceback] { Py_DecRef(object) } }
    let arguments = [type, value, traceback].map { $0 ?? pollux_python_none() }
    guard let description = call("describe", arguments) else {
      PyErr_Clear()
      return BlockFailure(text: "\nTraceback (most recent call last):\nThe exception could not be shown.\n")
    }
    defer { Py_DecRef(description) }
    guard description != pollux_python_none() else { return nil }
    guard let text = PyTuple_GetItem(description, 0), let isOutOfMemory = PyTuple_GetItem(description, 1) else {
      PyErr_Clear()
      return nil
    }
    return BlockFailure(text: swiftString(of: text) ?? "", isOutOfMemory: PyObject_IsTrue(isOutOfMemory) == 1)
  }

  func takeFigures() -> (figures: [[UInt8]], dropped: Int) {
    guard let pair = call("take_figures", []) else {
      PyErr_Clear()
      return ([], 0)
    }
    defer { Py_DecRef(pair) }
    guard let list = PyTuple_GetItem(pair, 0), let dropped = PyTuple_GetItem(pair, 1) else {
      PyErr_Clear()
      return ([], 0)
    }
    let figures = (0..<max(0, PyList_Size(list))).compactMap { PyList_GetItem(list, $0).flatMap(swiftBytes(of:)) }
    return (figures, PyLong_AsLong(dropped))
  }

  func takeNotices() -> [BlockNotice] {
    guard let taken = call("take_notices", []) else {
      PyErr_Clear()
      return []
    }
    defer { Py_DecRef(taken) }
    var notices: [BlockNotice] = []
    // User code may have reached the list.
    for notice in (swiftBytes(of: taken) ?? []).prefix(256).compactMap(BlockNotice.init) where !notices.contains(notice)
    {
      notices.append(notice)
    }
    return notices
  }

  private func callOnce(_ name: String) throws(PythonError) {
    guard let result = call(name, []) else { throw PythonError.current(name) }
    Py_DecRef(result)
  }

  private func callIgnoringFailure(_ name: String, _ arguments: [PythonReference?]) {
    guard let result = call(name, arguments) else { return PyErr_Clear() }
    Py_DecRef(result)
  }

  /// Calls a function of the runtime.
  /// - Parameters:
  ///   - name: Its name.
  ///   - arguments: Borrowed.
  /// - Returns: A new reference, or nil with an exception set.
  private func call(_ name: String, _ arguments: [PythonReference?]) -> PythonReference? {
    guard let function = PyDict_GetItemString(dictionary, name) else { return nil }
    return arguments.withUnsafeBufferPointer { arguments in
      PyObject_Vectorcall(function, arguments.baseAddress, arguments.count, nil)
    }
  }
}
