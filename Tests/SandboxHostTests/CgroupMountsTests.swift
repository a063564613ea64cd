import Testing

@testable import SandboxHost

@Suite("The place of this process among the cgroups")
struct CgroupMountsTests {
  struct Machine: CustomTestStringConvertible {
    var testDescription: String
    var mounts: String
    var membership: String
    var unified: CgroupMounts.Hierarchy?
    var memory: CgroupMounts.Hierarchy?
  }

  @Test(
    "is read from what the kernel says",
    arguments: [
      Machine(
        testDescription: "Debian 12, a service of a user",
        mounts: "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate",
        membership: "0::/user.slice/user-1000.slice/user@1000.service/app.slice/a.scope\n",
        unified: .init(
          mountPoint: "/sys/fs/cgroup",
          ownFolder: "/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service/app.slice/a.scope"
        )
      ),
      Machine(
        testDescription: "a container with a cgroup namespace",
        mounts: "30 23 0:26 / /sys/fs/cgroup ro,nosuid - cgroup2 cgroup rw",
        membership: "0::/\n",
        unified: .init(mountPoint: "/sys/fs/cgroup", ownFolder: "/sys/fs/cgroup")
      ),
      Machine(
        testDescription: "a container without one, whose part is the root of the mount",
        mounts: "30 23 0:26 /docker/ab /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory",
        membership: "4:memory:/docker/ab\n0::/docker/ab\n",
        memory: .init(mountPoint: "/sys/fs/cgroup/memory", ownFolder: "/sys/fs/cgroup/memory")
      ),
      Machine(
        testDescription: "version 1 beside an empty version 2, below a folder with a space",
        mounts: """
          31 23 0:28 / /cg\\040roup/memory rw - cgroup cgroup rw,memory
          32 23 0:29 / /cg\\040roup/unified rw - cgroup2 cgroup2 rw
          """,
        membership: "4:memory:/a/b\n3:cpu,cpuacct:/\n0::/\n",
        unified: .init(mountPoint: "/cg roup/unified", ownFolder: "/cg roup/unified"),
        memory: .init(mountPoint: "/cg roup/memory", ownFolder: "/cg roup/memory/a/b")
      ),
      Machine(
        testDescription: "nothing is mounted",
        mounts: "22 1 8:1 / / rw - ext4 /dev/sda1 rw\nbroken",
        membership: ""
      ),
    ]
  )
  func isRead(_ machine: Machine) {
    let found = CgroupMounts(mounts: machine.mounts, membership: machine.membership)
    #expect(found.unified == machine.unified)
    #expect(found.controllers["memory"] == machine.memory)
  }
}
