package import GeminiAPI

/// What answers requests to models, for the ready line, the log and `/ready`.
package struct BackendReport: Hashable, Sendable {
  /// One of the servers that are asked.
  package struct Upstream: Hashable, Sendable {
    /// Its name in `models.yaml`; nil for the one of the settings.
    package var name: String?
    package var api: UpstreamAPI
    /// The address, without a user and a password.
    package var address: String
    /// The model it is asked for by names it does not have; nil for the request's own name.
    package var model: String?
    package var mode: UpstreamMode
    /// Whether images are sent; nil where that is found out.
    package var vision: Bool?
    /// How the models that were asked turned out to run code, by their names there.
    package var found: [String: String]

    package init(
      name: String?,
      api: UpstreamAPI,
      address: String,
      model: String?,
      mode: UpstreamMode,
      vision: Bool?,
      found: [String: String]
    ) {
      (self.name, self.api, self.address, self.model) = (name, api, address, model)
      (self.mode, self.vision, self.found) = (mode, vision, found)
    }

    /// As the ready line has it.
    package var text: String {
      let sight = vision.map { $0 ? ", sees images" : ", sees no images" } ?? ""
      let asked = model.map { ", model \($0)" } ?? ""
      return "\(name.map { "\($0): " } ?? "")\(api.rawValue) \(address)\(asked), mode \(mode.rawValue)\(sight)"
    }
  }

  /// Whether requests are first answered by the script.
  package var isScripted: Bool
  package var upstreams: [Upstream]

  package init(isScripted: Bool, upstreams: [Upstream]) {
    (self.isScripted, self.upstreams) = (isScripted, upstreams)
  }
}

extension BackendReport {
  /// As `/ready` and the ready line in JSON have it.
  package var value: JSONValue {
    ["script": .bool(isScripted), "upstreams": .array(upstreams.map(\.value))]
  }
}

extension BackendReport.Upstream {
  fileprivate var value: JSONValue {
    var members: [JSONMember] = []
    if let name { members.append(JSONMember("name", .string(name))) }
    members += [JSONMember("backend", .string(api.rawValue)), JSONMember("address", .string(address))]
    if let model { members.append(JSONMember("model", .string(model))) }
    members.append(JSONMember("mode", .string(mode.rawValue)))
    if let vision { members.append(JSONMember("vision", .bool(vision))) }
    if !found.isEmpty {
      let modes = found.sorted { $0.key < $1.key }.prefix(20)
      members.append(JSONMember("found", .object(modes.map { JSONMember(JSONString($0.key), .string($0.value)) })))
    }
    return .object(members)
  }
}
