/// Counts durations in buckets, as Prometheus reads them.
struct Histogram: Sendable {
  /// Upper ends in seconds, from a cached answer to the longest response.
  static let bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300]

  /// Observations in each bucket alone; the last holds those beyond every bound.
  private var counts = [UInt64](repeating: 0, count: bounds.count + 1)
  /// In seconds.
  private(set) var sum = 0.0
  private(set) var count: UInt64 = 0

  /// Counts one duration.
  mutating func observe(_ duration: Duration) {
    let seconds = duration / .seconds(1)
    counts[Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count] += 1
    sum += seconds
    count += 1
  }

  /// How many observations are not above each bound, in the order of `bounds`.
  var cumulative: [UInt64] {
    var total: UInt64 = 0
    return counts.dropLast().map { count in
      total += count
      return total
    }
  }
}
