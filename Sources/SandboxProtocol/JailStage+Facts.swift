extension JailStage {
  /// What is known of a step.
  struct Facts {
    /// The step in the words of a command; `…` is where its detail stands.
    var text: String
    var layer: IsolationLayer
    var remedy: Remedy?

    fileprivate init(_ text: String, _ layer: IsolationLayer, _ remedy: Remedy? = nil) {
      (self.text, self.layer, self.remedy) = (text, layer, remedy)
    }
  }

  /// A step without a line in the table, which a test would find, is known by its key.
  var facts: Facts { Self.table[self] ?? Facts("take step \(rawValue)", .rootFilesystem) }

  static let table: [JailStage: Facts] = [
    .openFile: Facts("open …", .rootFilesystem),
    .readFile: Facts("read …", .rootFilesystem),
    .makeFile: Facts("make the file …", .rootFilesystem),
    .writeFile: Facts("write the file …", .rootFilesystem),
    .copyFile: Facts("copy to …", .rootFilesystem),
    .makeFolder: Facts("make the folder …", .rootFilesystem),
    .enterFolder: Facts("enter …", .rootFilesystem),
    .returnToStagingFolder: Facts("return to the staging folder", .rootFilesystem),
    .setMode: Facts("set the mode of …", .rootFilesystem),
    .makePrivateFolder: Facts("make a folder below …", .rootFilesystem),
    .makeSessionFolder: Facts("make the session's folder", .rootFilesystem),
    .giveSessionFolder: Facts("give the session its folder", .rootFilesystem),
    .makeRemovalPipe: Facts("make a pipe for the folders to remove", .rootFilesystem),
    .placeFile: Facts("place …", .rootFilesystem),

    .makeMountsPrivate: Facts("make the mounts private", .rootFilesystem),
    .bind: Facts("bind …", .rootFilesystem),
    .makeReadOnly: Facts("make … read-only", .rootFilesystem),
    .restrictDevice: Facts("restrict …", .rootFilesystem),
    .link: Facts("link …", .rootFilesystem),
    .mountTmpfs: Facts("mount a tmpfs on …", .rootFilesystem),
    .mountProc: Facts("mount proc on /proc", .rootFilesystem, .unmaskProc),
    .pivotRoot: Facts("pivot_root", .rootFilesystem),
    .detachHostRoot: Facts("detach the host's root", .rootFilesystem),

    .unshareUserNamespace: Facts("unshare the user namespace", .userNamespace, .allowUserNamespaces),
    .unshareMountNamespace: Facts("unshare the mount namespace", .mountNamespace),
    .unshareOuterNamespaces: Facts("unshare the mount, pid, net, uts, ipc and cgroup namespaces", .mountNamespace),
    .unsharePIDNamespace: Facts("unshare the pid namespace", .pidNamespace),
    .unshareIPCNamespace: Facts("unshare the ipc and cgroup namespaces", .ipcNamespace),
    .returnToPIDNamespace: Facts("return to the pid namespace", .pidNamespace),
    .openUserLimits: Facts("open /proc/sys/user", .noNestedNamespaces),
    .openUserLimit: Facts("open /proc/sys/user/…", .noNestedNamespaces),
    .writeUserLimit: Facts("write /proc/sys/user/…", .noNestedNamespaces),
    .setHostName: Facts("set the host name", .utsNamespace),
    .openSocketQueue: Facts("open the queue before sockets", .networkNamespace),
    .writeSocketQueue: Facts("write the queue before sockets", .networkNamespace),
    .hideSockets: Facts("hide the lists of sockets", .networkNamespace),

    .makeMapSocket: Facts("make a socket for the id maps", .userNamespace),
    .forkMapWriter: Facts("fork the writer of the id maps", .userNamespace),
    .forkMapProgram: Facts("fork for …", .userNamespace),
    .runMapProgram: Facts("run …", .userNamespace),
    .openIDMap: Facts("open …", .userNamespace),
    .writeIDMap: Facts("write …", .userNamespace),
    .mapIDs: Facts("map ids … into the user namespace", .userNamespace, .allowUserNamespaces),
    .makeHandshake: Facts("make a socket for the handshake", .userNamespace),
    .waitForUserNamespace: Facts("wait for the session's user namespace", .userNamespace, .allowUserNamespaces),
    .askForMaps: Facts("ask for the id maps", .userNamespace),
    .waitForMaps: Facts("wait for the id maps", .userNamespace),
    .letSessionGoOn: Facts("let the session go on", .userNamespace),
    .setGroupID: Facts("set the group id", .userNamespace),
    .clearGroups: Facts("clear the supplementary groups", .userNamespace),
    .setUserID: Facts("set the user id", .userNamespace),

    .forkOuterInit: Facts("fork the outer namespaces' pid 1", .pidNamespace),
    .forkSpare: Facts("fork a process to use up pid 2", .pidNamespace),
    .forkForkServer: Facts("fork the fork server", .rootFilesystem),
    .forkKeeper: Facts("fork the keeper", .rootFilesystem),
    .forkSession: Facts("fork the session", .rootFilesystem),
    .execForkServer: Facts("exec the fork server", .rootFilesystem),
    .startInit: Facts("start the session's init", .pidNamespace),
    .startSession: Facts("setsid", .rootFilesystem),
    .askForDeathSignal: Facts("ask for …'s death signal", .rootFilesystem),
    .findForkServer: Facts("find the fork server alive", .rootFilesystem),
    .becomeReaper: Facts("become the reaper of what is orphaned", .rootFilesystem),
    .checkPID: Facts("check that the fork server's pid is above 2", .rootFilesystem),
    .checkOneThread: Facts("check that the fork server has one thread", .rootFilesystem),
    .makeSignalDescriptor: Facts("make a signal descriptor", .rootFilesystem),
    .startPython: Facts("start Python: …", .rootFilesystem, .installPython),

    .copyDescriptor: Facts("copy descriptor …", .rootFilesystem),
    .placeDescriptor: Facts("place descriptor …", .rootFilesystem),
    .joinCgroup: Facts("join the session's cgroup …", .memoryLimit),
    .setResourceLimit: Facts("set …", .resourceLimits),
    .dropBoundingSet: Facts("drop the capability bounding set", .privileges),
    .clearAmbient: Facts("clear the ambient capabilities", .privileges),
    .forbidDumps: Facts("forbid core dumps and readers of /proc/self", .privileges),
    .setNoNewPrivileges: Facts("set no_new_privs", .privileges),
    .emptyCapabilities: Facts("empty the capability sets", .privileges),
    .allowOwnProc: Facts("let the process read its own /proc entries", .privileges),
    .reachLibraries: Facts("reach the library set under the session's id", .landlock, .openLibraries),
    .makeLandlockRules: Facts("make a Landlock rule set", .landlock),
    .openForLandlock: Facts("open … for Landlock", .landlock),
    .lookForLandlock: Facts("look at …", .landlock),
    .allowInLandlock: Facts("allow … in Landlock", .landlock),
    .enterLandlock: Facts("enter Landlock", .landlock, .enableLandlock),
    .startFilter: Facts("start a seccomp filter", .seccomp),
    .setUpFilter: Facts("set up the seccomp filter (…)", .seccomp),
    .addFilterRule: Facts("add the seccomp rule for …", .seccomp),
    .checkFilterSize: Facts("check the size of the seccomp filter (at most 4096 instructions)", .seccomp),
    .makeFilterFile: Facts("make a file for the seccomp filter", .seccomp),
    .readFilter: Facts("read … of the seccomp filter", .seccomp),
    .describeFilter: Facts("describe the seccomp filter", .seccomp),
    .loadFilter: Facts("load the seccomp filter", .seccomp),

    .waitForLaunch: Facts("wait for the launch frame", .rootFilesystem),
    .waitForPrepare: Facts("wait for the prepare frame", .rootFilesystem),
    .pollControl: Facts("poll the control channel", .rootFilesystem),
    .receiveControlFrame: Facts("receive a control frame", .rootFilesystem),
    .readControlFrame: Facts("read a control frame (…)", .rootFilesystem),
    .readStartFrame: Facts("read the start frame", .rootFilesystem),
    .readRepeatedFrame: Facts("read a control frame that comes once", .rootFilesystem),
    .receiveSessionFrame: Facts("receive a session frame", .rootFilesystem),
    .readSessionFrame: Facts("read a session frame (…)", .rootFilesystem),
    .readVerifyingFrame: Facts("read a frame that only a session that verifies gets", .rootFilesystem),
    .takeCode: Facts("take a block of code", .rootFilesystem),
  ]
}
