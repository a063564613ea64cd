import CLinuxShim
import Glibc

/// Pid 1 of a session: reaps what user code orphans, and does nothing else.
///
/// It is an executable of its own without Python in it, for pid 1 has odd signals, its end kills its whole namespace,
/// and a copy of the fork server's page tables for a process that only waits would cost more than the exec.
@main
enum Main {
  static func main() {
    // Nothing this process could do for an attacker: no capability, no core file, no reader of its /proc entries.
    // Under an id of its own it has no capability since the change of ids, and then may not change the bounding set.
    let isHardened =
      pollux_set_dumpable(0) == 0 && pollux_set_no_new_privileges() == 0
      && (pollux_bounding_set_drop_all() == 0 || errno == EPERM) && pollux_capset_none() == 0
    guard isHardened else { exit(1) }
    var signals = sigset_t()
    sigfillset(&signals)
    sigprocmask(SIG_BLOCK, &signals, nil)
    var child = sigset_t()
    sigemptyset(&child)
    sigaddset(&child, SIGCHLD)
    while true {
      while waitpid(-1, nil, WNOHANG) > 0 {}
      var received: Int32 = 0
      sigwait(&child, &received)
    }
  }
}
