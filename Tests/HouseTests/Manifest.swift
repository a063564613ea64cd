import Testing

/// The targets of `Package.swift` in their order, read as text: asking the package manager costs a build of the manifest.
struct Manifest {
  struct Target: Sendable {
    enum Kind: Substring {
      case target, executableTarget, testTarget, systemLibrary
    }

    var kind: Kind
    var name: String
    /// Targets and products, by the names of their modules.
    var dependencies: Set<String>

    var isOfTests: Bool { kind == .testTarget || name == "TestSupport" }
    /// The folder of its files.
    var folder: String { (isOfTests ? "Tests/" : "Sources/") + name }
  }

  let targets: [Target]

  init() throws {
    let lines = try Repository.text("Package.swift").split(separator: "\n")
      .filter { !$0.drop { $0 == " " }.hasPrefix("//") }
    let text = lines.joined(separator: "\n")
    let start = try #require(text.firstRange(of: "\n  targets: [\n")).upperBound
    let beginnings = text[start...].matches(of: /(?m)^ {4}\.(?<kind>\w+)\(/)
    let ends = beginnings.dropFirst().map(\.range.lowerBound) + [text.endIndex]
    targets = try zip(beginnings, ends).map { beginning, end in
      let kind = try #require(Target.Kind(rawValue: beginning.output.kind), "\(beginning.output.kind)")
      return try Target(kind: kind, declaration: text[beginning.range.upperBound..<end])
    }
  }

  func target(_ name: String) throws -> Target {
    try #require(targets.first { $0.name == name }, "Package.swift has no target \(name)")
  }

  /// A target and all of ours that it depends on, directly or not.
  func closure(of name: String) throws -> Set<String> {
    let own = Set(targets.map(\.name))
    var found: Set<String> = []
    var open = [name]
    while let next = open.popLast() {
      guard found.insert(next).inserted else { continue }
      open += try target(next).dependencies.intersection(own)
    }
    return found
  }
}

extension Manifest.Target {
  fileprivate init(kind: Kind, declaration: Substring) throws {
    self.kind = kind
    name = String(try #require(declaration.firstMatch(of: /name: "([^"]+)"/)).output.1)
    let list = declaration.firstMatch(of: /dependencies: \[([^\]]*)\]/)?.output.1 ?? ""
    let names = list.matches(of: /\.product\(name: "(?<product>\w+)", package: "[^"]+"\)|"(?<target>[\w-]+)"/)
    dependencies = Set(names.compactMap { ($0.output.product ?? $0.output.target).map(String.init) })
  }
}
