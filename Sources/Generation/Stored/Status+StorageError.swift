package import GeminiAPI
package import Storage

/// What clients get where a store did not do what they asked, in the service's words where it has some.
extension StorageError: APIFailure {
  package var status: Status {
    switch self {
    case .badPageToken(let list): .invalidArgument("* \(list.method).page_token: Invalid page token.")
    case .diskFull:
      .resourceExhausted("The disk that holds the server's files is full. Delete files, or make room on it.")
    case .diskFailed(let reason): .internal("The server's disk failed: \(reason)")
    case .databaseFailed(let reason): .internal("The server's database failed: \(reason)")
    case .noSuchUpload, .tooManyUploads, .uploadTaken, .uploadFinishing, .wrongOffset, .uploadTooLarge,
      .uploadIncomplete:
      uploadStatus
    case .noSuchPrompt: .noSuchCachedContent
    case .promptExpired:
      .invalidArgument("* CachedContent.expiration: the cached content would have expired already.\n")
    case .promptLivesTooLong: .invalidArgument("* CachedContent.expiration: at most a thousand years.\n")
    case .tooManyPrompts:
      .resourceExhausted("Too many cached contents are kept; delete some, or let them expire sooner.")
    case .noSuchJob: .notFound("Requested entity was not found.")
    case .tooManyJobs(let count): .resourceExhausted("There are \(count) batches already; delete some.")
    case .jobsTooLarge(let limit):
      .resourceExhausted(
        "The requests and answers of all batches have more than \(limit) bytes together; delete batches, or put requests "
          + "into files."
      )
    case .answersTooLarge(let limit):
      .resourceExhausted("The answers of this batch have more than \(limit) bytes; put its requests into a file.")
    case .answerUnreadable: .internal("An answer of the batch cannot be read.")
    default: fileStatus
    }
  }

  private var fileStatus: Status {
    let field = "* CreateFileRequest.file"
    return switch self {
    case .fileUnreadable(let id): .internal("The bytes of the File \(id) cannot be read.")
    case .fileNotActive(let id): .fileNotActive(id)
    case .fileNotDownloadable(let id):
      .invalidArgument("The File \(id) was uploaded; uploaded files cannot be downloaded.")
    case .fileExists(let id):
      Status(code: .alreadyExists, message: "The file files/\(id) already exists. Delete it or choose another name.")
    case .badFileName(let name):
      .invalidArgument(
        "\(field).name: '\(name.prefix(bytes: 100))' must be files/ and 1 to 40 lower-case letters, digits or dashes, with "
          + "no dash at either end."
      )
    case .displayNameTooLong:
      .invalidArgument("\(field).display_name: display_name must be at most 512 characters long.")
    case .mimeTypeTooLong: .invalidArgument("\(field).mime_type: mime_type must be at most 255 characters long.")
    case .badMimeType(let type): .unsupportedMediaType(type)
    case .negativeSize: .invalidArgument("\(field).size_bytes: must not be negative.")
    case .fileTooLarge(let size, let limit):
      .invalidArgument("The file has \(size) bytes; the most a file may have is \(limit) bytes.")
    case .tooManyFiles(let count):
      .resourceExhausted("There are \(count) files, which is the most there may be. Delete some.")
    case .noRoom(let total, let taken):
      .resourceExhausted(
        "The server keeps at most \(total) bytes of files, of which \(taken) are taken. Delete files, or wait until they "
          + "expire."
      )
    // The service answers alike for a file that does not exist and for one of another project.
    case .noSuchFile(let id):
      .permissionDenied("You do not have permission to access the File \(id.prefix(bytes: 100)) or it may not exist.")
    default: .internal("The store failed: \(self)")
    }
  }

  private var uploadStatus: Status {
    switch self {
    case .tooManyUploads(let count):
      .resourceExhausted("\(count) uploads are unfinished, which is the most there may be. Finish one.")
    case .uploadTaken: Status(code: .aborted, message: "Another request sends the bytes of this upload now.")
    case .uploadFinishing:
      Status(code: .aborted, message: "Another request finishes this upload now; ask with query what became of it.")
    case .wrongOffset(let sent, let received):
      .invalidArgument(
        "The bytes were sent for offset \(sent), but \(received) bytes of this upload have been received: send it on "
          + "from offset \(received)."
      )
    case .uploadTooLarge(let limit, isAnnounced: false):
      .invalidArgument("The file is larger than \(limit) bytes, which is the most a file may have.")
    case .uploadTooLarge(let limit, isAnnounced: true):
      .invalidArgument("The upload was announced with \(limit) bytes, and more than that are being sent.")
    case .uploadIncomplete(let announced, let received):
      .invalidArgument(
        "The upload was announced with \(announced) bytes, but \(received) have been received: send the rest before "
          + "finalize."
      )
    case .noSuchUpload: .noSuchUpload
    default: .internal("The store failed: \(self)")
    }
  }
}

extension Status {
  /// For an unknown id; uploads that are over give the same error.
  package static let noSuchUpload = Status.notFound(
    "There is no such upload: it was cancelled, took too long, or its file is deleted. "
      + "Start a new one with X-Goog-Upload-Command: start."
  )
}

extension StoredList {
  /// The proto name of the request for a page.
  fileprivate var method: String {
    switch self {
    case .files: "ListFilesRequest"
    case .prompts: "ListCachedContentsRequest"
    case .jobs: "ListBatchesRequest"
    }
  }
}
