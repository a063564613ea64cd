extension LimitProbes {
  static let recordings: [LimitProbe] = []
}
