extension CreateBatchRequest: JSONReadable {
  package init(from cursor: JSONCursor) {
    self.init()
    cursor.readMembers(of: "BatchGenerateContentRequest") { name, field in
      switch name {
      case "batch": if !field.isNull { readBatch(field) }
      default: field.refuseUnknown()
      }
    }
  }

  private mutating func readBatch(_ cursor: JSONCursor) {
    cursor.readMembers(of: "GenerateContentBatch") { name, field in
      switch name {
      case "model": model = field.string()
      case "display_name": displayName = field.string()
      case "input_config": if !field.isNull { readInput(field) }
      case "priority": _ = field.int64()
      case "webhook_config": _ = field.anything()
      // Fields of the server's own, which clients may send back.
      case "name", "output", "create_time", "end_time", "update_time", "batch_stats", "state": break
      default: field.refuseUnknown()
      }
    }
  }

  private mutating func readInput(_ cursor: JSONCursor) {
    var hasSource = false
    cursor.readMembers(of: "InputConfig") { name, field in
      guard name == "requests" || name == "file_name" else { return field.refuseUnknown() }
      guard !field.isNull else { return }
      guard !hasSource else { return field.refuseSecond(of: "source") }
      hasSource = true
      if name == "file_name" {
        fileName = field.string()
      } else {
        field.readMembers(of: "InlinedRequests") { name, field in
          if name == "requests" { requests = field.messages() } else { field.refuseUnknown() }
        }
      }
    }
  }
}

extension CreateBatchRequest.Item: JSONReadable {
  package init(from cursor: JSONCursor) {
    self.init(request: .null)
    cursor.readMembers(of: "InlinedRequest") { name, field in
      switch name {
      case "request": request = field.structure() ?? .null
      case "metadata": metadata = field.structure()
      default: field.refuseUnknown()
      }
    }
  }
}
