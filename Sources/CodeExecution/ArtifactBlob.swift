package import GeminiAPI
package import SandboxHost

/// A figure or file of a block as an `inlineData` part.
package enum ArtifactBlob {
  /// The type by the extension, as the service was seen to choose it; what is not an image inside is not called one.
  /// - Parameter artifact: The figure or file.
  /// - Returns: Type, bytes, and the file name as `displayName`.
  package static func blob(of artifact: BlockReport.Artifact) -> Blob {
    Blob(mimeType: mimeType(of: artifact), data: artifact.bytes, displayName: artifact.name)
  }

  private static func mimeType(of artifact: BlockReport.Artifact) -> String {
    guard let type = MediaTypes.type(ofFileNamed: artifact.name) else { return MediaTypes.unknown }
    guard let magic = magics[type] else { return type }
    return magic(artifact.bytes) ? type : MediaTypes.unknown
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
