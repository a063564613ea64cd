/// Base64 in the two alphabets of RFC 4648, padded or not; no blanks, no line ends.
package enum Base64 {
  /// Decodes text in the standard or URL-safe alphabet.
  ///
  /// - Parameter text: ASCII; clients write either alphabet and often leave the padding out.
  /// - Returns: The bytes, or nil where the text is not base64.
  static func decode(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
    guard let end = end(of: text) else { return nil }
    let size = size(of: end)
    var isValid = false
    let result = [UInt8](unsafeUninitializedCapacity: size) { output, count in
      isValid = sextets.withUnsafeBufferPointer { decode(text[..<end], by: $0, into: output) }
      count = isValid ? size : 0
    }
    return isValid ? result : nil
  }

  /// Decodes text in the standard or URL-safe alphabet.
  ///
  /// - Parameter text: ASCII.
  /// - Returns: The bytes, or nil where the text is not base64.
  package static func decode(_ text: [UInt8]) -> [UInt8]? { text.withUnsafeBytes(decode) }

  /// The length without padding; nil for one no text has.
  private static func end(of text: UnsafeRawBufferPointer) -> Int? {
    var end = text.count
    while end > 0, text.count - end < 2, text[end - 1] == UInt8(ascii: "=") { end -= 1 }
    return end % 4 != 1 && (end == text.count || text.count % 4 == 0) ? end : nil
  }

  private static func size(of end: Int) -> Int { end / 4 * 3 + max(0, end % 4 - 1) }

  /// The text of bytes in the standard alphabet, padded.
  package static func text(of bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    append(bytes, to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// Appends the standard alphabet's form, padded.
  static func append(_ bytes: [UInt8], to output: inout [UInt8]) {
    // With room for the rest of a message, so that the last quotation mark moves no file of many megabytes.
    output.reserveCapacity(output.count + (bytes.count + 2) / 3 * 4 + 1_024)
    let step = 3 * 1024
    bytes.withUnsafeBytes { input in
      withUnsafeTemporaryAllocation(byteCount: step / 3 * 4, alignment: 1) { scratch in
        var start = 0
        while start < input.count {
          let end = min(input.count, start + step)
          let written = encode(UnsafeRawBufferPointer(rebasing: input[start..<end]), into: scratch)
          output.append(contentsOf: UnsafeRawBufferPointer(rebasing: scratch[..<written]))
          start = end
        }
      }
    }
  }

  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// Value by character; 0xFF where there is none.
  private static let sextets: [UInt8] = {
    var table = [UInt8](repeating: 0xFF, count: 256)
    for (value, character) in alphabet.enumerated() { table[Int(character)] = UInt8(value) }
    table[Int(UInt8(ascii: "-"))] = 62
    table[Int(UInt8(ascii: "_"))] = 63
    return table
  }()

  private static func decode(
    _ slice: Slice<UnsafeRawBufferPointer>,
    by table: UnsafeBufferPointer<UInt8>,
    into output: UnsafeMutableBufferPointer<UInt8>
  ) -> Bool {
    let text = UnsafeRawBufferPointer(rebasing: slice)
    var bad: UInt8 = 0
    var out = 0
    var index = 0
    while text.count - index >= 4 {
      let (a, b) = (table[Int(text[index])], table[Int(text[index + 1])])
      let (c, d) = (table[Int(text[index + 2])], table[Int(text[index + 3])])
      bad |= a | b | c | d
      output[out] = a << 2 | b >> 4
      output[out + 1] = b << 4 | c >> 2
      output[out + 2] = c << 6 | d
      index += 4
      out += 3
    }
    guard index < text.count else { return bad < 64 }
    let (a, b) = (table[Int(text[index])], table[Int(text[index + 1])])
    bad |= a | b
    output[out] = a << 2 | b >> 4
    if text.count - index == 3 {
      let c = table[Int(text[index + 2])]
      bad |= c
      output[out + 1] = b << 4 | c >> 2
    }
    return bad < 64
  }

  /// Two characters by twelve bits, the first one in the lower byte.
  private static let pairs: [UInt16] = (0..<4096).map { UInt16(alphabet[$0 >> 6]) | UInt16(alphabet[$0 & 63]) << 8 }

  /// Writes the form of `input` and gives its length.
  private static func encode(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> Int {
    pairs.withUnsafeBufferPointer { pairs in
      var out = 0
      var index = 0
      while index < input.count {
        let left = input.count - index
        let first = Int(input[index]) << 16
        let bits = first | (left > 1 ? Int(input[index + 1]) << 8 : 0) | (left > 2 ? Int(input[index + 2]) : 0)
        output.storeBytes(of: pairs[bits >> 12].littleEndian, toByteOffset: out, as: UInt16.self)
        output.storeBytes(of: pairs[bits & 0xFFF].littleEndian, toByteOffset: out + 2, as: UInt16.self)
        if left < 3 { output[out + 3] = UInt8(ascii: "=") }
        if left < 2 { output[out + 2] = UInt8(ascii: "=") }
        index += 3
        out += 4
      }
      return out
    }
  }
}
