package import ModelBackends

/// Fixtures in the order they are tried.
package struct FixtureSet: Sendable {
  /// Fixtures of all files together; each is compared with those before it once.
  static let maximumFixtures = 2000

  let fixtures: [Fixture]
  /// What befalls requests whichever fixture answers them.
  let disturbances: Disturbances
  /// Where a user adds a fixture, as messages say it.
  let origin: String
  /// Whether this is the script that ships with Pollux: it runs fenced Python first and never misses.
  let isBuiltIn: Bool
  /// The bytes of the texts it was read from.
  let size: Int

  package var count: Int { fixtures.count }

  /// Whether it says nothing at all, also not what goes wrong with requests.
  package var isEmpty: Bool {
    fixtures.isEmpty && disturbances.chaos == nil && disturbances.quotas.isEmpty && disturbances.uploadRate == nil
  }

  /// How fast uploads are read, in bytes a second; nil for as fast as they come.
  package var uploadRate: Int? { disturbances.uploadRate }

  /// Name, place and id of each, in their order.
  package var list: [(name: String, location: SourceLocation, id: String)] {
    fixtures.map { ($0.name, $0.location, $0.id) }
  }

  /// The file a user adds a fixture to: the one that is read last, or the only text there is.
  var lastFile: String { fixtures.last?.location.file ?? origin }

  /// Checks the fixtures of several files against each other.
  private init(files: [FixtureFile], origin: String, isBuiltIn: Bool) throws(FixtureError) {
    var problems: [FixtureProblem] = []
    var disturbances = Disturbances()
    size = files.reduce(0) { $0 + $1.yaml.utf8.count }
    fixtures = files.flatMap { $0.fixtures(problems: &problems, disturbances: &disturbances) }
    self.disturbances = disturbances
    if fixtures.count > Self.maximumFixtures, let last = fixtures.last {
      let message = "\(fixtures.count) fixtures in all; at most \(Self.maximumFixtures) are taken"
      problems.append(FixtureProblem(location: last.location, message: message))
    } else if problems.isEmpty {
      // Else a criterion that could not be read would seem to match everything.
      problems = Self.shadowed(fixtures)
    }
    guard problems.isEmpty else { throw FixtureError(problems: problems) }
    self.origin = origin
    self.isBuiltIn = isBuiltIn
  }

  /// Reads the files `*.yaml`, `*.yml` and `*.json` of a directory, sorted by name.
  ///
  /// - Parameter directory: Path of the directory.
  /// - Returns: Its fixtures, ready to answer.
  /// - Throws: All that is wrong with the files, each with file, line and column.
  package static func load(directory: String) throws(FixtureError) -> FixtureSet {
    try FixtureSet(files: FixtureFile.read(directory: directory), origin: directory, isBuiltIn: false)
  }

  /// Reads the script that ships with Pollux.
  ///
  /// - Parameter directory: Path of its fixtures, `sandbox-config/fixtures`.
  /// - Returns: The script; its rule for fenced Python needs no fixture.
  /// - Throws: All that is wrong with the files, each with file, line and column.
  package static func builtIn(directory: String) throws(FixtureError) -> FixtureSet {
    try FixtureSet(files: FixtureFile.read(directory: directory), origin: directory, isBuiltIn: true)
  }

  /// Reads fixtures from a text.
  ///
  /// - Parameters:
  ///   - yaml: YAML or JSON.
  ///   - file: The name that stands in messages.
  /// - Returns: Its fixtures.
  /// - Throws: All that is wrong with the text.
  package static func parse(yaml: String, file: String = "fixtures.yaml") throws(FixtureError) -> FixtureSet {
    try FixtureSet(files: [FixtureFile(path: file, yaml: yaml)], origin: file, isBuiltIn: false)
  }

  /// A fixture that never answers, as one before it takes all it matches, is a mistake.
  private static func shadowed(_ fixtures: [Fixture]) -> [FixtureProblem] {
    fixtures.indices.compactMap { index in
      let fixture = fixtures[index]
      guard let earlier = fixtures[..<index].first(where: { $0.match.covers(fixture.match) }) else { return nil }
      let message =
        "fixture '\(fixture.name)' is never reached: '\(earlier.name)' (\(earlier.location)) comes first and matches "
        + "all that it matches; put the narrower one first"
      return FixtureProblem(location: fixture.location, message: message)
    }
  }
}
