import FoundationEssentials
import ModelBackends
import YAMLInput

/// The text of one fixture file.
struct FixtureFile {
  /// In bytes.
  static let maximumSize = 4 << 20
  static let maximumFiles = 1000

  /// As messages show it.
  let path: String
  /// Where it lies; nil for a text that is not a file.
  var directory: String?
  let yaml: String

  /// What the file says; problems and what disturbs all requests are added to what was read before.
  func fixtures(problems: inout [FixtureProblem], disturbances: inout Disturbances) -> [Fixture] {
    do throws(YAMLFault) {
      guard let root = try YAMLInput.compose(yaml) else { return [] }
      var reader = FixtureReader(file: path, yaml: yaml, directory: directory)
      let fixtures = reader.fixtures(in: root)
      problems += reader.problems
      disturbances.take(reader.disturbances)
      return fixtures
    } catch {
      problems.append(FixtureProblem(error, file: path))
      return []
    }
  }

  /// The fixture files of a directory, sorted by name.
  ///
  /// - Parameter directory: Its path.
  /// - Returns: At least one file.
  /// - Throws: Where the directory or one of its files cannot be read.
  static func read(directory: String) throws(FixtureError) -> [FixtureFile] {
    let root = SourceLocation(file: directory, line: 1, column: 1)
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
      throw FixtureError(problems: [.init(location: root, message: "cannot read this directory of fixtures")])
    }
    let wanted = names.filter { name in
      !name.hasPrefix(".") && [".yaml", ".yml", ".json"].contains { name.hasSuffix($0) }
    }
    guard (1...maximumFiles).contains(wanted.count) else {
      let message = "\(wanted.count) files *.yaml, *.yml or *.json here; 1 to \(maximumFiles) are wanted"
      throw FixtureError(problems: [.init(location: root, message: message)])
    }
    var files: [FixtureFile] = []
    var problems: [FixtureProblem] = []
    for name in wanted.sorted() {
      let path = directory.hasSuffix("/") ? directory + name : directory + "/" + name
      switch text(ofFile: path) {
      case .success(let yaml): files.append(FixtureFile(path: path, directory: directory, yaml: yaml))
      case .failure(let problem): problems.append(problem)
      }
    }
    guard problems.isEmpty else { throw FixtureError(problems: problems) }
    return files
  }

  private static func text(ofFile path: String) -> Result<String, FixtureProblem> {
    func failure(_ message: String) -> Result<String, FixtureProblem> {
      .failure(FixtureProblem(location: SourceLocation(file: path, line: 1, column: 1), message: message))
    }
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    let size = (attributes?[.size] as? Int) ?? (attributes?[.size] as? UInt64).map(Int.init(clamping:)) ?? 0
    guard size <= maximumSize else { return failure("larger than \(maximumSize) bytes") }
    guard let bytes = FileManager.default.contents(atPath: path) else { return failure("cannot read this file") }
    guard bytes.count <= maximumSize else { return failure("larger than \(maximumSize) bytes") }
    guard let text = String(validating: bytes, as: UTF8.self) else { return failure("not UTF-8") }
    return .success(text)
  }
}

extension FixtureProblem: Error {
  /// What the YAML parser complains of.
  init(_ fault: YAMLFault, file: String) {
    self.init(location: SourceLocation(file: file, line: fault.line, column: fault.column), message: fault.message)
  }
}
