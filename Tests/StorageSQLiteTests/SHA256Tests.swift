import Testing

import Storage

@testable import StorageSQLite

@Suite struct SHA256Tests {
  /// The examples of FIPS 180-4 and the empty message; a million letters is the long example.
  private static let vectors: [([UInt8], String)] = [
    ([], "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    (Array("abc".utf8), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8),
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000),
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    ),
  ]

  @Test(arguments: vectors)
  func `the standard's examples come out`(message: [UInt8], digest: String) {
    var hash = SHA256()
    hash.update(message)
    #expect(hash.hexDigits == digest)
    #expect(hash.hexDigits == digest, "asking changes nothing")
  }

  @Test(arguments: [1, 3, 55, 56, 63, 64, 65, 127, 128, 1_000])
  func `pieces of any length give what the whole gives`(piece: Int) {
    let message = (0..<2_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    var whole = SHA256()
    whole.update(message)
    var pieces = SHA256()
    for start in stride(from: 0, to: message.count, by: piece) {
      pieces.update(Array(message[start..<min(start + piece, message.count)]))
    }
    #expect(pieces.hexDigits == whole.hexDigits)
  }

  /// Lengths around the places where the padding needs a block of its own; digests by another implementation.
  @Test(arguments: [
    (55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"),
    (56, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"),
    (64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"),
  ])
  func `padding fits at the edges of a block`(count: Int, digest: String) {
    var hash = SHA256()
    hash.update([UInt8](repeating: UInt8(ascii: "a"), count: count))
    #expect(hash.hexDigits == digest)
  }
}
