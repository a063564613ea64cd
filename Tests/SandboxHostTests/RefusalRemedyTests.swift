import Glibc
import SandboxProtocol
import Testing

@testable import SandboxHost

@Suite("A step that was refused")
struct RefusalRemedyTests {
  private static let withoutNamespaces = "POLLUX_ISOLATION=restricted"
  private static let known: [JailStage: String] = [
    .mountProc: "--security-opt systempaths=unconfined", .enterLandlock: "Linux 5.13 or newer with landlock",
    .reachLibraries: "put the project where every user may read it", .startPython: "Install Debian's python3",
  ]
  private static let ofUserNamespaces: Set<JailStage> = [.unshareUserNamespace, .waitForUserNamespace, .mapIDs]

  private func remedy(_ stage: JailStage, _ errno: Int32) throws -> String {
    let error = RefusalRemedy.error(GuestError(stage, "X", errno: errno))
    guard case .refused(let layer, let text, let reason, let remedy) = error else {
      throw SandboxError.unavailable("another error: \(error)")
    }
    #expect(layer == stage.layer)
    #expect(text == stage.text("X"))
    #expect(reason == (errno == 0 ? "it failed" : String(cString: strerror(errno))))
    #expect("\(error)" == "the sandbox is unavailable: \(text): \(reason). \(remedy)")
    return remedy
  }

  @Test("comes with the remedy of its stage, or of the kernel's answer", arguments: JailStage.allCases)
  func remedies(_ stage: JailStage) throws {
    for errno in [0, EPERM, EACCES, ENOSPC, EIO] {
      let remedy = try remedy(stage, errno)
      if Self.ofUserNamespaces.contains(stage) {
        let expected =
          MachineFacts.userNamespaceRemedy
          ?? (errno == ENOSPC ? "sysctl -w user.max_user_namespaces=10000" : "kernel.unprivileged_userns_clone=1")
        #expect(remedy.contains(expected) && remedy.contains(Self.withoutNamespaces))
      } else if let known = Self.known[stage] {
        #expect(remedy.contains(known))
        #expect(remedy.contains(Self.withoutNamespaces) == (stage == .mountProc))
      } else if errno == EPERM || errno == EACCES {
        #expect(remedy.hasPrefix("Something around Pollux forbids it") && remedy.contains(Self.withoutNamespaces))
      } else {
        #expect(remedy.hasPrefix("Every layer is needed"))
      }
    }
  }

  private static let layers: [(JailStage, IsolationLayer)] = [
    (.unshareUserNamespace, .userNamespace), (.writeIDMap, .userNamespace), (.unshareMountNamespace, .mountNamespace),
    (.unsharePIDNamespace, .pidNamespace), (.unshareIPCNamespace, .ipcNamespace), (.setHostName, .utsNamespace),
    (.hideSockets, .networkNamespace), (.joinCgroup, .memoryLimit), (.setResourceLimit, .resourceLimits),
    (.setNoNewPrivileges, .privileges), (.emptyCapabilities, .privileges), (.openUserLimits, .noNestedNamespaces),
    (.enterLandlock, .landlock), (.reachLibraries, .landlock), (.loadFilter, .seccomp), (.addFilterRule, .seccomp),
    (.pivotRoot, .rootFilesystem), (.mountProc, .rootFilesystem), (.startPython, .rootFilesystem),
  ]

  @Test("is missing in the report under its own layer", arguments: layers)
  func layer(_ stage: JailStage, _ layer: IsolationLayer) {
    #expect(stage.layer == layer)
  }
}
