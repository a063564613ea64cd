extension GenerateContentRequest: JSONReadable {
  package init(from cursor: JSONCursor) {
    self.init()
    cursor.readMembers(of: "GenerateContentRequest") { name, field in
      switch name {
      case "model": model = field.string()
      case "contents": contents = field.messages()
      case "system_instruction": systemInstruction = field.message()
      case "tools": tools = field.messages()
      case "tool_config": toolConfig = field.message()
      case "safety_settings": safetySettings = field.messages()
      case "generation_config": generationConfig = field.message()
      case "cached_content": cachedContent = field.string()
      case "labels": labels = Self.readLabels(field)
      case "service_tier": serviceTier = field.string()
      case "store": store = field.bool()
      case "continuation_token": continuationToken = field.string()
      case "model_armor_config": modelArmorConfig = field.object("ModelArmorConfig")
      default: field.refuseUnknown()
      }
    }
  }

  private static func readLabels(_ field: JSONCursor) -> [Label] {
    (field.mapEntries ?? []).compactMap { key, value in
      value.string().map { Label(key: key.text, value: $0) }
    }
  }
}

extension SafetySetting: JSONReadable {
  package init(from cursor: JSONCursor) {
    self.init()
    cursor.readMembers(of: "SafetySetting") { name, field in
      switch name {
      case "category": category = field.name(of: .harmCategory)
      case "threshold": threshold = field.name(of: .harmThreshold)
      case "method": method = field.name(of: .harmMethod)
      default: field.refuseUnknown()
      }
    }
  }
}
