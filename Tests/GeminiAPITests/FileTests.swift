import GeminiAPI
import Testing

@Suite struct FileTests {
  @Test(arguments: [
    (0, "1970-01-01T00:00:00Z"),
    (1, "1970-01-01T00:00:00.000001Z"),
    (951_782_400_000_000, "2000-02-29T00:00:00Z"),
    (1_709_251_199_999_999, "2024-02-29T23:59:59.999999Z"),
    (1_767_225_600_000_000, "2026-01-01T00:00:00Z"),
    (4_107_542_400_120_000, "2100-03-01T00:00:00.120000Z"),
    (-1, "1969-12-31T23:59:59.999999Z"),
  ])
  func `a moment is written by RFC 3339`(microseconds: Int, text: String) {
    #expect(Timestamp(microseconds: microseconds).text == text)
  }

  @Test(arguments: [
    #"{"file": {"name": "files/a", "display_name": "A", "mime_type": "text/csv", "size_bytes": 12}}"#,
    #"{"file": {"name": "files/a", "displayName": "A", "mimeType": "text/csv", "sizeBytes": "12", "state": "ACTIVE"}}"#,
  ])
  func `metadata is read in both name cases`(body: String) throws {
    let file = CreateFileRequest.File(name: "files/a", displayName: "A", mimeType: "text/csv", sizeBytes: 12)
    #expect(try CreateFileRequest.decode(Array(body.utf8)).file == file)
  }

  @Test(arguments: [
    (#"{"file": {"size_bytes": "many"}}"#, "Invalid value at 'file.size_bytes' (TYPE_INT64), \"many\""),
    (
      #"{"file": {"colour": 1}}"#,
      "Invalid JSON payload received. Unknown name \"colour\" at 'file': Cannot find field."
    ),
    (#"{"name": "files/a"}"#, "Invalid JSON payload received. Unknown name \"name\": Cannot find field."),
  ])
  func `metadata at fault is named`(body: String, message: String) {
    let error = #expect(throws: Status.self) { try CreateFileRequest.decode(Array(body.utf8)) }
    #expect(error?.message == message)
  }

  @Test func `sizes are strings, and absent texts are left out`() {
    let file = File(
      name: "files/a",
      mimeType: "text/csv",
      sizeBytes: 3,
      createTime: Timestamp(microseconds: 0),
      expirationTime: Timestamp(microseconds: 0).adding(seconds: 172_800),
      sha256Hash: "aGFzaA==",
      uri: "http://h/v1beta/files/a"
    )
    let text =
      #"{"name": "files/a","mimeType": "text/csv","sizeBytes": "3","createTime": "1970-01-01T00:00:00Z","#
      + #""updateTime": "1970-01-01T00:00:00Z","expirationTime": "1970-01-03T00:00:00Z","sha256Hash": "aGFzaA==","#
      + #""uri": "http://h/v1beta/files/a","state": "ACTIVE","source": "UPLOADED"}"#
    #expect(String(decoding: file.json(pretty: false), as: UTF8.self) == text)
    #expect(
      String(decoding: CreateFileResponse(file: file).json(pretty: false), as: UTF8.self) == "{\"file\": \(text)}"
    )
    #expect(String(decoding: ListResponse<File>([]).json(pretty: false), as: UTF8.self) == "{}")
  }
}
