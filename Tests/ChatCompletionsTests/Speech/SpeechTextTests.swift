import Testing

@testable import ChatCompletions

@Suite("Text stays as it is")
struct SpeechTextTests {
  private static let texts = [
    Speech("nothing", ""),
    Speech.same("words", "  Two 🙂 words.\r\n\n"),
    Speech.same("blanks", " \n\t"),
    Speech.same("many blanks", String(repeating: " ", count: 3000) + "x"),
    Speech.same("a brace", "{ is a brace; } too. \\frac{a}{b}"),
    Speech.same("JSON", #"{"city": "Łódź 🌦", "name": "run_python"}"#),
    Speech.same("JSON with a name", #"{"name": "Alice 🙂", "arguments": {"code": "print(1)"}}"#),
    Speech.same("a schema", #"{"type": "object", "properties": {}}"#),
    Speech.same("a list", "[1, 2, [3]] and [x](y) and [TOOL and [now]"),
    Speech.same("JSON in a fence", "```json\n{\"city\": \"Łódź 🌦\"}\n```\nHi"),
    Speech.same("a call that is none, in a fence", "```json\n{\"name\": \"now\", \"age\": 3}\n```\nHi"),
    Speech.same("a record with a function's name", #"{"name": "now", "age": 3} Hi"#),
    Speech.same("tags", "a < b <b>bold</b> <tool> <|x|> </think> <tool_ca"),
    Speech.same("a thought within a line", "The tag <think> begins a thought."),
    Speech.same("an empty frame", "<tool_call>\n</tool_call> Hi"),
    Speech.same("a function that was not offered", #"{"name": "delete_all", "arguments": {}} Hi"#),
    Speech.same("a frame with one", #"<tool_call>{"name": "delete_all", "arguments": {}}</tool_call> Hi"#),
    Speech.same("a tag with one", "<function=delete_all><parameter=x>1</parameter></function> Hi"),
    Speech.same("a fence with one", "```json\n{\"name\": \"delete_all\", \"arguments\": {}}\n```"),
    Speech.same(
      "a call within a fence of text",
      "```text\n{\"name\": \"now\"}\n<tool_call>{\"name\": \"now\"}</tool_call>\n```"
    ),
    Speech.same("an open call, cut", #"{"name": "run_python", "arguments": {"code": "print(1)"#).with {
      $0.isCut = true
    },
    Speech.same("an open frame, cut", #"<tool_call>{"name": "run_python", "argum"#).with { $0.isCut = true },
    Speech.same("a call of Python's, cut", "<tool_code>run_python(code=\"print(1").with { $0.isCut = true },
    Speech.same("Python behind its tag, cut", "<|python_tag|>print(1").with { $0.isCut = true },
    Speech.same("a tag, cut", "<function=run_python><parameter=code>print(1").with { $0.isCut = true },
    Speech.same("nothing is offered", #"{"name": "now"} <tool_call>{"name": "now"}</tool_call>"#).with {
      ($0.functions, $0.runsCode) = ([], false)
    },
    Speech.same("code is not run", #"{"name": "run_python", "arguments": {"code": "print(1)"}}"#).with {
      $0.runsCode = false
    },
    Speech.same("code without code", #"{"name": "run_python", "arguments": {}}"#),
    Speech.same("a call of the client's with a list", #"{"name": "get_weather", "arguments": [1]}"#),
    Speech.same("an inline fence when nothing is offered", "```{\"a\": 1}\nx\n```\n```json {\"a\"}```").with {
      ($0.functions, $0.runsCode) = ([], false)
    },
  ]

  private static let thoughts = [
    Speech("a thought", "<think>Hm 🤔</think>\n\nYes.", .thought("Hm 🤔"), .text("Yes.")),
    Speech("an empty one", "<think>\n\n</think>\n\nYes.", .text("Yes.")),
    Speech("an open one", "<think>Hm </thi", .thought("Hm </thi")),
    Speech("two", "<think>a</think>\n<think>b</think> c", .thought("ab"), .text("c")),
    Speech(
      "in a later line",
      "Well.\n<thinking>a < b</thinking>\nYes.",
      .text("Well.\n"),
      .thought("a < b"),
      .text("Yes.")
    ),
    Speech("Magistral's", "[THINK]a[b][/THINK]Yes.", .thought("a[b]"), .text("Yes.")),
    Speech(
      "with a call in it",
      "<think><tool_call>{\"name\": \"now\"}</tool_call></think>No.",
      .thought("<tool_call>{\"name\": \"now\"}</tool_call>"),
      .text("No.")
    ),
    Speech("where nothing is offered", "<think>a</think>b", .thought("a"), .text("b")).with {
      ($0.functions, $0.runsCode) = ([], false)
    },
  ]

  @Test(arguments: texts)
  func `what is neither code nor call nor thought comes out unchanged, however it is cut`(speech: Speech) {
    speech.check()
  }

  @Test(arguments: thoughts)
  func `thoughts are told apart, however they are cut`(speech: Speech) { speech.check() }
}
