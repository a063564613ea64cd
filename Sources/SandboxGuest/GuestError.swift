import Glibc

/// A step that failed, and the kernel's answer.
struct GuestError: Error {
  /// The step, as a person would look it up: `mount proc on /proc`.
  var stage: String
  /// The kernel's errno; 0 where there is none.
  var errno: Int32
}

/// Makes a system call and passes its result through, or says which step failed.
/// - Parameters:
///   - call: The call; a negative result means that `errno` holds the reason.
///   - stage: The step, named for a person.
/// - Returns: The result where it is not negative.
/// - Throws: `GuestError` with the current `errno`.
@discardableResult
func check<Value: BinaryInteger>(
  _ call: @autoclosure () -> Value,
  _ stage: @autoclosure () -> String
) throws(GuestError) -> Value {
  #if FaultInjection
    if FaultInjection.fails(stage()) { throw GuestError(stage: stage(), errno: EIO) }
  #endif
  let result = call()
  guard result >= 0 else { throw GuestError(stage: stage(), errno: errno) }
  return result
}

/// Opens a file and writes a text into it in one go, as the kernel's control files want it.
/// - Parameters:
///   - path: The file.
///   - text: What to write.
///   - name: What the file is to a person.
/// - Throws: `GuestError` naming the file.
func writeControlFile(_ path: String, _ text: String, named name: String) throws(GuestError) {
  let descriptor = try check(open(path, O_WRONLY | O_CLOEXEC), "open \(name)")
  defer { close(descriptor) }
  try check(write(descriptor, text, text.utf8.count), "write \(name)")
}
