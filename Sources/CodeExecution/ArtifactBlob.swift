package import GeminiAPI
package import SandboxHost

/// A figure or file of a block as an `inlineData` part.
package enum ArtifactBlob {
  /// The type by the file's extension, as the service was seen to choose it; what is no image inside is not called one.
  /// - Parameter artifact: The figure or file.
  /// - Returns: Type, bytes, and the file name as `displayName`.
  package static func blob(of artifact: BlockReport.Artifact) -> Blob {
    Blob(mimeType: mimeType(of: artifact), data: artifact.bytes, displayName: artifact.name)
  }

  private static func mimeType(of artifact: BlockReport.Artifact) -> String {
    let suffix = artifact.name.split(separator: ".", omittingEmptySubsequences: false).dropFirst().last?.lowercased()
    guard let suffix, let type = types[suffix] else { return unknown }
    guard let magic = magics[type] else { return type }
    return magic(artifact.bytes) ? type : unknown
  }

  private static let unknown = "application/octet-stream"

  private static let types = [
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp",
    "bmp": "image/bmp", "svg": "image/svg+xml", "pdf": "application/pdf", "csv": "text/csv",
    "tsv": "text/tab-separated-values", "txt": "text/plain", "md": "text/markdown", "json": "application/json",
    "xml": "application/xml", "html": "text/html", "py": "text/x-python", "js": "text/javascript",
    "ts": "text/x-typescript", "java": "text/x-java", "cpp": "text/x-c++src", "zip": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  ]

  /// How the bytes of an image type begin.
  ///
  /// User code chose the name; the bytes decide whether a client gets it as an image.
  private static let magics: [String: @Sendable ([UInt8]) -> Bool] = [
    "image/png": { $0.starts(with: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) },
    "image/jpeg": { $0.starts(with: [0xff, 0xd8, 0xff]) },
    "image/gif": { $0.starts(with: Array("GIF8".utf8)) },
    "image/webp": { $0.starts(with: Array("RIFF".utf8)) && $0.dropFirst(8).starts(with: Array("WEBP".utf8)) },
    "image/bmp": { $0.starts(with: Array("BM".utf8)) },
    "application/pdf": { $0.starts(with: Array("%PDF-".utf8)) },
  ]
}
