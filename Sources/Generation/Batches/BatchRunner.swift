package import GeminiAPI
package import ModelBackends
package import Storage

/// Takes jobs, and runs them beside live requests: some at once, the requests of each one after the other.
///
/// What ends a server ends no job: it is taken up at the next start, behind the last answer that was kept; the answers of a
/// job from a file are written anew.
package actor BatchRunner {
  private static let mostAtOnce = 4

  private let answerer: BatchAnswerer
  private let store: any JobIndex
  private let files: any BatchFiles
  private let identifiers: ResponseIdentifiers
  private var waiting: [String] = []
  private var running: [String: Task<Void, Never>] = [:]
  private var cancelled: Set<String> = []
  private var isStopping = false

  /// - Parameters:
  ///   - pipeline: Answers requests.
  ///   - catalog: Knows the models.
  ///   - store: Keeps jobs.
  ///   - files: Has their requests, and takes their answers.
  ///   - identifiers: Names jobs, and tells the time.
  package init(
    pipeline: GenerateContentPipeline,
    catalog: ModelCatalog,
    store: any JobIndex,
    files: any BatchFiles,
    identifiers: ResponseIdentifiers
  ) {
    answerer = BatchAnswerer(pipeline: pipeline, catalog: catalog, identifiers: identifiers)
    self.store = store
    self.files = files
    self.identifiers = identifiers
  }

  /// Takes a job.
  ///
  /// - Parameters:
  ///   - request: The body as it came.
  ///   - kind: What its requests are.
  ///   - model: The model of the path.
  ///   - apiVersion: The version of the path.
  /// - Returns: The job before it has begun.
  /// - Throws: `NOT_FOUND` for a model that takes no jobs, `PERMISSION_DENIED` for a file that is not there,
  ///   `INVALID_ARGUMENT` for a job without requests.
  package func create(
    _ request: CreateBatchRequest,
    kind: BatchOperation.Kind,
    model: String,
    apiVersion: String
  ) async throws -> BatchOperation {
    var job = BatchJob(
      id: try await newID(),
      kind: kind,
      model: try answerer.checkModel(model, kind, apiVersion: apiVersion),
      apiVersion: apiVersion,
      displayName: request.displayName,
      created: identifiers.now()
    )
    if let name = request.fileName {
      let id = try UploadedFiles.id(of: name, field: "batch.input_config.file_name")
      job.inputFile = id
      job.stats.requests = try await lineCount(of: id)
    } else {
      job.stats.requests = request.requests.count
    }
    guard job.stats.requests > 0 else { throw Status.noRequests(kind, file: job.inputFile) }
    let items = request.requests.enumerated().map { position, item in
      BatchItem(
        position: position,
        request: item.request.json(pretty: false),
        metadata: item.metadata?.json(pretty: false)
      )
    }
    try await store.add(job, items: items)
    waiting.append(job.id)
    startNext()
    return job.operation()
  }

  private func newID() async throws(StorageError) -> String {
    while true {
      let id = identifiers.nextName(of: "batch", count: 36)
      do throws(StorageError) {
        _ = try await store.job(id)
      } catch {
        guard error == .noSuchJob else { throw error }
        return id
      }
    }
  }

  /// Finds a job.
  ///
  /// - Parameter id: What follows `batches/`.
  /// - Returns: The job with what came of it.
  /// - Throws: `NOT_FOUND` where there is none.
  package func operation(_ id: String) async throws(StorageError) -> BatchOperation {
    let job = try await store.job(id)
    let hasAnswers = job.state == .succeeded && job.outputFile == nil
    return job.operation(answers: hasAnswers ? try await store.answers(of: id) : nil)
  }

  /// One page of jobs, the newest first, without answers.
  package func page(size: Int, after token: String?) async throws(StorageError) -> ListResponse<BatchOperation> {
    let page = try await store.page(size: size, after: token)
    return ListResponse(page.jobs.map { $0.operation() }, nextPageToken: page.nextToken)
  }

  /// Stops a job.
  ///
  /// One that has begun ends with errors instead of further answers, one that has not ends as cancelled, and one that
  /// has ended stays as it is.
  /// - Parameter id: What follows `batches/`.
  /// - Throws: `NOT_FOUND` where there is none.
  package func cancel(_ id: String) async throws(StorageError) {
    var job = try await store.job(id)
    if let task = running[id] {
      cancelled.insert(id)
      task.cancel()
      await task.value
    } else if !job.state.isTerminal {
      waiting.removeAll { $0 == id }
      job.error = .batchCancelled
      try await end(&job, as: .cancelled)
    }
  }

  /// Forgets a job; one that runs stops.
  ///
  /// - Parameter id: What follows `batches/`.
  /// - Throws: `NOT_FOUND` where there is none.
  package func delete(_ id: String) async throws(StorageError) {
    try await store.delete(id)
    waiting.removeAll { $0 == id }
    running[id]?.cancel()
  }

  /// Takes up the jobs an earlier server left.
  package func resume() async throws(StorageError) {
    waiting = try await store.unfinished() + waiting
    startNext()
  }

  /// Lets jobs rest until the next start.
  package func stop() async {
    isStopping = true
    for task in running.values { task.cancel() }
    for task in running.values { await task.value }
  }

  private func startNext() {
    while !isStopping, running.count < Self.mostAtOnce, !waiting.isEmpty {
      let id = waiting.removeFirst()
      running[id] = Task { [self] in
        await work(on: id)
        ended(id)
      }
    }
  }

  private func ended(_ id: String) {
    running[id] = nil
    cancelled.remove(id)
    startNext()
  }

  private func work(on id: String) async {
    guard var job = try? await store.job(id), !job.state.isTerminal else { return }
    do {
      job.state = .running
      job.updated = identifiers.now()
      try await store.update(job)
      if let input = job.inputFile { try await answerLines(of: input, &job) } else { try await answerItems(of: &job) }
      try await end(&job, as: .succeeded)
    } catch is CancellationError {
      // It goes on at the next start, or was deleted.
    } catch {
      job.error = (error as? any APIFailure)?.status ?? .internal("The batch failed: \(error)")
      try? await end(&job, as: .failed)
    }
  }

  private func end(_ job: inout BatchJob, as state: BatchOperation.State) async throws(StorageError) {
    job.state = state
    job.updated = identifiers.now()
    job.ended = job.updated
    try await store.update(job)
  }

  private func answerItems(of job: inout BatchJob) async throws {
    while let item = try await store.nextItem(of: job.id) {
      let answer = try await answer(item.request, of: &job)
      try await store.answer(BatchAnswer.json(answer, "metadata", item.metadata), at: item.position, of: job)
    }
  }

  private func answerLines(of input: String, _ job: inout BatchJob) async throws {
    let output = "batch-\(job.id)"
    var counted = job
    counted.stats = BatchOperation.Stats(requests: job.stats.requests)
    try await files.writeAnswers(id: output) { append in
      try await files.readLines(of: input) { line in
        let line = BatchLine(line)
        let answer: Result<[UInt8], Status>
        switch line.request {
        case .success(let request): answer = try await self.answer(request, of: &counted)
        case .failure(let status):
          counted.stats.failed += 1
          answer = .failure(status)
        }
        try await append(BatchAnswer.json(answer, "key", line.key) + "\n".utf8)
      }
    }
    job.stats = counted.stats
    job.outputFile = output
  }

  /// Answers one request and counts it; a status is an answer too.
  private func answer(_ request: [UInt8], of job: inout BatchJob) async throws -> Result<[UInt8], Status> {
    do {
      guard !cancelled.contains(job.id) else { throw CancellationError() }
      let response = try await answerer.answer(request, of: job)
      job.stats.successful += 1
      return .success(response)
    } catch {
      if error is CancellationError, !cancelled.contains(job.id) { throw error }
      job.stats.failed += 1
      if error is CancellationError { return .failure(Status(code: .cancelled, message: "")) }
      return .failure(Status(error))
    }
  }

  private func lineCount(of id: String) async throws(Status) -> Int {
    var count = 0
    do {
      try await files.readLines(of: id) { _ in count += 1 }
    } catch {
      throw Status(error)
    }
    return count
  }
}

extension Status {
  /// As the service ends a job that was cancelled before it began.
  fileprivate static let batchCancelled = Status(code: .internal, message: "Batch was cancelled.")

  fileprivate static func noRequests(_ kind: BatchOperation.Kind, file: String?) -> Status {
    let field = "* CreateBatchRequest.batch.input_config"
    guard let file else {
      return .invalidArgument("\(field): requests or file_name must be set, with one request at least.\n")
    }
    return .invalidArgument(
      "\(field).file_name: files/\(file) has no line; each is {\"key\": \"…\", \"request\": {…}}.\n"
    )
  }
}
