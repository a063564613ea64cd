package import Testing

/// Lets one suite of the process run at a time among those that have the trait, in whichever test target they stand.
///
/// `.serialized` reaches only what is inside a suite, and two targets' suites start together.
package struct AloneTrait: SuiteTrait, TestScoping {
  private static let place = Place()

  package func provideScope(
    for test: Test,
    testCase: Test.Case?,
    performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    await Self.place.take()
    let result: Result<Void, any Error>
    do { result = .success(try await function()) } catch { result = .failure(error) }
    await Self.place.giveBack()
    try result.get()
  }

  /// One place, given in the order it was asked for.
  private actor Place {
    private var isTaken = false
    private var waiters: [CheckedContinuation<Void, Never>] = []

    func take() async {
      guard isTaken else { return isTaken = true }
      await withCheckedContinuation { waiters.append($0) }
    }

    func giveBack() {
      guard !waiters.isEmpty else { return isTaken = false }
      waiters.removeFirst().resume()
    }
  }
}

extension Trait where Self == AloneTrait {
  /// Keeps the suite apart from every other suite with this trait.
  package static var alone: AloneTrait { AloneTrait() }
}
