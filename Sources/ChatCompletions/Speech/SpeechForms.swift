/// The forms in which models write thoughts, code and calls: the one list, which all readers here read.
///
/// Names of fields and tags are those of the chat templates of the models beside them.
enum SpeechForms {
  enum Meaning: Sendable {
    case thought
    /// One call or more, as JSON or as tags.
    case calls
    /// Python as it is, or a call.
    case code
  }

  /// Words between two marks, of which no mark begins another.
  struct Frame: Sendable {
    let opening: [UInt8]
    /// Any of them closes it; none for what ends with the completion.
    let closings: [[UInt8]]
    let meaning: Meaning

    init(_ meaning: Meaning, _ opening: String, _ closings: String...) {
      self.meaning = meaning
      self.opening = Array(opening.utf8)
      self.closings = closings.map { Array($0.utf8) }
    }
  }

  static let frames = [
    Frame(.thought, "<think>", "</think>"),  // Qwen 3, DeepSeek R1
    Frame(.thought, "<thinking>", "</thinking>"),
    Frame(.thought, "<thought>", "</thought>"),
    Frame(.thought, "<reasoning>", "</reasoning>"),
    Frame(.thought, "[THINK]", "[/THINK]"),  // Magistral
    Frame(.calls, "<tool_call>", "</tool_call>"),  // Hermes, Qwen, GLM
    Frame(.calls, "<tool_calls>", "</tool_calls>"),
    Frame(.calls, "<toolcall>", "</toolcall>"),
    Frame(.calls, "<tools>", "</tools>"),  // Qwen2.5-Coder repeats the tag of the declarations
    Frame(.calls, "<function_call>", "</function_call>"),
    Frame(.calls, "<functioncall>", "</functioncall>"),
    Frame(.calls, "<function=", "</function>"),  // Llama 3, Qwen3-Coder
    Frame(.calls, "<invoke name=", "</invoke>"),
    Frame(.calls, "<|tool_call|>", "<|/tool_call|>"),  // Phi 4, Granite
    Frame(.calls, "[TOOL_CALLS]"),  // Mistral
    Frame(.calls, "<｜tool▁calls▁begin｜>", "<｜tool▁calls▁end｜>"),  // DeepSeek
    Frame(.code, "<|python_tag|>", "<|eom_id|>", "<|eot_id|>"),  // Llama 3
    Frame(.code, "<tool_code>", "</tool_code>"),  // Gemma
  ]

  /// What may stand between calls and says nothing.
  static let fillers: [[UInt8]] =
    frames.filter { $0.meaning != .thought }.flatMap { ($0.isNamed ? [] : [$0.opening]) + $0.closings }
    + [
      "<｜tool▁call▁begin｜>", "<｜tool▁call▁end｜>", "function<｜tool▁sep｜>", "<｜tool▁sep｜>", "[ARGS]", "[CALL_ID]",
    ].map { Array($0.utf8) }

  /// What closes a call, where it stands behind one that is whole already.
  static let strayClosings = frames.filter { $0.meaning != .thought }.flatMap(\.closings)

  /// A call as tags: the function's name, then a tag for each argument.
  struct Tags: Sendable {
    let function: [UInt8]
    let functionEnd: [UInt8]
    let parameter: [UInt8]
    let parameterEnd: [UInt8]
  }

  static let tags = [
    Tags(
      function: Array("<function=".utf8),
      functionEnd: Array("</function>".utf8),
      parameter: Array("<parameter=".utf8),
      parameterEnd: Array("</parameter>".utf8)
    ),
    Tags(
      function: Array("<invoke name=".utf8),
      functionEnd: Array("</invoke>".utf8),
      parameter: Array("<parameter name=".utf8),
      parameterEnd: Array("</parameter>".utf8)
    ),
  ]

  /// GLM: the name, then pairs of these.
  static let pair = (
    key: Array("<arg_key>".utf8), keyEnd: Array("</arg_key>".utf8),
    value: Array("<arg_value>".utf8), valueEnd: Array("</arg_value>".utf8)
  )

  enum FenceTag: Sendable {
    case code, calls, untagged
  }

  /// What a fence holds by its tag, in small letters; all other fences are shown.
  static let fences: [String: FenceTag] = [
    "python": .code, "py": .code, "python3": .code, "ipython": .code, "tool_code": .code,
    "json": .calls, "tool_call": .calls, "tool_calls": .calls, "function": .calls, "xml": .calls,
  ]

  enum Member: Sendable {
    /// The name of a function, or the call.
    case function
    /// What kind of thing it is.
    case type
    case arguments
    /// A call or a list of calls.
    case calls
  }

  /// The members of a call as JSON.
  ///
  /// Others may stand beside them, but not first.
  static let members: [String: Member] = [
    "name": .function, "function": .function, "function_name": .function, "tool": .function, "tool_name": .function,
    "action": .function, "type": .type, "arguments": .arguments, "parameters": .arguments, "args": .arguments,
    "params": .arguments, "input": .arguments, "tool_input": .arguments, "action_input": .arguments,
    "tool_calls": .calls, "tool_call": .calls, "function_call": .calls,
  ]

  static let types: Set = ["function", "function_call", "tool_call", "tool_use"]

  /// What code is called among the arguments.
  static let codeMembers = ["code", "python_code", "source", "script", "python"]

  /// What models put before the name of a function.
  static let namespaces = ["functions.", "default_api.", "tools."]

  /// Tokens that end a turn, where a server does not keep them to itself; only at the end of code.
  static let endTokens = [
    "<|im_end|>", "<|endoftext|>", "<|eot_id|>", "<|eom_id|>", "<|end|>", "<end_of_turn>", "</s>",
  ]
}

extension SpeechForms.Frame {
  /// Whether its opening goes on with a name, so that only both together say something.
  var isNamed: Bool { opening.last == UInt8(ascii: "=") }
}
