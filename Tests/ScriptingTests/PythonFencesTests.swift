import Testing

import ModelBackends

@testable import Scripting

@Suite("Fenced Python in a prompt")
struct PythonFencesTests {
  @Test(
    "is found by CommonMark's rules",
    arguments: [
      ("plain", "a\n```python\nx\ny\n```\nb", ["x\ny\n"]),
      ("py", "```py\nx\n```", ["x\n"]),
      ("python3", "```Python3\nx\n```", ["x\n"]),
      ("info string", "```python title=\"x\"\nx\n```", ["x\n"]),
      ("attributes", "```{.python .numberLines}\nx\n```", ["x\n"]),
      ("blank before the name", "``` python\nx\n```", ["x\n"]),
      ("tildes", "~~~python\nx\n~~~", ["x\n"]),
      ("tildes take backticks", "~~~python\n```\n~~~", ["```\n"]),
      ("longer fence", "````python\n```\nx\n```\n````", ["```\nx\n```\n"]),
      ("longer closing", "```python\nx\n`````", ["x\n"]),
      ("closing with blanks", "```python\nx\n```  \t", ["x\n"]),
      ("closing with text is none", "```python\nx\n``` y\n```", ["x\n``` y\n"]),
      ("unclosed", "```python\nx\ny", ["x\ny\n"]),
      ("unclosed with line end", "```python\nx\n", ["x\n"]),
      ("indented by three", "   ```python\n   x\n     y\n   ```", ["x\n  y\n"]),
      ("indented by four", "    ```python\n    x\n    ```", []),
      ("less indented inside", "  ```python\n x\n  ```", ["x\n"]),
      ("carriage returns", "```python\r\nx\r\ny\r\n```\r\n", ["x\ny\n"]),
      ("two", "```python\n1\n```\n```python\n2\n```", ["1\n", "2\n"]),
      ("another language", "```js\nx\n```", []),
      ("no language", "```\nx\n```", []),
      ("Python inside another", "````md\n```python\nx\n```\n````", []),
      ("a longer name", "```pythonic\nx\n```", []),
      ("inline code", "```python x```\nrest", []),
      ("empty", "```python\n\n```", []),
      ("two backticks", "``python\nx\n``", []),
      ("blank line inside", "```python\nx\n\ny\n```", ["x\n\ny\n"]),
      ("none", "", []),
    ] as [(String, String, [String])]
  )
  func blocks(name: String, text: String, expected: [String]) {
    #expect(PythonFences.blocks(in: text) == expected, "\(name)")
  }

  @Test(
    "tells where a fence was closed within a text in triple quotes",
    arguments: [
      ("def f():\n  \"\"\"\n```\nx\n```\n\"\"\"", true), ("s = '''a\n```\nb'''", true), ("x = 1", false),
      ("'''a''' # '''\n```", false), ("'it\\'s \"\"\"'\n```", false), ("# \"\"\"\nx\n```", false),
      ("r'''\\''' + '''\n```\n'''", false), ("\"\" + \"\"\"a\n```", true), ("''\n```", false),
      ("f\"\"\"{x}\"\"\"\n```", false), ("\"\"\"a\"\"\\\"\n```", true), ("'\"\"\"\n'''\n```", true), ("'", false),
    ]
  )
  func cuts(code: String, isCut: Bool) {
    #expect(PythonFences.found(in: "```python\n\(code)\n```\n").first?.isCutInText == isCut)
    #expect(PythonFences.found(in: "````python\n\(code)\n").first?.isCutInText == false)
  }

  @Test("shown again, code stands between fences it cannot close", arguments: ["x", "```\n", "````", "a `b` c"])
  func roundTrip(code: String) {
    #expect(PythonFences.blocks(in: Fence.around(code)) == [code.hasSuffix("\n") ? code : code + "\n"])
  }
}
