import Generation

/// A usage report as people read it.
struct UsageTable {
  private let report: UsageReport

  init(_ report: UsageReport) {
    self.report = report
  }

  /// A heading, a line for each model, and their sum.
  var lines: [String] {
    guard !report.models.isEmpty else { return ["No responses yet."] }
    var rows = [["model", "responses", "input tokens", "output tokens", "US dollars"]]
    for line in report.models {
      rows.append(row(line.model, line.responses, line.bill(report.billing), isPriced: line.isPriced))
    }
    if report.models.count > 1 {
      let responses = report.models.reduce(0) { $0 + $1.responses }
      rows.append(row("all", responses, report.total, isPriced: true))
    }
    return TextTable.lines(rows, rightColumns: 1...) + [""] + notes
  }

  private func row(_ name: String, _ responses: Int, _ bill: Bill, isPriced: Bool) -> [String] {
    let cost = isPriced ? "\(bill.cost)" : "no price"
    return [name, "\(responses)", "\(bill.tokens.allInput)", "\(bill.tokens.allOutput)", cost]
  }

  private var notes: [String] {
    switch report.billing {
    case .guide: ["Estimate by the guide: the prompt once; code, results, text and thoughts as output."]
    case .observed: ["Estimate by usageMetadata: prompts of every pass as input; code, text and thoughts as output."]
    }
  }
}
