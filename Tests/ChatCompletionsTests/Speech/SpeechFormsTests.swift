import GeminiAPI
import Testing

@testable import ChatCompletions

/// Four bytes a character, quotes, escapes, braces and a fence within strings.
private let code = "s = \"🐍 {\\n\" + '```'\nprint(s)  # don't"
private let run = SpokenEvent.code(code, form: .text)
private let json = "{\"name\": \"run_python\", \"arguments\": {\"code\": \(quoted(code))}}"
private let weather = #"{"name": "get_weather", "arguments": {"city": "Łódź 🌦"}}"#
private let called = SpokenEvent.call(name: "get_weather", arguments: ["city": "Łódź 🌦"])

private func quoted(_ text: String) -> String {
  String(decoding: JSONValue.string(text).json(pretty: false), as: UTF8.self)
}

/// Every form in which models write calls.
@Suite("Calls written as text")
struct SpeechFormsTests {
  private static let shapes = [
    Speech("name and arguments", json, run),
    Speech("arguments as text", #"{"name":"run_python","arguments":\#(quoted(#"{"code": \#(quoted(code))}"#))}"#, run),
    Speech("arguments as code", #"{"name":"run_python","arguments":\#(quoted(code))}"#, run),
    Speech("parameters", #"{"name": "run_python", "parameters": {"code": \#(quoted(code))}}"#, run),
    Speech("function", #"{"function": "run_python", "parameters": {"code": \#(quoted(code))}}"#, run),
    Speech("type first", #"{"type": "function", "name": "run_python", "parameters": {"code": \#(quoted(code))}}"#, run),
    Speech("function within", #"{"type":"function","function":\#(json)}"#, run),
    Speech("tool_calls", #"{"tool_calls": [{"id": "a", "type": "function", "function": \#(json)}]}"#, run),
    Speech("arguments first", #"{"arguments": {"code": \#(quoted(code))}, "name": "run_python"}"#, run),
    Speech("the name as key", #"{"run_python": {"code": \#(quoted(code))}}"#, run),
    Speech("code beside the name", #"{"name": "run_python", "code": \#(quoted(code))}"#, run),
    Speech("tool and input", #"{"action": "run_python", "action_input": \#(quoted(code))}"#, run),
    Speech("in a namespace", #"{"name": "functions.run_python", "arguments": {"code": \#(quoted(code))}}"#, run),
    Speech("doubled braces", #"{{"name": "run_python", "arguments": {"code": \#(quoted(code))}}}"#, run),
    Speech("a client's function", weather, called),
    Speech("without arguments", #"{"name": "now"}"#, .call(name: "now", arguments: [:])),
    Speech("null for arguments", #"{"name": "now", "arguments": null}"#, .call(name: "now", arguments: [:])),
    Speech("Python's literals", "{'name': 'get_weather', 'arguments': {'city': 'Łódź 🌦'}}", called),
    Speech("a list", "[\(weather), \(json)]", run, called),
    Speech("one behind the other", "\(weather)\n\(json)", run, called),
    Speech("between semicolons", "\(weather); \(json)", run, called),
    Speech("Python's call in a list", "[run_python(code=\(quoted(code)))]", run),
  ]

  private static let frames = [
    Speech("bare", "\n \(json)\n", run),
    Speech("behind words", "I compute: \(json)", .text("I compute: "), run),
    Speech("json fence", "```json\n\(json)\n```", run),
    Speech("json fence, CRLF", "```json\r\n\(json)\r\n```\r\n", run),
    Speech("JSON fence behind words", "Now:\n\n```JSON\n\(json)\n```\nOutput: 1", .text("Now:\n\n"), run),
    Speech("fence without a tag", "```\n\(json)\n```", run),
    Speech("fence on one line", "```json \(json)```", run),
    Speech("indented fence", "1. x\n   ```json\n   \(json)\n   ```", .text("1. x\n   "), run),
    Speech("open fence", "```json\n\(json)", run),
    Speech("python fence", "```python\n\(json)\n```", run),
    Speech("tool_call", "<tool_call>\n\(json)\n</tool_call>", run),
    Speech("tool_call behind words", "So 🙂 <tool_call>\(json)</tool_call>", .text("So 🙂 "), run),
    Speech("open tool_call", "<tool_call>\n\(json)", run),
    Speech("tool_call twice", "<tool_call>\(weather)</tool_call>\n<tool_call>\(json)</tool_call>", run, called),
    Speech("closed by its opening", "<tool_call>\(weather)<tool_call>\(json)</tool_call>", run, called),
    Speech("closing alone", "\(json)\n</tool_call>\nOutput", run),
    Speech("tools", "<tools>\n\(json)\n</tools>", run),
    Speech("a fence in a frame", "<tool_call>\n```json\n\(json)\n```\n</tool_call>", run),
    Speech("Phi", "<|tool_call|>[\(json)]<|/tool_call|>", run),
    Speech("Mistral", "[TOOL_CALLS] [\(json)]", run),
    Speech("Mistral, later", "[TOOL_CALLS]run_python[ARGS]{\"code\": \(quoted(code))}", run),
    Speech("Llama, JSON", "<|python_tag|>\(json)<|eom_id|>", run),
    Speech("Llama, Python", "<|python_tag|>\(code)<|eom_id|>", run),
    Speech("Llama, custom", "<function=run_python>{\"code\": \(quoted(code))}</function>", run),
    Speech("Gemma", "<tool_code>\nrun_python(code=\(quoted(code)))\n</tool_code>", run),
    Speech("Gemma's fence", "```tool_code\nrun_python(\(quoted(code)))\n```", run),
    Speech("function", "<function=run_python>\n<parameter=code>\n\(code)\n</parameter>\n</function>", run),
    Speech(
      "function in a frame",
      "<tool_call>\n<function=run_python>\n<parameter=code>\n\(code)\n</parameter>\n</function>\n</tool_call>",
      run
    ),
    Speech("function with code alone", "<function=run_python>\(code)</function>", run),
    Speech(
      "function of the client's",
      "<function=get_weather><parameter=city>Łódź 🌦</parameter><parameter=days>3</parameter></function>",
      .call(name: "get_weather", arguments: ["city": "Łódź 🌦", "days": 3])
    ),
    Speech("invoke", "<invoke name=\"run_python\"><parameter name=\"code\">\(code)</parameter></invoke>", run),
    Speech(
      "GLM",
      "<tool_call>get_weather\n<arg_key>city</arg_key>\n<arg_value>Łódź 🌦</arg_value>\n</tool_call>",
      called
    ),
    Speech(
      "DeepSeek",
      "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>run_python\n```json\n{\"code\": "
        + quoted(code) + "}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
      run
    ),
    Speech(
      "DeepSeek, later",
      "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>get_weather<｜tool▁sep｜>{\"city\": \"Łódź 🌦\"}<｜tool▁call▁end｜>"
        + "<｜tool▁call▁begin｜>run_python<｜tool▁sep｜>{\"code\": \(quoted(code))}<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
      run,
      called
    ),
    Speech("behind a thought", "<think>\nHm.</think>\n\n<tool_call>\(json)</tool_call>", .thought("Hm."), run),
    Speech("with invented output", "<tool_call>\(json)</tool_call>\nOutput: 3\n```python\nprint()\n```", run),
    Speech("with an invented answer", "\(weather)\n<tool_response>sunny</tool_response>", called),
  ]

  private static let repairs = [
    Speech(
      "a brace missing",
      #"{"name": "run_python", "arguments": {"code": "print('🐍')"}"#,
      .code("print('🐍')", form: .text)
    ),
    Speech(
      "a brace missing in a fence",
      "```json\n{\"name\": \"run_python\", \"arguments\": {\"code\": \"print(1)\"\n```",
      .code("print(1)", form: .text)
    ),
    Speech(
      "a brace missing before words",
      "{\"name\": \"run_python\", \"arguments\": {\"code\": \"print(1)\"}\n\nThis prints 1.",
      .code("print(1)", form: .text)
    ),
    Speech(
      "line ends",
      "{\"name\": \"run_python\", \"arguments\": {\"code\": \"x = '🐍'\nprint(x)\n\"}}",
      .code("x = '🐍'\nprint(x)", form: .text)
    ),
    Speech(
      "three quotes",
      "{\"name\": \"run_python\", \"arguments\": {\"code\": \"\"\"\nx = \"🐍\\n\"\nprint(x)\n\"\"\"}}",
      .code("x = \"🐍\\n\"\nprint(x)", form: .text)
    ),
    Speech(
      "joined by +",
      #"{"name": "run_python", "arguments": {"code": "x = 1\n" + "print(x)\n"}}"#,
      .code("x = 1\nprint(x)", form: .text)
    ),
    Speech(
      "quotes of the code's own",
      #"{"name": "run_python", "arguments": {"code": "d = {"a": "b"}\nprint("d", d["a"])"}}"#,
      .code("d = {\"a\": \"b\"}\nprint(\"d\", d[\"a\"])", form: .text)
    ),
  ]

  @Test(arguments: shapes)
  func `a call is read in every shape of JSON, however it is cut`(speech: Speech) { speech.check() }

  @Test(arguments: frames)
  func `a call is read in every frame, however it is cut`(speech: Speech) { speech.check() }

  @Test(arguments: repairs)
  func `a call that is not JSON is mended, however it is cut`(speech: Speech) { speech.check() }

  @Test
  func `every shape is read in every frame that takes JSON`() {
    let frames = [
      ("```json\n", "\n```"), ("```\n", "\n```"), ("~~~json\n", "\n~~~"), ("<tool_call>", "</tool_call>"),
      ("<tools>\n", "\n</tools>"),
      ("[TOOL_CALLS]", ""), ("<|python_tag|>", "<|eom_id|>"), ("```python\n", "\n```"),
    ]
    for shape in Self.shapes {
      for (opening, closing) in frames {
        let speech = Speech("", opening + shape.text + closing)
        #expect(speech.events(of: [speech.text]) == shape.heard, "\(shape.name) in \(opening)")
      }
    }
  }

  @Test
  func `no mark begins another`() {
    let marks = SpeechForms.frames.map(\.opening) + SpeechForms.strayClosings
    for mark in marks { #expect(marks.filter { $0.starts(with: mark) }.count == 1, "\(mark.string)") }
    for frame in SpeechForms.frames {
      #expect(frame.meaning != .thought || frame.closings.count == 1)
      for closing in frame.closings { #expect(closing.filter { $0 == closing[0] }.count == 1, "\(closing.string)") }
    }
  }
}
