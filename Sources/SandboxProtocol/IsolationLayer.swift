/// One thing that stands between user code and the machine, in the order in which a session meets them.
package enum IsolationLayer: String, FrameField, Sendable, Hashable, CaseIterable {
  case memoryLimit
  case processLimit
  case cpuLimit
  case freezer
  case rootFilesystem
  case mountNamespace
  case pidNamespace
  case networkNamespace
  case ipcNamespace
  case utsNamespace
  case cgroupNamespace
  case userNamespace
  /// User code and init have two ids of this session's own.
  case ids
  case noNestedNamespaces
  case resourceLimits
  case privileges
  case landlock
  case seccomp

  /// The layers that a cgroup makes.
  package static let ofCgroup: [IsolationLayer] = [.memoryLimit, .processLimit, .cpuLimit, .freezer]

  /// What it is, for a person.
  package var summary: String {
    switch self {
    case .memoryLimit: "memory of a whole session, by cgroup"
    case .processLimit: "processes of a whole session, by cgroup"
    case .cpuLimit: "processor time of a session, by cgroup"
    case .freezer: "sessions stand still between blocks, by cgroup"
    case .rootFilesystem: "read-only root without the host's files"
    case .mountNamespace: "mounts of its own"
    case .pidNamespace: "processes of its own, killed together"
    case .networkNamespace: "no network, not even loopback"
    case .ipcNamespace: "System V and POSIX queues of its own"
    case .utsNamespace: "host name of its own"
    case .cgroupNamespace: "no view of the cgroup tree"
    case .userNamespace: "an unprivileged user in a namespace of its own"
    case .ids: "ids that nobody else on the machine has"
    case .noNestedNamespaces: "no further namespaces can be made"
    case .resourceLimits: "limits of each process"
    case .privileges: "no capability, and no way to gain one"
    case .landlock: "file access by an allow list"
    case .seccomp: "system calls by an allow list"
    }
  }
}

/// What trying to break a layer showed.
package struct LayerFinding: FrameField, Hashable, Sendable {
  package var layer: IsolationLayer
  /// Whether the forbidden thing was refused.
  package var isHeld: Bool
  /// What was tried and what the kernel said, for a person.
  package var detail: String

  package init(layer: IsolationLayer, isHeld: Bool, detail: String) {
    self.layer = layer
    self.isHeld = isHeld
    self.detail = detail
  }

  package func encode(into writer: inout FrameWriter) { writer.write(layer, isHeld, detail) }

  package init(from reader: inout FrameReader) throws(FrameError) {
    layer = try reader.read()
    isHeld = try reader.read()
    detail = try reader.read()
  }
}
