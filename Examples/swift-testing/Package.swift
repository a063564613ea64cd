// swift-tools-version: 6.2
import PackageDescription

// A project that tests its use of Gemini against Pollux. `make test-examples` at the top runs it.
let package = Package(
  name: "answers",
  // By a path, as it stands beside Pollux here; yours names the repository and a version.
  dependencies: [.package(name: "pollux", path: "../..")],
  targets: [
    .target(name: "Answers"),
    .testTarget(name: "AnswerTests", dependencies: ["Answers", .product(name: "PolluxTesting", package: "pollux")]),
  ]
)
