import Foundation
import Service
import Testing

extension Setting: CustomTestStringConvertible {
  /// The key.
  package var testDescription: String { key.rawValue }
}

/// A file of settings in a folder of its own, for the length of a test.
final class SettingsFolder {
  let path = FileManager.default.temporaryDirectory.appending(path: "pollux-settings-\(UUID().uuidString)").path

  init() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Writes a file.
  ///
  /// - Returns: Its path.
  func write(_ text: String, to name: String = "pollux.yaml") throws -> String {
    let file = path + "/" + name
    try text.write(toFile: file, atomically: false, encoding: .utf8)
    return file
  }
}

extension Setting {
  /// Two values that differ from each other and from the default, as they would be written.
  ///
  /// There is a case for each key, so that a new setting does not go untested.
  var samples: [String] {
    switch key {
    case .host: ["127.0.0.2", "::1"]
    case .clock: ["2026-01-31T12:00:00Z", "2027-01-31T12:00:00Z"]
    case .allowedOrigins: ["https://a.example", "http://localhost:5173"]
    case .billing: ["observed", "guide"]
    case .isolation: ["user", "restricted"]
    case .logLevel: ["debug", "error"]
    case .onMiss: ["echo", "auto"]
    case .readyFormat: ["json", "text"]
    case .sandbox: ["off", "on"]
    case .backend, .upstreamAPI: ["openai", "gemini"]
    case .upstreamMode: ["fence", "tools"]
    case .anyKey, .replayTimings, .stopWithInput, .temporaryData: ["true", "false"]
    case .connectionLimit, .fileProcessing, .journal, .minimumDeadline, .port, .requestTimeout, .responseTimeout, .seed:
      ["12", "13"]
    case .requestBodiesLimit, .requestBodyLimit: ["2000000", "3000000"]
    case .allowedHosts, .apiKeys, .apiKeysFile, .config, .data, .dialect, .fixtures, .portFile, .record, .replay,
      .sandboxConfig, .tokenizer, .upstream, .upstreamKey, .upstreamModel:
      ["/a", "/b"]
    }
  }

  /// Values that are refused, as they would be written.
  var wrongSamples: [String] {
    if let bounds {
      let beyond = bounds.upperBound == .max ? "9223372036854775808" : String(bounds.upperBound + 1)
      return [String(bounds.lowerBound - 1), beyond, "many", "1.5", ""]
    }
    switch key {
    case .allowedOrigins: return ["https://a.example/path", "a.example"]
    case .clock: return ["noon", "2026-13-01T00:00:00Z"]
    case .anyKey, .replayTimings, .stopWithInput, .temporaryData: return ["yes", "TRUE", "2"]
    case .billing, .isolation, .logLevel, .onMiss, .readyFormat, .sandbox, .upstreamAPI, .backend,
      .upstreamMode:
      return ["other", "ON", ""]
    default: return shape == .list ? [] : [""]
    }
  }
}

/// Reads settings as a command does.
///
/// - Parameters:
///   - settings: Which are read.
///   - flags: The command line.
///   - environment: The variables.
///   - file: The text of a settings file, in the place of the working directory's.
/// - Returns: The settings.
/// - Throws: What is wrong with them.
func read(
  _ settings: [Setting],
  flags: [SettingKey: [String]] = [:],
  environment: [String: String] = [:],
  file: String = ""
) throws -> ServiceSettings {
  let folder = try SettingsFolder()
  let path = try folder.write(file)
  return try ServiceSettings(
    settings,
    flags: flags,
    environment: environment.merging(["POLLUX_CONFIG": path]) { given, _ in given }
  )
}

/// The failure that reading settings ends with.
func failure(_ body: () throws -> ServiceSettings) throws -> ServiceFailure {
  do {
    _ = try body()
  } catch let failure as ServiceFailure {
    return failure
  }
  throw NotRefused()
}

struct NotRefused: Error {}
