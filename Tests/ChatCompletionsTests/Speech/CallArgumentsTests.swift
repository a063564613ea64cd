import GeminiAPI
import Testing

@testable import ChatCompletions

@Suite("Arguments of calls")
struct CallArgumentsTests {
  @Test(arguments: [
    (#"{"code": "print(1)"}"#, "print(1)"),
    (#"{"code": "print('a\\n')\n"}"#, "print('a\\n')"),
    (#"{"python_code": "print(1)"}"#, "print(1)"),
    (#"{"x": "print(1)"}"#, "print(1)"),
    (#"{"code": ["x = 1", "print(x)"]}"#, "x = 1\nprint(x)"),
    (#"{"code": {"code": "print(1)"}}"#, "print(1)"),
    (#""print(1)""#, "print(1)"),
    (#""{\"code\": \"print(1)\"}""#, "print(1)"),
    (#"[{"code": "print(1)"}]"#, "print(1)"),
    ("print('🐍')", "print('🐍')"),
    ("x = {1: 2}\nprint(x)", "x = {1: 2}\nprint(x)"),
    (#"{"code": "print(1)""#, "print(1)"),
    (#"{"code": "print(1)"#, "print(1)"),
    ("{\"code\": \"x = 1\nprint(x)\"}", "x = 1\nprint(x)"),
    ("{\"code\": \"\"\"print(\"a\")\"\"\"}", "print(\"a\")"),
    ("{\"code\": '''\nprint('a\\n')\n'''}", "print('a\\n')"),
    (#"{"code": "x = 1\n" + "print(x)"}"#, "x = 1\nprint(x)"),
    ("{\"code\": (\"x = 1\\n\"\n  \"print(x)\")}", "x = 1\nprint(x)"),
    ("{\"code\": `print(1)`}", "print(1)"),
    ("{code: 'print(1)'}", "print(1)"),
    (#"{"code": "print("a", "b")"}"#, #"print("a", "b")"#),
    (#"{"code": "print(f"{x}")"}"#, #"print(f"{x}")"#),
    (#"{"code": "re.sub('\d', '')"}"#, #"re.sub('\d', '')"#),
    (#"{"code": "print('\ud83d\udc0d')" "#, "print('🐍')"),
    (#"{"code": "```python\nprint(1)\n```"}"#, "print(1)"),
    (#"{"code": "x = 1\\nprint(\"a\")"}"#, "x = 1\nprint(\"a\")"),
    (#"{"code": >> "print(1)"}"#, "print(1)"),
    (#"{"lang": "python", "code": "print(1)", "timeout": 3"#, "print(1)"),
  ])
  func `code is found in whatever stands around it`(text: String, code: String) {
    #expect(CallArguments.code(in: text) == code)
  }

  @Test(arguments: [
    "", " \n", "{}", #"{"code": ""}"#, #"{"code": 3}"#, "null", "3", "[]", "{", "\"", #"{"a": "x", "b": "y"}"#,
  ])
  func `there is none where nothing says it`(text: String) {
    #expect(CallArguments.code(in: text) == nil)
  }

  @Test(
    arguments: [
      (#"{"city": "Łódź"}"#, ["city": "Łódź"]),
      (#""{\"city\": \"Łódź\"}""#, ["city": "Łódź"]),
      (#"{"city": "Łódź", "days": 3"#, ["city": "Łódź", "days": 3]),
      ("{'city': 'Łódź', 'now': True, 'then': None}", ["city": "Łódź", "now": true, "then": nil]),
      ("{city: \"Łódź\"}", ["city": "Łódź"]),
      ("{\"text\": \"a\nb\"}", ["text": "a\nb"]),
      (#"{"list": [1, {"a": "b"#, ["list": [1, ["a": "b"]]]),
      ("{}", [:]),
    ] as [(String, JSONValue)]
  )
  func `arguments of the client's functions are mended`(text: String, object: JSONValue) {
    #expect(CallArguments.object(in: text) == object)
  }

  @Test(arguments: ["", "3", "[1]", "\"a\"", "city", "{", "null"])
  func `they are an object or nothing`(text: String) {
    #expect(CallArguments.object(in: text) == nil)
  }

  @Test
  func `depth is bounded`() {
    let text = String(repeating: "{\"a\": [", count: 50_000)
    #expect(CallArguments.code(in: text) == nil)
    #expect(CallArguments.object(in: text)?.members?.count == 1)
  }
}
