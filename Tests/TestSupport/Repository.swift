package import Foundation

/// Where the tests find what they drive.
package enum Repository {
  /// The folder of `Package.swift`.
  package static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
    .standardizedFileURL

  package static let sandboxConfig = root.appending(path: "sandbox-config")
  package static let libraries = root.appending(path: ".libraries")

  /// An executable of this build; it stands beside the program the tests run in.
  ///
  /// - Parameter name: `pollux`, `pollux-sandbox` or `pollux-init`.
  /// - Returns: Its path.
  /// - Throws: A failure that says to build first.
  package static func executable(_ name: String) throws -> String {
    let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let path = URL(filePath: tests).deletingLastPathComponent().appending(path: name).path
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw TestFailure("\(path) is missing: run `swift build` before the tests, as `make test` does")
    }
    return path
  }

  /// The Python with a google-genai.
  ///
  /// - Parameter sdk: Which one.
  /// - Returns: Its path.
  /// - Throws: A failure that names the command that installs it.
  package static func testPython(_ sdk: SDK = .newest) throws -> String {
    let path = root.appending(path: "\(sdk.rawValue)/bin/python").path
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw TestFailure("\(path) is missing: run `make test-environment`")
    }
    return path
  }
}

/// The real google-genai in the versions that are tested, by their folders.
package enum SDK: String, CaseIterable {
  case newest = ".test-environment"
  /// The line that calls `v1beta` where the newest calls `v1`.
  case two = ".test-environment-2"
}

/// Why a test cannot go on.
package struct TestFailure: Error, CustomStringConvertible {
  package var description: String

  package init(_ description: String) {
    self.description = description
  }
}
