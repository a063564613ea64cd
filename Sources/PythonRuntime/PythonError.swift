import CPython

/// CPython could not be started or asked something of our own.
package struct PythonError: Error {
  package var message: String
}

extension PythonError {
  /// Takes the current exception's text, and clears it.
  /// - Parameter action: What was tried.
  /// - Returns: An error with the text.
  static func current(_ action: String) -> PythonError {
    var (type, value, traceback): (PythonReference?, PythonReference?, PythonReference?) = (nil, nil, nil)
    PyErr_Fetch(&type, &value, &traceback)
    defer { for object in [type, value, traceback] { Py_DecRef(object) } }
    let text = (value ?? type).flatMap { PyObject_Str($0) }
    defer { Py_DecRef(text) }
    PyErr_Clear()
    return PythonError(message: "\(action): \(text.flatMap(swiftString(of:)) ?? "unknown error")")
  }
}

/// A pointer to a Python object; who holds a new reference gives it back with `Py_DecRef`.
typealias PythonReference = UnsafeMutablePointer<PyObject>

/// A Python `str` as a Swift string, with lone surrogates replaced.
/// - Parameter object: The object, borrowed.
/// - Returns: nil for any other type.
func swiftString(of object: PythonReference) -> String? {
  guard pollux_python_is_unicode(object) == 1,
    let bytes = PyUnicode_AsEncodedString(object, "utf-8", "replace")
  else {
    PyErr_Clear()
    return nil
  }
  defer { Py_DecRef(bytes) }
  return swiftBytes(of: bytes).map { String(decoding: $0, as: UTF8.self) }
}

/// The content of a Python `bytes`.
/// - Parameter object: The object, borrowed.
/// - Returns: nil for any other type.
func swiftBytes(of object: PythonReference) -> [UInt8]? {
  guard pollux_python_is_bytes(object) == 1, let start = PyBytes_AsString(object) else { return nil }
  let count = PyBytes_Size(object)
  return UnsafeRawBufferPointer(start: start, count: count).map { $0 }
}
