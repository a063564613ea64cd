package import GeminiAPI

extension Status {
  /// What messages begin with that tell a refusal of another server's.
  package static let upstreamRefusal = "The upstream refused with "
}
