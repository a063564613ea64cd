import Executions
import FoundationEssentials
import GeminiAPI
import Yams

extension FixtureReader {
  /// The most bytes of one file of a fixture.
  static let maximumMediaSize = 20 << 20

  /// Reads `image`: a file, a mapping, or a list of both.
  mutating func images(_ node: Node) -> [CodeFile] {
    oneOrMore(node, "image").compactMap { image($0) }
  }

  /// The entries of a list, or the one thing that stands in its place.
  private mutating func oneOrMore(_ node: Node, _ key: String) -> [Node] {
    guard case .sequence = node else { return [node] }
    return sequence(node, key, maximum: Self.maximumSteps) ?? []
  }

  /// Reads `files_in`: files beside the fixtures, or one of them, by the names code finds them under.
  mutating func codeFiles(_ node: Node) -> [CodeFile] {
    var names: Set<String> = []
    return oneOrMore(node, "files_in").compactMap { node in
      guard var file = text(node, "files_in").flatMap({ self.file(node, named: $0.text, mime: MediaTypes.unknown) })
      else { return nil }
      file.name = file.name.split(separator: "/").last.map(String.init) ?? file.name
      guard names.insert(file.name).inserted else {
        report(node, "two files of 'files_in' are named '\(file.name)'")
        return nil
      }
      return file
    }
  }

  private mutating func image(_ node: Node) -> CodeFile? {
    guard case .mapping = node else { return text(node, "image").flatMap { file(node, named: $0.text, mime: nil) } }
    guard let members = mapping(node, keys: .image) else { return nil }
    let mime = members["mime"].flatMap { text($0, "image.mime")?.text }
    if let node = members["file"] {
      if let other = members["data"] { report(other, "'file' and 'data' cannot stand in one image") }
      return text(node, "image.file").flatMap { file(node, named: $0.text, mime: mime) }
    }
    guard let node = members["data"] else {
      report(node, "an image has a 'file' beside the fixtures, or its bytes in Base64 as 'data'")
      return nil
    }
    guard let mime else {
      report(node, "'data' wants a media type beside it, such as 'mime: image/png'")
      return nil
    }
    guard let text = text(node, "image.data") else { return nil }
    guard let data = Data(base64Encoded: text.text.filter { !$0.isWhitespace }) else {
      report(node, "'image.data' is not Base64")
      return nil
    }
    return CodeFile(name: "", mimeType: mime, bytes: BlobBytes(Array(data)))
  }

  private mutating func file(_ node: Node, named name: String, mime: String?) -> CodeFile? {
    guard let directory else {
      report(node, "there is no directory of fixtures to read '\(name.prefix(bytes: 100))' from")
      return nil
    }
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard !parts.contains(where: { ["", ".", ".."].contains($0) }) else {
      report(node, "'\(name.prefix(bytes: 100))' must be a file in the directory of the fixtures, or below it")
      return nil
    }
    let path = "\(directory)/\(name)"
    // A link may lead out of the directory, where fixtures from elsewhere have no business.
    let real = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    let root = URL(fileURLWithPath: directory).resolvingSymlinksInPath().path
    guard real.hasPrefix(root + "/") else {
      report(node, "'\(name.prefix(bytes: 100))' leads out of the directory of the fixtures")
      return nil
    }
    let attributes = try? FileManager.default.attributesOfItem(atPath: real)
    guard attributes?[.type] as? FileAttributeType == .typeRegular,
      let data = FileManager.default.contents(atPath: real)
    else {
      report(node, "cannot read '\(name.prefix(bytes: 100))' in \(directory)")
      return nil
    }
    guard data.count <= Self.maximumMediaSize else {
      report(node, "'\(name.prefix(bytes: 100))' has \(data.count) bytes; at most \(Self.maximumMediaSize) are read")
      return nil
    }
    guard let mime = mime ?? MediaTypes.type(ofFileNamed: name) else {
      report(node, "the media type of '\(name.prefix(bytes: 100))' is not known; say it with 'mime'")
      return nil
    }
    return CodeFile(name: name, mimeType: mime, bytes: BlobBytes(Array(data)))
  }

  /// Reads `raw`: a part of the API as JSON, or a list of them.
  mutating func rawParts(_ node: Node) -> [Part] {
    oneOrMore(node, "raw").compactMap { rawPart($0) }
  }

  private mutating func rawPart(_ node: Node) -> Part? {
    guard case .mapping = node else {
      report(node, "'raw' must be a part of the API, such as { text: hello }")
      return nil
    }
    let before = problems.count
    let value = json(node, "raw")
    guard problems.count == before else { return nil }
    do {
      return try Part.decode(Array(TemplateValue(value).json.utf8))
    } catch {
      report(node, "'raw' is not a part of the API: \(error.message)")
      return nil
    }
  }
}
