import GeminiAPI
import Generation
import Storage
import Testing

/// The service's own words are compared by the tests of the surfaces.
@Suite("Errors of stores")
struct StorageErrorTests {
  private static let notes: [(StorageError, Status.Code, String)] = [
    (.badPageToken(.prompts), .invalidArgument, "* ListCachedContentsRequest.page_token: Invalid page token."),
    (
      .diskFull, .resourceExhausted, "The disk that holds the server's files is full. Delete files, or make room on it."
    ),
    (.databaseFailed("x"), .internal, "The server's database failed: x"),
    (.noSuchFile(id: "x"), .permissionDenied, "You do not have permission to access the File x or it may not exist."),
    (.fileExists(id: "x"), .alreadyExists, "The file files/x already exists. Delete it or choose another name."),
    (.uploadTaken, .aborted, "Another request sends the bytes of this upload now."),
    (.noSuchPrompt, .permissionDenied, "CachedContent not found (or permission denied)"),
    (.noSuchJob, .notFound, "Requested entity was not found."),
  ]

  @Test(arguments: notes)
  func `have the code and the words of the API`(error: StorageError, code: Status.Code, message: String) {
    #expect((error.status.code, error.status.message) == (code, message))
  }

  @Test
  func `quote of what a client sent a bounded part, in bytes`() {
    let name = String(repeating: "🙂", count: 1_000)
    for error in [StorageError.noSuchFile(id: name), .badFileName(name)] {
      #expect(error.status.message.utf8.count < 400)
    }
  }
}
