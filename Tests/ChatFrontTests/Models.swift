import Foundation
import ModelBackends

/// The models of `models.yaml`.
enum Models {
  static let catalog = Result {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardizedFileURL
    return try ModelCatalog.load(file: root.appending(path: "sandbox-config/models.yaml").path)
  }
}
