/// What is wrong with `models.yaml`: the first thing found.
package struct ModelCatalogError: Error, Hashable, Sendable, CustomStringConvertible {
  package var location: SourceLocation
  package var message: String

  package var description: String { "\(location): \(message)" }
}
