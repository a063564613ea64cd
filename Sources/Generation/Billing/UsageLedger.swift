package import GeminiAPI
package import ModelBackends
import Synchronization

/// Adds up what responses used; it grows by models alone, and those are the ones of `models.yaml`.
package final class UsageLedger: Sendable {
  private let rule: BillingRule
  private let catalog: ModelCatalog
  private let lines = Mutex<[String: UsageReport.Line]>([:])

  /// Opens the ledger.
  ///
  /// - Parameters:
  ///   - rule: What is paid for.
  ///   - catalog: Knows the prices.
  package init(rule: BillingRule = .guide, catalog: ModelCatalog) {
    self.rule = rule
    self.catalog = catalog
  }

  /// Enters one response.
  ///
  /// - Parameters:
  ///   - model: Its model's id.
  ///   - usage: The counts of its last chunk.
  ///   - results: What its code gave in tokens, output and files together.
  /// - Returns: The response's bill; nil for a model without a price.
  @discardableResult
  package func enter(model: String, usage: UsageMetadata, results: Int) -> Bill? {
    let price = catalog.price(model: model)
    let guide = Bill(usage: usage, results: results, rule: .guide, price: price)
    let observed = Bill(usage: usage, results: results, rule: .observed, price: price)
    lines.withLock { lines in
      var line = lines[model] ?? UsageReport.Line(model: model, isPriced: price != nil)
      line.responses += 1
      line.promptTokenCount += Bill.count(usage.promptTokenCount)
      line.cachedContentTokenCount += Bill.count(usage.cachedContentTokenCount)
      line.candidatesTokenCount += Bill.count(usage.candidatesTokenCount)
      line.toolUsePromptTokenCount += Bill.count(usage.toolUsePromptTokenCount)
      line.thoughtsTokenCount += Bill.count(usage.thoughtsTokenCount)
      line.totalTokenCount += Bill.count(usage.totalTokenCount)
      line.guide += guide
      line.observed += observed
      lines[model] = line
    }
    guard price != nil else { return nil }
    return rule == .guide ? guide : observed
  }

  /// Everything entered so far.
  package var report: UsageReport {
    let lines = lines.withLock { $0 }
    return UsageReport(billing: rule, models: lines.values.sorted { $0.model < $1.model })
  }
}
