import ArgumentParser
import Foundation

/// The files a command reads and writes for its user.
enum CommandFiles {
  /// Reads a file, or standard input for `-`.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - limit: The largest size in bytes.
  /// - Returns: Its content.
  /// - Throws: A usage error that names the file.
  static func read(_ path: String, limit: Int) throws -> [UInt8] {
    do {
      let handle = path == "-" ? FileHandle.standardInput : try FileHandle(forReadingFrom: URL(filePath: path))
      let content = try handle.read(upToCount: limit + 1) ?? Data()
      guard content.count <= limit else {
        throw ValidationError("\(path) is larger than \(limit) bytes, the largest size that is read")
      }
      return Array(content)
    } catch let error as ValidationError {
      throw error
    } catch {
      throw ValidationError("\(path) cannot be read: \(error.localizedDescription)")
    }
  }

  /// Saves a file under its own name, or with a number if that exists: code chooses the names and must not overwrite.
  ///
  /// - Parameters:
  ///   - bytes: The content.
  ///   - name: The file name, or a path below the directory, whose folders are created.
  ///   - directory: The directory; it is created if it is missing.
  /// - Returns: The path.
  /// - Throws: A usage error that names the path.
  static func save(_ bytes: [UInt8], named name: String, in directory: String) throws -> String {
    let base = URL(filePath: directory, directoryHint: .isDirectory)
    do {
      try FileManager.default.createDirectory(at: base, withIntermediateDirectories: true)
      for attempt in 0..<1000 {
        let target = base.appending(path: attempt == 0 ? name : numbered(name, attempt))
        if name.contains("/") {
          let folder = target.deletingLastPathComponent()
          try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        }
        do {
          try Data(bytes).write(to: target, options: .withoutOverwriting)
          return target.relativePath
        } catch CocoaError.fileWriteFileExists {
          continue
        }
      }
    } catch {
      throw ValidationError("\(name) could not be saved in \(directory): \(error.localizedDescription)")
    }
    throw ValidationError("\(name) could not be saved in \(directory): too many files of that name; empty it")
  }

  /// Whether a directory is missing or empty.
  ///
  /// - Parameter directory: Its path.
  /// - Returns: False also for a file of that name.
  /// - Throws: A usage error if it cannot be read.
  static func isEmpty(_ directory: String) throws -> Bool {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: directory, isDirectory: &isDirectory) else { return true }
    guard isDirectory.boolValue else { return false }
    do {
      return try FileManager.default.contentsOfDirectory(atPath: directory).isEmpty
    } catch {
      throw ValidationError("\(directory) cannot be read: \(error.localizedDescription)")
    }
  }

  /// Copies the files of a directory into another, which is created if it is missing; nothing is overwritten.
  ///
  /// - Parameters:
  ///   - source: The directory to copy.
  ///   - directory: Where to.
  /// - Returns: The paths of the copies.
  /// - Throws: A usage error that names what could not be copied.
  static func copy(from source: String, to directory: String) throws -> [String] {
    let base = URL(filePath: directory, directoryHint: .isDirectory)
    do {
      try FileManager.default.createDirectory(at: base, withIntermediateDirectories: true)
      return try FileManager.default.contentsOfDirectory(atPath: source).sorted().map { name in
        let content = try Data(contentsOf: URL(filePath: source).appending(path: name))
        let target = base.appending(path: name)
        try content.write(to: target, options: .withoutOverwriting)
        return target.relativePath
      }
    } catch {
      throw ValidationError("\(source) could not be copied to \(directory): \(error.localizedDescription)")
    }
  }

  private static func numbered(_ name: String, _ number: Int) -> String {
    let start = name.lastIndex(of: "/").map(name.index(after:)) ?? name.startIndex
    guard let dot = name[start...].lastIndex(of: "."), dot != start else { return "\(name)-\(number)" }
    return "\(name[..<dot])-\(number)\(name[dot...])"
  }
}
