/// What one entry of `tools` switches on; several may stand in one entry.
package struct Tool: Hashable, Sendable {
  package var codeExecution: Bool
  package var functionDeclarations: [FunctionDeclaration]
  package var googleSearch: Bool
  package var googleSearchRetrieval: Bool
  package var urlContext: Bool
  package var computerUse: Bool
  package var fileSearch: Bool
  /// What `fileSearch` looks into, as the client names it.
  package var fileSearchStoreNames: [String] = []
  package var googleMaps: Bool
  package var mcpServers: Bool
  package var retrieval: Bool
  package var enterpriseWebSearch: Bool
  /// Newer tools that only need to be accepted, by field name (`parallel_ai_search`).
  package var others: [String]

  package init(
    codeExecution: Bool = false,
    functionDeclarations: [FunctionDeclaration] = [],
    googleSearch: Bool = false,
    googleSearchRetrieval: Bool = false,
    urlContext: Bool = false,
    computerUse: Bool = false,
    fileSearch: Bool = false,
    googleMaps: Bool = false,
    mcpServers: Bool = false,
    retrieval: Bool = false,
    enterpriseWebSearch: Bool = false,
    others: [String] = []
  ) {
    self.codeExecution = codeExecution
    self.functionDeclarations = functionDeclarations
    self.googleSearch = googleSearch
    self.googleSearchRetrieval = googleSearchRetrieval
    self.urlContext = urlContext
    self.computerUse = computerUse
    self.fileSearch = fileSearch
    self.googleMaps = googleMaps
    self.mcpServers = mcpServers
    self.retrieval = retrieval
    self.enterpriseWebSearch = enterpriseWebSearch
    self.others = others
  }
}

/// A function of the client that the model may ask for.
package struct FunctionDeclaration: Hashable, Sendable {
  package var name: String
  package var description: String
  /// The parameters in the API's own schema form.
  package var parameters: JSONValue?
  /// The parameters as JSON Schema; excludes `parameters`.
  package var parametersJsonSchema: JSONValue?
  package var response: JSONValue?
  package var responseJsonSchema: JSONValue?
  /// `BLOCKING` or `NON_BLOCKING`.
  package var behavior: String?

  package init(
    name: String,
    description: String = "",
    parameters: JSONValue? = nil,
    parametersJsonSchema: JSONValue? = nil,
    response: JSONValue? = nil,
    responseJsonSchema: JSONValue? = nil,
    behavior: String? = nil
  ) {
    self.name = name
    self.description = description
    self.parameters = parameters
    self.parametersJsonSchema = parametersJsonSchema
    self.response = response
    self.responseJsonSchema = responseJsonSchema
    self.behavior = behavior
  }
}
