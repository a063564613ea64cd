import GeminiAPI

/// Functions have names the service takes, and parameters it understands.
struct FunctionDeclarationsRule: FieldRule {
  private static let longestName = 64

  func check(_ subject: RuleSubject, _ faults: inout FieldFaults) {
    for (index, tool) in subject.request.tools.enumerated() {
      for (number, function) in tool.functionDeclarations.enumerated() where faults.hasRoom {
        check(function, "tools[\(index)].function_declarations[\(number)]", &faults)
      }
    }
  }

  private func check(_ function: FunctionDeclaration, _ path: String, _ faults: inout FieldFaults) {
    if !isName(function.name) {
      faults.add(
        "\(path).name",
        "Invalid function name. Must start with a letter or an underscore. Must be alphameric (a-z, A-Z, 0-9), "
          + "underscores (_), dots (.), colons (:), or dashes (-), with a maximum length of \(Self.longestName)."
      )
    }
    if function.parameters != nil, function.parametersJsonSchema != nil {
      faults.add("\(path).parameters_json_schema", "mutually exclusive with parameters.")
    }
    if function.response != nil, function.responseJsonSchema != nil {
      faults.add("\(path).response_json_schema", "mutually exclusive with response.")
    }
    let schemas = SchemaFaults(needsProperties: false)
    if let parameters = function.parameters { schemas.check(parameters, "\(path).parameters", &faults) }
    if let response = function.response { schemas.check(response, "\(path).response", &faults) }
  }

  private func isName(_ name: String) -> Bool {
    guard let first = name.first, name.utf8.count <= Self.longestName else { return false }
    return (first.isASCIILetter || first == "_")
      && name.allSatisfy { $0.isASCIILetter || $0.isASCIIDigit || "_.:-".contains($0) }
  }
}

/// No function is declared twice.
struct DuplicateFunctionsRule: RequestRule {
  func check(_ subject: RuleSubject) throws(Status) {
    var names: Set<String> = []
    for function in subject.request.tools.flatMap(\.functionDeclarations) where !names.insert(function.name).inserted {
      throw .invalidArgument("Duplicate function declaration found: \(function.name)")
    }
  }
}

/// The calling mode is about functions that are declared.
///
/// The first sentence is the service's own; what allowed names must be follows the API's reference.
struct FunctionCallingConfigRule: RequestRule {
  func check(_ subject: RuleSubject) throws(Status) {
    guard let config = subject.request.toolConfig?.functionCallingConfig,
      config.mode != nil || !config.allowedFunctionNames.isEmpty
    else { return }
    guard subject.declaresFunctions else {
      throw .invalidArgument("Function calling config is set without function_declarations.")
    }
    var faults = FieldFaults()
    let field = "tool_config.function_calling_config.allowed_function_names"
    if !config.allowedFunctionNames.isEmpty, !["ANY", "VALIDATED"].contains(config.mode) {
      faults.add(field, "allowed_function_names may only be set if the mode is ANY or VALIDATED.")
    }
    let declared = Set(subject.request.tools.flatMap(\.functionDeclarations).map(\.name))
    for (index, name) in config.allowedFunctionNames.enumerated() where !declared.contains(name) {
      faults.add("\(field)[\(index)]", "'\(name.prefix(bytes: 64))' does not match the name of a function declaration.")
    }
    try faults.throwIfAny()
  }
}

extension Character {
  fileprivate var isASCIILetter: Bool { isASCII && isLetter }
  fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}
