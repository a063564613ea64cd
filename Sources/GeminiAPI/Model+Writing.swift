extension Model: JSONWritable {
  package func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("name", name)
      writer.member("baseModelId", baseModelId)
      writer.member("version", version)
      writer.member("displayName", displayName)
      writer.member("description", description)
      writer.member("inputTokenLimit", inputTokenLimit)
      writer.member("outputTokenLimit", outputTokenLimit)
      writer.member("supportedGenerationMethods", supportedGenerationMethods)
      writer.member("temperature", temperature)
      writer.member("topP", topP)
      writer.member("topK", topK)
      writer.member("maxTemperature", maxTemperature)
      writer.member("thinking", thinking)
    }
  }
}

extension ListModelsResponse: JSONWritable {
  package func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("models", models)
      writer.member("nextPageToken", nextPageToken)
    }
  }
}
