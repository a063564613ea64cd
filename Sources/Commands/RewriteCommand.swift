import ArgumentParser
import Foundation
import GeminiAPI

/// `pollux rewrite`: reads answers of the service and writes each as Pollux would, for `scripts/replay` to compare.
struct RewriteCommand: ParsableCommand {
  /// In bytes; answers hold images.
  private static let maximumInput = 256 << 20

  static let configuration = CommandConfiguration(
    commandName: "rewrite",
    abstract: "Read generateContent responses from standard input, one a line, and write them again.",
    discussion: """
      Each line of input gives one line of output: the response as Pollux writes it, or {"error": {...}} in the service's \
      form if it cannot be read.

      Exit codes: 0 all were read, 1 some were not, 64 the input is too large.
      """,
    shouldDisplay: false
  )

  func run() throws {
    var input: [UInt8] = []
    while let data = try FileHandle.standardInput.read(upToCount: 1 << 20), !data.isEmpty {
      input += data
      guard input.count <= Self.maximumInput else {
        Output.failure("standard input is larger than \(Self.maximumInput) bytes, the largest size that is read")
        throw ExitCode(64)
      }
    }
    var wasRead = true
    for line in input.split(separator: UInt8(ascii: "\n")) {
      do throws(Status) {
        Output.bytes(try GenerateContentResponse.decode(Array(line)).json(pretty: false) + [UInt8(ascii: "\n")])
      } catch {
        wasRead = false
        Output.bytes(error.json(pretty: false) + [UInt8(ascii: "\n")])
      }
    }
    if !wasRead { throw ExitCode(1) }
  }
}
