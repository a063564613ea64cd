package import GeminiAPI

/// Keeps uploaded files and those the server makes, and the unfinished uploads.
///
/// An `id` is what follows `files/`. Every function may also throw the errors of any store.
package protocol FileIndex: Sendable {
  /// - Throws: `StorageError.noSuchFile`.
  func file(_ id: String) async throws(StorageError) -> StoredFile

  /// The whole content; that of a large file stays where it is.
  ///
  /// - Throws: `StorageError.noSuchFile`, `fileUnreadable`.
  func content(of id: String) async throws(StorageError) -> BlobBytes

  /// Opens a file for the server itself.
  ///
  /// - Throws: `StorageError.noSuchFile`, `fileNotActive`.
  func read(_ id: String) async throws(StorageError) -> any StoredBytes

  /// Opens a file for a client; its bytes stay readable even if the file is deleted meanwhile.
  ///
  /// - Throws: `StorageError.noSuchFile`, `fileNotDownloadable`.
  func download(_ id: String) async throws(StorageError) -> any StoredBytes

  /// One page of files, the newest first; a file added or removed since the page before shifts nothing else.
  ///
  /// - Parameters:
  ///   - size: The most files of the page.
  ///   - token: The end of the page before; nil for the first.
  /// - Returns: The page, and the token of the next one; nil for the last.
  /// - Throws: `StorageError.badPageToken`.
  func page(size: Int, after token: String?) async throws(StorageError) -> (files: [StoredFile], nextToken: String?)

  /// - Throws: `StorageError.noSuchFile`.
  func delete(_ id: String) async throws(StorageError)

  /// Marks a file as one that could not be processed, and returns it.
  ///
  /// - Throws: `StorageError.noSuchFile`.
  func fail(_ id: String) async throws(StorageError) -> StoredFile

  /// Removes expired files and uploads.
  func sweep() async throws(StorageError)

  /// Starts an upload.
  ///
  /// - Parameters:
  ///   - metadata: What the client says of the file.
  ///   - isResumable: Whether it outlives the server; an upload in one request does not.
  /// - Returns: The upload's id, which is the right to send its bytes.
  /// - Throws: What is wrong with the metadata, or which limit is reached.
  func startUpload(_ metadata: CreateFileRequest.File, isResumable: Bool) async throws(StorageError) -> String

  /// - Throws: `StorageError.noSuchUpload`.
  func upload(_ id: String) async throws(StorageError) -> any PendingUpload

  /// The file of a finished upload, for a client that lost the answer; nil if there is none.
  func file(ofUpload id: String) async throws(StorageError) -> StoredFile?

  /// Turns an upload into a file, which is on the disk then.
  ///
  /// - Throws: `StorageError.uploadIncomplete`, and the upload continues; any other error ends it.
  func finishUpload(_ id: String) async throws(StorageError) -> StoredFile

  /// - Throws: `StorageError.noSuchUpload`.
  func cancelUpload(_ id: String) async throws(StorageError)

  /// Adds a file that the server makes; clients may download it.
  ///
  /// - Parameters:
  ///   - metadata: Its metadata.
  ///   - body: Given a function that appends bytes.
  /// - Returns: The file; it is on the disk, and usable at once.
  /// - Throws: What `body` throws, and what uploads throw; then no file is added.
  func addGenerated(
    _ metadata: CreateFileRequest.File,
    writing body: (_ append: ([UInt8]) async throws -> Void) async throws -> Void
  ) async throws -> StoredFile
}

/// The bytes of one file, for one reader, piece by piece.
package protocol StoredBytes: Sendable {
  /// In bytes.
  var size: Int { get }
  var mimeType: String { get }

  /// The next piece; nil after the last.
  func next() async throws(StorageError) -> [UInt8]?
}

/// One unfinished upload.
///
/// The last request that began owns it; bytes of an earlier one are refused.
package protocol PendingUpload: Sendable {
  /// The size of the file, if the client announced it.
  var announcedSize: Int? { get }
  /// How many bytes have been received; they are on the disk.
  var offset: Int { get async throws(StorageError) }

  /// Begins to receive bytes.
  ///
  /// - Parameters:
  ///   - offset: The position of the client's next byte in the file.
  ///   - count: How many bytes the client announces; zero if it does not.
  /// - Returns: The turn that `write` needs.
  /// - Throws: `StorageError.wrongOffset`, `uploadTooLarge`.
  func begin(at offset: Int, announcing count: Int) async throws(StorageError) -> UploadTurn

  /// Appends bytes.
  ///
  /// - Throws: `StorageError.uploadTaken`, `uploadTooLarge`.
  func write(_ bytes: [UInt8], turn: UploadTurn) async throws(StorageError)

  /// Puts the received bytes on the disk; a turn that is over changes nothing.
  ///
  /// - Throws: The disk's failure; the upload is then where it was before.
  func end(_ turn: UploadTurn) async throws(StorageError)
}

/// The right to send bytes of an upload, until another request begins.
package struct UploadTurn: Hashable, Sendable {
  package var number: Int

  package init(number: Int) {
    self.number = number
  }
}
