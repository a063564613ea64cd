/// Reads whole numbers as people write them in a prompt: `50`, `1,000`, `fifty`, `one hundred and five`.
enum EnglishNumber {
  private static let units: [String: Int] = [
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40,
    "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "dozen": 12,
  ]
  private static let scales: [String: Int] = ["hundred": 100, "thousand": 1000, "million": 1_000_000]

  /// The first whole number of a text, in digits or in words; nil where there is none or it does not fit.
  static func firstInteger(in text: String) -> Int? {
    for token in tokens(in: text) {
      if let number = Int(token) { return number }
      if units[token] != nil { return numberInWords(tokens(in: text).drop { $0 != token }) }
    }
    return nil
  }

  /// Words in lower case and digits with their sign; commas between digits are dropped.
  private static func tokens(in text: String) -> [String] {
    var tokens: [String] = []
    for word in text.lowercased().split(whereSeparator: { !($0.isLetter || $0.isNumber || "-,".contains($0)) }) {
      let digits = word.filter { $0 != "," }
      if Int(digits) != nil {
        tokens.append(digits)
      } else {
        tokens += word.split { "-,".contains($0) }.map(String.init)
      }
    }
    return tokens
  }

  private static func numberInWords(_ words: ArraySlice<String>) -> Int? {
    var total = 0
    var group = 0
    for word in words {
      if let unit = units[word] {
        group += unit
      } else if let scale = scales[word] {
        let (product, overflow) = max(group, 1).multipliedReportingOverflow(by: scale)
        guard !overflow else { return nil }
        group = product
        if scale > 100 {
          let (sum, overflow) = total.addingReportingOverflow(group)
          guard !overflow else { return nil }
          (total, group) = (sum, 0)
        }
      } else if word != "and" {
        break
      }
    }
    let (sum, overflow) = total.addingReportingOverflow(group)
    return overflow ? nil : sum
  }
}
