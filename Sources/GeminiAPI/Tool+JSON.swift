extension Tool: JSONReadable {
  package init(from cursor: JSONCursor) {
    self.init()
    cursor.readMembers(of: "Tool") { name, field in
      switch name {
      case "code_execution": codeExecution = field.message(EmptyMessage.self) != nil
      case "function_declarations": functionDeclarations = field.messages()
      case "google_search": googleSearch = field.object("Tool.GoogleSearch") != nil
      case "google_search_retrieval": googleSearchRetrieval = field.object("GoogleSearchRetrieval") != nil
      case "url_context": urlContext = field.object("UrlContext") != nil
      case "computer_use": computerUse = field.object("Tool.ComputerUse") != nil
      case "file_search":
        let search = field.object("FileSearch")
        fileSearch = search != nil
        fileSearchStoreNames = search?[protoName: "file_search_store_names"]?.elements?.compactMap(\.text) ?? []
      case "google_maps": googleMaps = field.object("GoogleMaps") != nil
      case "mcp_servers": mcpServers = !field.listElements.compactMap { $0.object("McpServer") }.isEmpty
      case "retrieval": retrieval = field.object("Retrieval") != nil
      case "enterprise_web_search": enterpriseWebSearch = field.object("EnterpriseWebSearch") != nil
      case "parallel_ai_search", "exa_ai_search":
        if field.object("Tool") != nil { others.append(name) }
      default: field.refuseUnknown()
      }
    }
  }
}

/// The message `CodeExecution`, which has no fields.
private struct EmptyMessage: JSONReadable {
  init(from cursor: JSONCursor) {
    cursor.readMembers(of: "CodeExecution") { _, field in field.refuseUnknown() }
  }
}

extension FunctionDeclaration: JSONReadable {
  package init(from cursor: JSONCursor) {
    self.init(name: "")
    cursor.readMembers(of: "FunctionDeclaration") { key, field in
      switch key {
      case "name": name = field.string() ?? ""
      case "description": description = field.string() ?? ""
      case "parameters": parameters = field.schema()
      case "parameters_json_schema": parametersJsonSchema = field.anything()
      case "response": response = field.schema()
      case "response_json_schema": responseJsonSchema = field.anything()
      case "behavior": behavior = field.name(of: .behavior)
      default: field.refuseUnknown()
      }
    }
  }
}

extension ToolConfig: JSONReadable {
  package init(from cursor: JSONCursor) {
    self.init()
    cursor.readMembers(of: "ToolConfig") { name, field in
      switch name {
      case "function_calling_config": functionCallingConfig = field.message()
      case "retrieval_config": retrievalConfig = field.object("RetrievalConfig")
      case "include_server_side_tool_invocations": includeServerSideToolInvocations = field.bool() ?? false
      default: field.refuseUnknown()
      }
    }
  }
}

extension FunctionCallingConfig: JSONReadable {
  package init(from cursor: JSONCursor) {
    self.init()
    cursor.readMembers(of: "FunctionCallingConfig") { name, field in
      switch name {
      case "mode": mode = field.name(of: .functionCallingMode)
      case "allowed_function_names": allowedFunctionNames = field.strings()
      case "stream_function_call_arguments": streamFunctionCallArguments = field.bool()
      default: field.refuseUnknown()
      }
    }
  }
}
