import Testing

import ModelBackends

@testable import Scripting

@Test(
  "The first whole number of a text is read in digits and in words",
  arguments: [
    ("50", 50), ("Sum: 5117", 5117), ("1,000", 1000), ("-3 degrees", -3), ("fifty", 50), ("Fifty-five", 55),
    ("one hundred and five", 105), ("two thousand three hundred", 2300), ("hundred", nil), ("none", nil), ("", nil),
    ("the first twelve of 30", 12), ("99999999999999999999", nil), ("seven million", 7_000_000), ("4.7", 4),
    ("million", nil), ("one" + String(repeating: " hundred", count: 12), nil),
  ]
)
func firstInteger(text: String, expected: Int?) {
  #expect(EnglishNumber.firstInteger(in: text) == expected)
}
