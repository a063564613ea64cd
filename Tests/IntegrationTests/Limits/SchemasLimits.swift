extension LimitProbes {
  static let schemas: [LimitProbe] = []
}
