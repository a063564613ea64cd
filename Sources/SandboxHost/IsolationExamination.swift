package import Logging
import SandboxProtocol

/// Finds out what isolation this machine gives, without a server and without the library set in memory.
package enum IsolationExamination {
  /// Starts an empty fork server, tries every layer in it, and takes everything away again.
  /// - Parameters:
  ///   - profile: The profile; its levels say what is asked for.
  ///   - paths: The parts of the sandbox.
  ///   - logger: Where the fork server's progress goes.
  /// - Returns: What was found, also where a step was refused and nothing after it could be tried.
  /// - Throws: `SandboxError` for anything but a refused layer.
  package static func run(
    profile: SandboxProfile,
    paths: SandboxPaths,
    logger: Logger
  ) async throws -> IsolationReport {
    let levels = profile.isolation.levels
    var stock: CgroupStock?
    var problem: CgroupProblem?
    if levels.contains(.full) {
      do throws(CgroupProblem) {
        stock = CgroupStock(tree: try CgroupTrees.make(), limits: profile.cgroupLimits, capacity: 0)
      } catch {
        problem = error
      }
    }
    let threads = BlockingThreads(count: 4)
    threads.start()
    defer { stock?.close() }
    do {
      let server = try ForkServerProcess.start(
        paths,
        profile: profile,
        preload: [],
        // A session that tries the layers, and another where the cgroup failed.
        numbers: try SessionNumbers(atLeast: 2),
        level: levels[0],
        stock: stock,
        threads: threads,
        logger: logger
      )
      defer { server.kill(because: .lost) }
      let starting = SessionStarting(forkServer: server, profile: profile, threads: threads, stock: stock)
      let facts = try await server.waitUntilReady(seconds: 30)
      let report = try await IsolationTrial(starting: starting, treeProblem: problem).run(facts: facts, levels: levels)
      server.kill(because: .lost)
      await threads.stop()
      return report
    } catch SandboxError.refused(let layer, let stage, let reason, let remedy) {
      await threads.stop()
      return report(without: layer, because: "\(stage): \(reason)", remedy: remedy)
    } catch {
      await threads.stop()
      throw error
    }
  }

  /// A report of a machine that refuses a step: the layer of that step is missing, and nothing is known of the others.
  private static func report(without layer: IsolationLayer, because detail: String, remedy: String) -> IsolationReport {
    IsolationReport(
      layers: IsolationLayer.allCases.map {
        IsolationReport.Layer(
          layer: $0,
          isHeld: $0 == layer ? false : nil,
          detail: $0 == layer ? detail : "not tried",
          remedy: $0 == layer ? remedy : ""
        )
      },
      level: nil,
      cgroup: nil,
      landlockABI: 0,
      pythonVersion: "unknown",
      kernel: MachineFacts.kernel
    )
  }
}
