import Testing

@testable import CodeExecution

@Suite("Dedenting a block")
struct CodeDedentTests {
  struct Case: CustomTestStringConvertible {
    var testDescription: String
    var code: String
    var dedented: String
  }

  @Test(
    "takes off what all its lines have in common with the first",
    arguments: [
      Case(testDescription: "line ends of Windows", code: "  a\r\n\r\n  b\r\n", dedented: "a\r\n\r\nb\r\n"),
      Case(testDescription: "empty", code: "", dedented: ""),
      Case(testDescription: "blanks only", code: "   \n \t", dedented: "   \n \t"),
      Case(testDescription: "nothing to take", code: "a = 1\n    b", dedented: "a = 1\n    b"),
      Case(testDescription: "one line", code: "    a = 1\n", dedented: "a = 1\n"),
      Case(
        testDescription: "deeper lines keep the rest",
        code: "    if a:\n        b()\n    c()\n",
        dedented: "if a:\n    b()\nc()\n"
      ),
      Case(testDescription: "tabs", code: "\tif a:\n\t\tb()\n", dedented: "if a:\n\tb()\n"),
      Case(testDescription: "an empty line between", code: "  a\n\n  b", dedented: "a\n\nb"),
      Case(testDescription: "a shorter blank line between", code: "    a\n  \n    b", dedented: "a\n  \nb"),
      Case(testDescription: "empty lines before", code: "\n\n  a\n  b", dedented: "\n\na\nb"),
      Case(
        testDescription: "a line with less means something: unchanged",
        code: "    a = 1\nb = 2\n",
        dedented: "    a = 1\nb = 2\n"
      ),
      Case(
        testDescription: "tab and blanks are not the same: unchanged",
        code: "    a\n\tb\n",
        dedented: "    a\n\tb\n"
      ),
      Case(
        testDescription: "lines keep their number",
        code: "  a\n  b\n\n\n  c",
        dedented: "a\nb\n\n\nc"
      ),
    ]
  )
  func dedent(_ testCase: Case) {
    #expect(CodeDedent.dedented(testCase.code) == testCase.dedented)
  }
}
