extension JSONReader {
  /// Reads a number by the grammar; nothing is converted yet.
  mutating func readNumber() throws(JSONSyntaxError) -> JSONNumber {
    let start = position
    // A number is kept as text, so its length is what it costs; no honest one comes near this.
    let longest = 1024
    _ = take(UInt8(ascii: "-"))
    let firstDigit = position
    guard skipDigits() else { throw refused(from: start, "Unable to parse number.") }
    if bytes[firstDigit] == UInt8(ascii: "0"),
      position - firstDigit > 1 || peeked.map({ $0 | 0x20 }) == UInt8(ascii: "x")
    {
      throw refused(from: start, "Octal/hex numbers are not valid JSON values.")
    }
    if take(UInt8(ascii: ".")), !skipDigits() { throw refused(from: start, "Unable to parse number.") }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      guard skipDigits() else { throw refused(from: start, "Unable to parse number.") }
    }
    guard position - start <= longest else { throw refused(from: start, "Unable to parse number.") }
    let number = JSONNumber(text: String(decoding: bytes[start..<position], as: UTF8.self))
    guard number.double != nil else { throw refused(from: start, "Number exceeds the range of double.") }
    return number
  }

  private func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }

  /// Skips digits and tells whether there was one.
  @discardableResult
  private mutating func skipDigits() -> Bool {
    let start = position
    while let byte = peeked, isDigit(byte) { position += 1 }
    return position > start
  }

  /// An error that points at where the number starts.
  private mutating func refused(from start: Int, _ reason: String) -> JSONSyntaxError {
    position = start
    return failure(reason)
  }
}
