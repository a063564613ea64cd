import Testing

@testable import ChatCompletions

@Suite("Fences of Python")
struct SpeechFenceTests {
  private static let code = "x = \"🐍 ```\"\nprint(x)"
  private static let block = SpokenEvent.code(code, form: .fence)

  private static let blocks = [
    Speech("at the very start", "```python\n\(code)\n```", block),
    Speech("behind blanks", "\n\n```python\n\(code)\n```", block),
    Speech("between words", "So 🙂:\n```python\n\(code)\n```\nDone.", .text("So 🙂:\n"), block),
    Speech("py", "```py\n\(code)\n```", block),
    Speech("Python3 and more", "```Python3 title=a.py\n\(code)\n```", block),
    Speech("a blank before the tag", "``` python \n\(code)\n```", block),
    Speech("tool_code", "```tool_code\n\(code)\n```", block),
    Speech("tildes", "~~~python\n\(code)\n~~~", block),
    Speech("a longer fence", "````python\n\(code)\n```\n'''\n````\nx", .code("\(code)\n```\n'''", form: .fence)),
    Speech("closed by a longer one", "```python\n\(code)\n`````\n", block),
    Speech("CRLF", "a\r\n```python\r\nx = \"🐍 ```\"\r\nprint(x)\r\n```\r\nb", .text("a\r\n"), block),
    Speech(
      "indented",
      "1. Run\n   ```python\n   print(1)\n   ```\n",
      .text("1. Run\n   "),
      .code("   print(1)", form: .fence)
    ),
    Speech("words behind the closing", "```python\n\(code)\n```Output: 3", block),
    Speech("opened again", "```python\n\(code)\n```python\nprint(2)\n```", block),
    Speech("invented output", "```python\n\(code)\n```\nOutput:\n```\n3\n```", block),
    Speech("invented output of the contract", "```python\n\(code)\n```\n[code output] outcome=OK\n3", block),
    Speech(
      "a fence within three quotes",
      "```python\ns = \"\"\"\n```\n🐍\n```\n\"\"\"\nprint(s)\n```\nOutput",
      .code("s = \"\"\"\n```\n🐍\n```\n\"\"\"\nprint(s)", form: .fence)
    ),
    Speech(
      "three quotes left open",
      "```python\ns = '''a\nprint(s)\n```\nOutput",
      .code("s = '''a\nprint(s)", form: .fence)
    ),
    Speech(
      "an apostrophe in a comment",
      "```python\n# don't '''\n\(code)\n```\nx",
      .code("# don't '''\n\(code)", form: .fence)
    ),
    Speech("open at the stop", "Hi\n```python\n\(code)", .text("Hi\n"), block),
    Speech("two marks of the closing", "```python\n\(code)\n``", block),
    Speech("a closing at the end of a line", "```python\n\(code)```", block),
    Speech("a token left over", "```python\n\(code)\n<|im_end|>", block),
    Speech("a piece of a token", "```python\n\(code)\n<|im_", block),
    Speech(
      "prompts",
      "```python\n>>> x = 2\n>>> for i in x:\n...     print(i)\n2\n```",
      .code("x = 2\nfor i in x:\n    print(i)", form: .fence)
    ),
    Speech("commands", "```python\n!pip install numpy\n%matplotlib inline\n\(code)\n```", block),
    Speech(
      "a command in a block",
      "```python\ntry:\n  import x\nexcept ImportError:\n  !pip install x\n\(code)\n```",
      .code("try:\n  import x\nexcept ImportError:\n  pass\n\(code)", form: .fence)
    ),
    Speech(
      "a remainder at a line's start",
      "```python\nx = (5\n  % 3)\nprint(x)\n```",
      .code("x = (5\n  % 3)\nprint(x)", form: .fence)
    ),
    Speech(
      "untagged Python",
      "```\nimport math\nprint(math.pi)\n```\nx",
      .code("import math\nprint(math.pi)", form: .fence)
    ),
    Speech(
      "behind another block",
      "```bash\nls\n```\nand\n```python\n\(code)\n```",
      .text("```bash\nls\n```\nand\n"),
      block
    ),
    Speech("behind code in a line", "```x``` is\n```python\n\(code)\n```", .text("```x``` is\n"), block),
    Speech("behind an object", "{\"a\": 1}\n```python\n\(code)\n```", .text("{\"a\": 1}\n"), block),
    Speech(
      "behind a thought with one",
      "<think>\n```python\nprint(0)\n```\n\(#"{"name": "run_python"}"#) 🙂</think>\n```python\n\(code)\n```",
      .thought("```python\nprint(0)\n```\n{\"name\": \"run_python\"} 🙂"),
      block
    ),
  ]

  private static let shown = [
    Speech.same("cut", "Hi\n```python\n\(code)").with { $0.isCut = true },
    Speech.same("nothing in it", "```python\n\n```\nHi"),
    Speech.same("only a command", "```python\n!pip install numpy\n```"),
    Speech.same("no fence is read", "```python\n\(code)\n```\nHi").with { $0.readsFences = false },
    Speech.same("no code is run", "```python\n\(code)\n```\nHi").with { $0.runsCode = false },
    Speech.same("text", "```text\n\(code)\n```\nHi"),
    Speech.same("another language", "```javascript\nprint(1)\n```\nHi"),
    Speech.same("Python within Markdown", "````markdown\n```python\nprint(1)\n```\n````\nHi"),
    Speech.same("output", "```\n3.14 🙂\n```\nHi"),
    Speech.same("a command untagged", "```\npip install numpy\n```"),
    Speech.same("JavaScript untagged", "```\nimport x from 'y';\nconsole.log(x)\n```"),
    Speech.same("not at a line's start", "Use ```python\n\(code)\n``` here"),
    Speech.same("in a line", "```python print(1)``` prints 1"),
    Speech.same("two marks", "``python\nprint(1)\n``"),
    Speech.same("an opening at the end", "Hi\n```pyth"),
  ]

  @Test(arguments: blocks)
  func `a block is code, however it is cut`(speech: Speech) { speech.check() }

  @Test(arguments: shown)
  func `a block that is not to be run is shown, however it is cut`(speech: Speech) { speech.check() }

  @Test
  func `reading ends at the closing mark`() {
    var reader = Speech("", "").reader
    #expect(reader.read("```python\nprint(1)\n``").isEmpty)
    #expect(!reader.isOver)
    #expect(reader.read("`") == [.code("print(1)", form: .fence)])
    #expect(reader.isOver)
    #expect(reader.read("\nOutput: 1").isEmpty)
    #expect(reader.end(isCut: false).isEmpty)
  }
}
