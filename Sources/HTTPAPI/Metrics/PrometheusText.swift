/// Writes metrics in Prometheus' text format, version 0.0.4.
struct PrometheusText {
  static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  private(set) var text = ""

  /// Writes the head of a metric and its samples.
  ///
  /// - Parameters:
  ///   - name: The metric.
  ///   - type: `counter` or `gauge`.
  ///   - help: One line.
  ///   - samples: Labels, made by `label`, with values.
  mutating func metric(_ name: String, _ type: String, _ help: String, _ samples: [(labels: String, value: String)]) {
    head(name, type, help)
    for sample in samples { line(name, sample.labels, sample.value) }
  }

  /// Writes a gauge without labels.
  mutating func gauge(_ name: String, _ help: String, _ value: Int) {
    metric(name, "gauge", help, [("", String(value))])
  }

  /// Writes histograms that differ in their labels.
  mutating func histogram(_ name: String, _ help: String, _ histograms: [(labels: String, value: Histogram)]) {
    head(name, "histogram", help)
    for (labels, histogram) in histograms {
      for (bound, count) in zip(Histogram.bounds, histogram.cumulative) {
        line("\(name)_bucket", "\(labels),\(Self.label("le", "\(bound)"))", String(count))
      }
      line("\(name)_bucket", "\(labels),\(Self.label("le", "+Inf"))", String(histogram.count))
      line("\(name)_sum", labels, "\(histogram.sum)")
      line("\(name)_count", labels, String(histogram.count))
    }
  }

  /// One label; names and values are ours and hold nothing to escape.
  static func label(_ name: String, _ value: String) -> String {
    "\(name)=\"\(value)\""
  }

  private mutating func head(_ name: String, _ type: String, _ help: String) {
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
  }

  private mutating func line(_ name: String, _ labels: String, _ value: String) {
    text += labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(labels)} \(value)\n"
  }
}
