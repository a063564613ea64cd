import GeminiAPI

/// Which functions of the client's an answer may call and must call, by `functionDeclarations` and the mode of
/// `functionCallingConfig`.
struct CallableFunctions: Sendable {
  private let declared: [FunctionDeclaration]
  /// Those that may be called now, in the order of their declaration.
  private let callable: [FunctionDeclaration]
  private let mode: String

  /// Those of a request that declares none.
  init() {
    (declared, callable, mode) = ([], [], "AUTO")
  }

  init(_ request: GenerateContentRequest) {
    let config = request.toolConfig?.functionCallingConfig
    declared = request.tools.flatMap(\.functionDeclarations)
    mode = config?.mode ?? "AUTO"
    let allowed = Set(config?.allowedFunctionNames ?? [])
    callable = mode == "NONE" ? [] : allowed.isEmpty ? declared : declared.filter { allowed.contains($0.name) }
  }

  /// Whether an answer without a call is none: the mode ANY.
  var mustBeCalled: Bool { mode == "ANY" && !declared.isEmpty }

  /// What is wrong with a call.
  ///
  /// The service keeps arguments to their schema in the modes ANY and VALIDATED only.
  /// - Parameter call: A call of the script's.
  /// - Returns: The end of a sentence that begins with the fixture; nil where the call is right.
  func fault(of call: FunctionCall) -> String? {
    let name = "'\(call.name.prefix(bytes: 64))'"
    guard let function = callable.first(where: { $0.name == call.name }) else {
      let names = callable.map(\.name).prefix(20).joined(separator: ", ")
      let known = names.isEmpty ? "it may call none" : "it may call \(names)"
      let reason =
        if declared.contains(where: { $0.name == call.name }) {
          mode == "NONE" ? "its function calling mode is NONE" : "its allowedFunctionNames leave it out"
        } else {
          "it does not declare it"
        }
      return "calls \(name), which the request does not allow: \(reason); \(known)"
    }
    guard ["ANY", "VALIDATED"].contains(mode), let schema = function.parameters ?? function.parametersJsonSchema,
      let fault = SchemaCheck.fault(of: call.args ?? .object([]), in: Schema(schema))
    else { return nil }
    return "calls \(name) with arguments that do not fit its parameters, as the mode \(mode) promises: \(fault)"
  }

  /// What is wrong with an answer that calls nothing; nil where it need not.
  var missingCall: String? {
    guard mustBeCalled else { return nil }
    let names = callable.map(\.name).prefix(20).joined(separator: ", ")
    return "calls no function, but the request's function calling mode is ANY: add a step such as "
      + "'call: { name: \(callable.first?.name ?? "f"), args: {} }'; it may call \(names)"
  }

  /// A call with arguments that fit, where the script has none; nil where nothing may be called.
  var sample: ReplyCall? {
    guard let function = callable.first else { return nil }
    let schema = function.parameters ?? function.parametersJsonSchema
    let args = schema.map { SchemaSample.value(for: Schema($0)) } ?? .object([])
    return ReplyCall(name: function.name, args: .literal(args.members == nil ? .object([]) : args))
  }
}
