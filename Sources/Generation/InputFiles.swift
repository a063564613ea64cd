import Executions
import GeminiAPI
import ModelBackends

/// The files of a conversation, numbered as code finds them in its working directory.
///
/// Numbers run over all file parts of the whole conversation, earlier turns included, as the service numbers them. Only
/// what the user gave is an input: an image in a model turn is the output of an earlier run that a client echoes back.
struct InputFiles {
  /// One that is not here has a name all the same, for scripts that look at it; code that would find it is not run.
  private(set) var files: [CodeFile] = []
  /// How many are here.
  private var count = 0

  /// Numbers the files of a conversation.
  ///
  /// - Parameters:
  ///   - contents: All turns.
  ///   - catalog: Names the suffix of each accepted media type.
  /// - Throws: `INVALID_ARGUMENT` for a type that code execution does not take.
  init(of contents: [Content], catalog: ModelCatalog) throws(Status) {
    for (turn, content) in contents.enumerated() where content.role != "model" {
      for (index, part) in content.parts.enumerated() {
        switch part.data {
        case .fileData(let file):
          let name = ForeignFile.name(file.fileUri)
          files.append(CodeFile(name: name, mimeType: file.mimeType ?? "", displayName: file.displayName))
        case .inlineData(let blob):
          guard !blob.mimeType.isEmpty else { throw .missingMIMEType(turn: turn, part: index) }
          guard let suffix = catalog.inputFileSuffix(mimeType: blob.mimeType) else {
            throw .unsupportedMediaType(blob.mimeType)
          }
          let name = "input_file_\(count)\(suffix)"
          files.append(
            CodeFile(name: name, mimeType: blob.mimeType, displayName: blob.displayName, bytes: blob.data)
          )
          count += 1
        default: break
        }
      }
    }
  }
}

extension Status {
  fileprivate static func missingMIMEType(turn: Int, part: Int) -> Status {
    Status(
      code: .invalidArgument,
      message: "* GenerateContentRequest.contents[\(turn)].parts[\(part)].inline_data.mime_type: "
        + "mime_type must not be empty."
    )
  }
}

extension ModelCatalog {
  /// Gives every file of a request a type by its display name where the client sent none.
  ///
  /// - Parameter request: A request as it came in.
  /// - Returns: The request as everything behind it sees it.
  func withFileTypes(_ request: GenerateContentRequest) -> GenerateContentRequest {
    var request = request
    for turn in request.contents.indices {
      for index in request.contents[turn].parts.indices {
        guard case .inlineData(var blob)? = request.contents[turn].parts[index].data else { continue }
        let type = mimeType(blob.mimeType, displayName: blob.displayName)
        guard type != blob.mimeType else { continue }
        blob.mimeType = type
        request.contents[turn].parts[index].data = .inlineData(blob)
      }
    }
    return request
  }
}
