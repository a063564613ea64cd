import GeminiAPI
package import ModelBackends

/// How closely a model looks at images, pages and frames; the API's `MediaResolution`.
package enum MediaResolution: String, Sendable {
  case low = "MEDIA_RESOLUTION_LOW"
  case medium = "MEDIA_RESOLUTION_MEDIUM"
  case high = "MEDIA_RESOLUTION_HIGH"
  case ultraHigh = "MEDIA_RESOLUTION_ULTRA_HIGH"
}

extension PartMetadata {
  /// What `media_resolution.level` of a part asks for; Gemini 3 takes it there too.
  var resolution: MediaResolution? {
    guard case .object(let members)? = mediaResolution else { return nil }
    guard case .string(let level)? = members.first(where: { $0.key.text == "level" })?.value else { return nil }
    return MediaResolution(rawValue: level.text)
  }
}

/// Counts the tokens of images, documents, audio and video.
///
/// Sources: the Gemini API's pages on tokens, image understanding and media resolution. Up to generation 2.5 an image of
/// at most 384 × 384 pixels has 258 tokens, a larger one 258 for each tile, and a page of a PDF 258. Generation 3 gives
/// every image and page a number of tokens by resolution, and counts pages as images. Audio has 32 tokens a second.
package struct MediaTokens: Sendable {
  private static let tileTokens = 258
  private static let largestSingleTile = 384
  private static let tileSizes = 256...768
  /// Larger images are scaled down to it first.
  private static let longestSide = 3_072
  /// In bytes a second: ordinary compressed sound and video, as lengths are not read.
  private static let audioRate = 16_000
  private static let videoRate = 250_000
  /// In bytes; the head of an image, with all that cameras put before its size.
  private static let headSize = 1 << 20

  private let generation: ModelCatalog.Generation
  private let resolution: MediaResolution?

  /// The rules of a model.
  ///
  /// - Parameters:
  ///   - generation: Its family.
  ///   - resolution: What the request's `mediaResolution` asks for.
  package init(generation: ModelCatalog.Generation = .gemini2_5, resolution: MediaResolution? = nil) {
    self.generation = generation
    self.resolution = resolution
  }

  /// Counts one file.
  ///
  /// - Parameters:
  ///   - blob: Bytes and their media type.
  ///   - part: The resolution its part asks for, before the request's.
  /// - Returns: Nil for what is read as text.
  func tally(of blob: Blob, resolution part: MediaResolution?) -> TokenTally? {
    let resolution = part ?? resolution
    var tally = TokenTally()
    let type = blob.mimeType.prefix { $0 != ";" }.lowercased()
    if type.hasPrefix("image/"), type != "image/svg+xml" {
      tally.image = imageTokens(blob.data.prefix(Self.headSize), resolution)
    } else if type.hasPrefix("audio/") {
      tally.audio = max(32, 32 * blob.data.count / Self.audioRate)
    } else if type.hasPrefix("video/"), type != "video/mp2t" {
      tally.video = max(1, blob.data.count / Self.videoRate) * frameTokens(resolution)
    } else if type == "application/pdf" {
      let tokens = PDFPages.count(in: blob.data) * pageTokens(resolution)
      if generation == .gemini3 { tally.image = tokens } else { tally.document = tokens }
    } else {
      return nil
    }
    return tally
  }

  private func imageTokens(_ bytes: [UInt8], _ resolution: MediaResolution?) -> Int {
    guard generation == .gemini3 else {
      return resolution == .low ? 64 : Self.tileTokens * Self.tiles(of: ImageSize(of: bytes))
    }
    return switch resolution {
    case .low: 280
    case .medium: 560
    case nil, .high: 1_120
    case .ultraHigh: 2_240
    }
  }

  private func pageTokens(_ resolution: MediaResolution?) -> Int {
    guard generation == .gemini3 else { return resolution == .low ? 64 : Self.tileTokens }
    return switch resolution {
    case .low: 280
    case nil, .medium: 560
    case .high: 1_120
    case .ultraHigh: 2_240
    }
  }

  /// One frame a second, and the sound with it.
  private func frameTokens(_ resolution: MediaResolution?) -> Int {
    switch (generation == .gemini3, resolution) {
    case (true, .ultraHigh?): 280 + 32
    case (true, _): 70 + 32
    case (false, .low?): 66 + 32
    case (false, _): 263
    }
  }

  /// Tiles are squares of two thirds of the short side, within bounds.
  private static func tiles(of size: ImageSize?) -> Int {
    guard var size, max(size.width, size.height) > largestSingleTile else { return 1 }
    let longest = max(size.width, size.height)
    if longest > longestSide {
      size.width = max(1, size.width * longestSide / longest)
      size.height = max(1, size.height * longestSide / longest)
    }
    let side = min(size.width, size.height) * 2 / 3
    let tile = min(max(side, tileSizes.lowerBound), tileSizes.upperBound)
    return ((size.width + tile - 1) / tile) * ((size.height + tile - 1) / tile)
  }
}
