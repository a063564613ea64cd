/// Guesses whether a fenced block without a tag is Python that should run.
///
/// A program that is asked to print what it finds has a line that prints, or imports something; output, commands and
/// most other languages have neither.
enum PythonSigns {
  static func areIn(_ code: ArraySlice<UInt8>) -> Bool {
    code.split(separator: .lineFeed).contains { line in
      let said = line.withoutBlanks
      if said.starts(with: "print(".utf8) { return true }
      guard said.starts(with: "import ".utf8) || said.starts(with: "from ".utf8) && said.contains(" import ") else {
        return false
      }
      // Others that import have quotes or semicolons; a sentence has its full stop.
      return said.last != UInt8(ascii: ".")
        && said.allSatisfy { $0.isOfName || $0.isBlank || $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "*") }
    }
  }
}

extension ArraySlice<UInt8> {
  fileprivate func contains(_ text: StaticString) -> Bool {
    var cursor = ByteCursor(self)
    return cursor.take(upTo: Array("\(text)".utf8)) != nil
  }
}
