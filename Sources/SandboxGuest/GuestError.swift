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

/// Takes what a call reads into a buffer.
///
/// Nothing is written to the buffer before: in a process that was forked, each page of it would be a fault.
/// - Parameters:
///   - capacity: The buffer's size in bytes.
///   - stage: What the call does, for the error.
///   - call: Reads into the buffer and returns how much, or a negative number with `errno`.
/// - Returns: What was read.
/// - Throws: `GuestError` with the stage and `errno`.
func check(
  capacity: Int,
  _ stage: @autoclosure () -> String,
  _ call: (UnsafeMutableBufferPointer<UInt8>) -> Int
) throws(GuestError) -> [UInt8] {
  var result = 0
  let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
    result = call(buffer)
    count = max(0, result)
  }
  _ = try check(result, stage())
  return bytes
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
