import GeminiAPI
import Generation
import ModelBackends
import Testing

/// What images and pages count, by the model's family and the resolution asked for.
@Suite struct MediaTokensTests {
  private static func png(_ width: Int, _ height: Int) -> [UInt8] {
    [0x89] + Array("PNG\r\n\u{1A}\n".utf8) + [0, 0, 0, 13] + Array("IHDR".utf8) + bytes(width, 4) + bytes(height, 4)
  }

  /// Quantisation table, then a progressive frame.
  private static func jpeg(_ width: Int, _ height: Int) -> [UInt8] {
    [0xFF, 0xD8, 0xFF, 0xDB, 0, 4, 1, 2, 0xFF, 0xC2, 0, 11, 8] + bytes(height, 2) + bytes(width, 2)
  }

  private static func gif(_ width: Int, _ height: Int) -> [UInt8] {
    Array("GIF89a".utf8) + bytes(width, 2).reversed() + bytes(height, 2).reversed()
  }

  private static func webP(_ width: Int, _ height: Int) -> [UInt8] {
    Array("RIFF\0\0\0\0WEBPVP8X".utf8) + [10, 0, 0, 0, 0, 0, 0, 0] + bytes(width - 1, 3).reversed()
      + bytes(height - 1, 3).reversed()
  }

  private static func losslessWebP(_ width: Int, _ height: Int) -> [UInt8] {
    let bits = (height - 1) << 14 | (width - 1)
    return Array("RIFF\0\0\0\0WEBPVP8L".utf8) + [9, 0, 0, 0, 0x2F] + bytes(bits, 4).reversed()
  }

  private static func bytes(_ number: Int, _ count: Int) -> [UInt8] {
    (0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
  }

  private func tokens(
    _ image: [UInt8],
    _ generation: ModelCatalog.Generation = .gemini2_5,
    _ resolution: MediaResolution? = nil
  ) -> Int {
    let media = MediaTokens(generation: generation, resolution: resolution)
    return TokenCounter(media: media).tally(of: Blob(mimeType: "image/any", data: image)).image
  }

  @Test(arguments: [
    (384, 384, 1), (1, 1, 1), (385, 10, 2), (640, 480, 4), (960, 540, 6), (768, 768, 4), (3_000, 3_000, 16),
    (30_000, 30_000, 16), (100_000, 1, 12),
  ])
  func `up to 2.5 a larger image is cut into tiles`(width: Int, height: Int, tiles: Int) {
    #expect(tokens(Self.png(width, height)) == 258 * tiles)
  }

  @Test func `every common format tells its size`() {
    let images = [
      Self.png(960, 540), Self.jpeg(960, 540), Self.gif(960, 540), Self.webP(960, 540), Self.losslessWebP(960, 540),
    ]
    for image in images {
      #expect(tokens(image) == 258 * 6)
      for end in 0..<image.count { #expect(tokens(Array(image[..<end])) == 258, "torn after \(end) bytes") }
    }
    #expect(tokens(Self.png(0, 1_000)) == 258)
  }

  @Test func `generation 3 counts by resolution, and pages as images`() {
    let image = Self.png(3_000, 3_000)
    #expect(tokens(image, .gemini3) == 1_120)
    #expect(tokens(image, .gemini3, .low) == 280)
    #expect(tokens(image, .gemini3, .medium) == 560)
    #expect(tokens(image, .gemini3, .ultraHigh) == 2_240)
    let document = Blob(mimeType: "application/pdf", data: Array("/Type /Page /Type /Page".utf8))
    let tally = TokenCounter(media: MediaTokens(generation: .gemini3)).tally(of: document)
    #expect(tally.image == 2 * 560)
    #expect(tally.document == 0)
  }

  @Test func `a part's own resolution goes before the request's`() {
    var metadata = PartMetadata()
    metadata.mediaResolution = ["level": "MEDIA_RESOLUTION_LOW"]
    let content = Content(parts: [
      Part(data: .inlineData(Blob(mimeType: "image/png", data: Self.png(10, 10))), metadata: metadata),
      .inlineData(Blob(mimeType: "image/png", data: Self.png(10, 10))),
    ])
    let counter = TokenCounter(media: MediaTokens(generation: .gemini3, resolution: .medium))
    #expect(counter.tally(of: content).image == 280 + 560)
  }
}
