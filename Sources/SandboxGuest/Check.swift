import Glibc
import SandboxProtocol

/// Makes a system call and passes its result through, or says which step failed.
/// - Parameters:
///   - call: The call; a negative result means that `errno` holds the reason.
///   - stage: The step.
///   - detail: What the step is about, where its text names it.
/// - Returns: The result where it is not negative.
/// - Throws: `GuestError` with the current `errno`.
@discardableResult
func check<Value: BinaryInteger>(
  _ call: @autoclosure () -> Value,
  _ stage: JailStage,
  _ detail: @autoclosure () -> String = ""
) throws(GuestError) -> Value {
  #if FaultInjection
    if FaultInjection.fails(stage, detail()) { throw GuestError(stage, detail(), errno: EIO) }
  #endif
  let result = call()
  guard result >= 0 else {
    let reason = errno
    throw GuestError(stage, detail(), errno: reason)
  }
  return result
}

/// Takes what a call reads into a buffer.
///
/// Nothing is written to the buffer before: in a process that was forked, each page of it would be a fault.
/// - Parameters:
///   - capacity: The buffer's size in bytes.
///   - stage: What the call does, for the error.
///   - detail: What it reads, where the step's text names it.
///   - call: Reads into the buffer and returns how much, or a negative number with `errno`.
/// - Returns: What was read.
/// - Throws: `GuestError` with the stage and `errno`.
func check(
  capacity: Int,
  _ stage: JailStage,
  _ detail: @autoclosure () -> String = "",
  _ call: (UnsafeMutableBufferPointer<UInt8>) -> Int
) throws(GuestError) -> [UInt8] {
  var result = 0
  let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
    result = call(buffer)
    count = max(0, result)
  }
  _ = try check(result, stage, detail())
  return bytes
}

/// Opens a file and writes a text into it in one go, as the kernel's control files want it.
/// - Parameters:
///   - path: The file.
///   - text: What to write.
///   - opening: The step that opens it.
///   - writing: The step that writes.
///   - name: What the file is to a person, where the steps' texts name it.
/// - Throws: `GuestError` of the step that failed.
func writeControlFile(
  _ path: String,
  _ text: String,
  opening: JailStage,
  writing: JailStage,
  named name: String = ""
) throws(GuestError) {
  let descriptor = try check(open(path, O_WRONLY | O_CLOEXEC), opening, name)
  defer { close(descriptor) }
  try check(write(descriptor, text, text.utf8.count), writing, name)
}

/// Writes a process's id map, or what decides whether it may have one.
/// - Parameters:
///   - path: The file.
///   - text: What to write.
///   - name: What the file is to a person.
/// - Throws: `GuestError` naming the file.
func writeIDMap(_ path: String, _ text: String, named name: String) throws(GuestError) {
  try writeControlFile(path, text, opening: .openIDMap, writing: .writeIDMap, named: name)
}
