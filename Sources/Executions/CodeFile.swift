package import GeminiAPI

/// A file that code finds or makes: one of a request, of a script, or of a block.
package struct CodeFile: Sendable, Hashable {
  /// The path below the working directory, with slashes between names: `input_file_0.csv`.
  package var name: String
  package var mimeType: String
  /// The name the client gave, where it gave one.
  package var displayName: String?
  /// Empty for a file that is named but not here.
  package var bytes: BlobBytes

  package init(name: String, mimeType: String, displayName: String? = nil, bytes: BlobBytes = []) {
    (self.name, self.mimeType, self.displayName, self.bytes) = (name, mimeType, displayName, bytes)
  }

  /// Takes the type from the file's extension, as the service was seen to choose it; what is not an image inside is not
  /// called one.
  ///
  /// - Parameters:
  ///   - name: The path below the working directory.
  ///   - bytes: The content.
  package init(made name: String, _ bytes: [UInt8]) {
    let type = MediaTypes.type(ofFileNamed: name) ?? MediaTypes.unknown
    let isGenuine = Self.magics[type]?(bytes) ?? true
    self.init(name: name, mimeType: isGenuine ? type : MediaTypes.unknown, bytes: BlobBytes(bytes))
  }

  /// How the bytes of an image type begin.
  ///
  /// User code chose the name; the bytes decide whether a client gets it as an image.
  private static let magics: [String: @Sendable ([UInt8]) -> Bool] = [
    "image/png": { $0.starts(with: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) },
    "image/jpeg": { $0.starts(with: [0xff, 0xd8, 0xff]) },
    "image/gif": { $0.starts(with: Array("GIF8".utf8)) },
    "image/webp": { $0.starts(with: Array("RIFF".utf8)) && $0.dropFirst(8).starts(with: Array("WEBP".utf8)) },
    "image/bmp": { $0.starts(with: Array("BM".utf8)) },
    "image/tiff": { $0.starts(with: Array("II*\0".utf8)) || $0.starts(with: Array("MM\0*".utf8)) },
    "image/vnd.microsoft.icon": { $0.starts(with: [0, 0, 1, 0]) },
    "application/pdf": { $0.starts(with: Array("%PDF-".utf8)) },
  ]
}
