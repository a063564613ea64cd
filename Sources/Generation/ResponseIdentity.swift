import Synchronization

/// What every chunk of one response repeats.
package struct ResponseIdentity: Hashable, Sendable {
  package var responseId: String
  /// The model without `models/`.
  package var modelVersion: String

  package init(responseId: String, modelVersion: String) {
    self.responseId = responseId
    self.modelVersion = modelVersion
  }
}

/// Makes response ids: 22 characters of URL-safe base64, as the service's are.
package final class ResponseIdentifiers: Sendable {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  private static let codeAlphabet = Array("abcdefghijklmnopqrstuvwxyz0123456789".utf8)

  private let random: Mutex<any RandomNumberGenerator & Sendable>

  /// Creates the source of ids.
  ///
  /// - Parameter random: Where the bits come from; a test passes a seeded generator.
  package init(random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()) {
    self.random = Mutex(random)
  }

  /// Makes the id of a response.
  package func next() -> String {
    var (high, low) = random.withLock { random in (random.next() as UInt64, random.next() as UInt64) }
    return String(unsafeUninitializedCapacity: 22) { buffer in
      for index in 0..<22 {
        buffer[index] = Self.alphabet[Int(low & 63)]
        low = low >> 6 | high << 58
        high >>= 6
      }
      return 22
    }
  }

  /// Makes the id of a code block: eight lower-case letters and digits, as Gemini 3 writes them.
  package func nextCodeID() -> String {
    var bits = random.withLock { $0.next() as UInt64 }
    return String(unsafeUninitializedCapacity: 8) { buffer in
      for index in 0..<8 {
        let (quotient, remainder) = bits.quotientAndRemainder(dividingBy: UInt64(Self.codeAlphabet.count))
        buffer[index] = Self.codeAlphabet[Int(remainder)]
        bits = quotient
      }
      return 8
    }
  }
}
