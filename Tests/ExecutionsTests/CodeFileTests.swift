import Executions
import GeminiAPI
import Testing

@Suite("A file that code made")
struct CodeFileTests {
  static let png: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1]
  static let jpeg: [UInt8] = [0xff, 0xd8, 0xff, 0xe0]
  static let webp = Array("RIFF\u{1}\u{2}\u{3}\u{4}WEBPVP8 ".utf8)
  static let unknown = "application/octet-stream"

  struct Case: CustomTestStringConvertible {
    var name: String
    var bytes: [UInt8]
    var type: String

    init(_ name: String, _ bytes: [UInt8], _ type: String) {
      (self.name, self.bytes, self.type) = (name, bytes, type)
    }

    var testDescription: String { "\(name.debugDescription) \(bytes.prefix(4)) \(type)" }
  }

  static let genuine = [
    Case("a.png", png, "image/png"),
    Case("A.PNG", png, "image/png"),
    Case("archive.tar.png", png, "image/png"),
    Case("a.jpg", jpeg, "image/jpeg"),
    Case("a.jpeg", jpeg, "image/jpeg"),
    Case("a.gif", Array("GIF89a".utf8), "image/gif"),
    Case("a.webp", webp, "image/webp"),
    Case("a.bmp", Array("BM66".utf8), "image/bmp"),
    Case("a.pdf", Array("%PDF-1.4".utf8), "application/pdf"),
    Case("a.csv", Array("a,b".utf8), "text/csv"),
    Case("a.txt", [], "text/plain"),
    Case("a.json", Array("{}".utf8), "application/json"),
    Case("a.svg", Array("<svg/>".utf8), "image/svg+xml"),
    Case("a.tiff", Array("II*\0".utf8), "image/tiff"),
    Case("b.TIF", Array("MM\0*".utf8), "image/tiff"),
    Case("a.ico", [0, 0, 1, 0], "image/vnd.microsoft.icon"),
    Case("film.mp4", [], "video/mp4"),
    Case("film.avi", [], "video/x-msvideo"),
    Case("film.webm", [], "video/webm"),
    Case("a.wav", [], "audio/wav"),
    Case("a.mp3", [], "audio/mpeg"),
    Case("a.ogg", [], "audio/ogg"),
    Case("a.csv.gz", [], "application/gzip"),
    Case("a.tar", [], "application/x-tar"),
    Case("a.zip", [], "application/zip"),
    Case("model.pkl", [], "application/x-pickle"),
    Case("a.parquet", [], "application/vnd.apache.parquet"),
    Case("a.feather", [], "application/vnd.apache.arrow.file"),
    Case("a.npy", [], "application/x-npy"),
    Case("a.npz", [], "application/x-npz"),
    Case("a.h5", [], "application/x-hdf5"),
    Case("a.xlsx", [], "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    Case("a.docx", [], "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    Case("a.pptx", [], "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    Case("a.ttf", [], "font/ttf"),
    Case("out.d/charts/a.png", png, "image/png"),
  ]

  static let forged = [
    Case("a.png", [], unknown),
    Case("a.png", Array(png.prefix(7)), unknown),
    Case("a.png", jpeg, unknown),
    Case("a.png", Array("<html><script>".utf8), unknown),
    Case("a.jpg", png, unknown),
    Case("a.jpg", [0xff, 0xd8], unknown),
    Case("a.gif", Array("GIF".utf8), unknown),
    Case("a.webp", Array("RIFF0000WAVE".utf8), unknown),
    Case("a.webp", Array("RIFF".utf8), unknown),
    Case("a.bmp", Array("B".utf8), unknown),
    Case("a.pdf", Array(" %PDF-".utf8), unknown),
    Case("a.tiff", Array("II+\0".utf8), unknown),
    Case("a.ico", Array("<svg>".utf8), unknown),
  ]

  static let nameless = [
    Case("a", png, unknown),
    Case("png", png, unknown),
    Case("a.", png, unknown),
    Case("out.png/a", png, unknown),
    Case("a." + String(repeating: "png", count: 50_000), png, unknown),
    Case("a.png ", png, unknown),
    Case("a.unknown", png, unknown),
    Case("", [], unknown),
  ]

  @Test("is typed by its extension where its bytes agree", arguments: genuine + forged + nameless)
  func type(_ testCase: Case) {
    let file = CodeFile(made: testCase.name, testCase.bytes)
    #expect((file.name, file.mimeType) == (testCase.name, testCase.type))
    #expect(file.bytes.array == testCase.bytes)
  }
}
