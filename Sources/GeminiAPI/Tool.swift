/// What one entry of `tools` switches on; several may stand in one entry.
package struct Tool: ReadableMessage {
  package var codeExecution = false
  package var functionDeclarations: [FunctionDeclaration] = []
  package var googleSearch = false
  package var googleSearchRetrieval = false
  package var urlContext = false
  package var computerUse = false
  package var fileSearch = false
  /// What `fileSearch` looks into, as the client names it.
  package var fileSearchStoreNames: [String] = []
  package var googleMaps = false
  package var mcpServers = false
  package var retrieval = false
  package var enterpriseWebSearch = false
  /// Newer tools that only need to be accepted, by field name (`parallel_ai_search`).
  package var others: [String] = []

  package init() {}

  package init(codeExecution: Bool = false, functionDeclarations: [FunctionDeclaration] = []) {
    self.codeExecution = codeExecution
    self.functionDeclarations = functionDeclarations
  }

  package mutating func read(_ fields: inout FieldReader) {
    fields.field("codeExecution") { codeExecution = $0.message(EmptyMessage.self) != nil }
    fields.field("functionDeclarations", &functionDeclarations)
    fields.field("googleSearch") { googleSearch = $0.object("Tool.GoogleSearch") != nil }
    fields.field("googleSearchRetrieval") { googleSearchRetrieval = $0.object("GoogleSearchRetrieval") != nil }
    fields.field("urlContext") { urlContext = $0.object("UrlContext") != nil }
    fields.field("computerUse") { computerUse = $0.object("Tool.ComputerUse") != nil }
    fields.field("fileSearch") { field in
      let search = field.object("FileSearch")
      fileSearch = search != nil
      fileSearchStoreNames = search?[field: "fileSearchStoreNames"]?.elements?.compactMap(\.text) ?? []
    }
    fields.field("googleMaps") { googleMaps = $0.object("GoogleMaps") != nil }
    fields.field("mcpServers") { mcpServers = !$0.listElements.compactMap { $0.object("McpServer") }.isEmpty }
    fields.field("retrieval") { retrieval = $0.object("Retrieval") != nil }
    fields.field("enterpriseWebSearch") { enterpriseWebSearch = $0.object("EnterpriseWebSearch") != nil }
    fields.field("parallelAiSearch") { if $0.object("Tool") != nil { others.append("parallel_ai_search") } }
    fields.field("exaAiSearch") { if $0.object("Tool") != nil { others.append("exa_ai_search") } }
  }
}

/// The message `CodeExecution`, which has no fields.
private struct EmptyMessage: JSONReadable {
  init(from cursor: JSONCursor) {
    cursor.readMembers(of: "CodeExecution") { _, field in field.refuseUnknown() }
  }
}

/// A function of the client that the model may ask for.
package struct FunctionDeclaration: ReadableMessage {
  package var name = ""
  package var description = ""
  /// The parameters in the API's own schema form.
  package var parameters: JSONValue?
  /// The parameters as JSON Schema; excludes `parameters`.
  package var parametersJsonSchema: JSONValue?
  package var response: JSONValue?
  package var responseJsonSchema: JSONValue?
  /// `BLOCKING` or `NON_BLOCKING`.
  package var behavior: String?

  package init() {}

  package init(name: String, description: String = "") {
    self.name = name
    self.description = description
  }

  package mutating func read(_ fields: inout FieldReader) {
    fields.field("name", &name)
    fields.field("description", &description)
    fields.field("parameters", &parameters, as: .schema)
    fields.field("parametersJsonSchema", &parametersJsonSchema, as: .anything)
    fields.field("response", &response, as: .schema)
    fields.field("responseJsonSchema", &responseJsonSchema, as: .anything)
    fields.field("behavior", &behavior, of: .behavior)
  }
}
