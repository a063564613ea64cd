import CPython

/// The CPython this was built against, which is the one that is loaded.
package enum PythonVersion {
  /// The version, `3.11.2`.
  package static var text: String { PY_VERSION }
  /// The folder of the standard library below a `lib`, `python3.11`.
  package static var folder: String { "python\(PY_MAJOR_VERSION).\(PY_MINOR_VERSION)" }
}
