import TestSupport
import Testing

extension EscapeSuites.Quick {
  @Suite("The kernel's doors")
  struct KernelAttacks {
    static let probes = [
      Probe.attempts(
        "mounting",
        """
        attempt('tmpfs', call, 'mount', b'tmpfs', b'/work', b'tmpfs', 0, 0)
        attempt('proc', call, 'mount', b'proc', b'/tmp', b'proc', 0, 0)
        attempt('bind', call, 'mount', b'/', b'/tmp', 0, 0x1000 | 0x4000, 0)
        attempt('remount', call, 'mount', 0, b'/', 0, 0x20, 0)
        attempt('propagation', call, 'mount', 0, b'/', 0, 0x4000 | (1 << 20), 0)
        for point in (b'/proc', b'/work', b'/tmp', b'/'): attempt('umount', call, 'umount2', point, 2)
        attempt('pivot_root', call, 'pivot_root', b'/work', b'/work')
        attempt('chroot', os.chroot, '/work')
        for number, name in ((428, 'open_tree'), (429, 'move_mount'), (430, 'fsopen'), (431, 'fsconfig'), (432,
            'fsmount'),
                             (433, 'fspick'), (442, 'mount_setattr'), (457, 'statmount'), (458, 'listmount')):
            attempt(name, call, number, 0, 0, 0, 0, 0)
        """
      ),
      Probe.attempts(
        "namespaces, nested and foreign",
        """
        for flag in (0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000):
            attempt(f'unshare {flag:x}', call, 'unshare', flag)
            attempt(f'unshare of a user namespace with {flag:x}', call, 'unshare', flag | 0x10000000)
            attempt(f'clone {flag:x}', call, 'clone', flag | 17, 0, 0, 0, 0)
        for name in os.listdir('/proc/self/ns'):
            attempt('setns ' + name, lambda: call('setns', os.open('/proc/self/ns/' + name, os.O_RDONLY), 0))
        arguments = (ctypes.c_ulonglong * 11)(0x10000000)
        attempt('clone3', call, 'clone3', arguments, 88)
        attempt('a time namespace', call, 'unshare', 0x80)
        """
      ),
      Probe.attempts(
        "machine code in memory one may write",
        """
        import mmap, platform
        # A page that is both is allowed (ctypes needs it); what the code asks of the kernel is not.
        code = {'x86_64': bytes.fromhex('48c7c065000000' '31ff' '0f05' 'c3'),       # ptrace(TRACEME)
                'aarch64': bytes.fromhex('a80e80d2' '000080d2' '010000d4' 'c0035fd6')}[platform.machine()]
        page = mmap.mmap(-1, 4096, prot=7); page.write(code)
        value = ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()
        if value != -errno.EPERM: print('escaped', value)
        """
      ),
      Probe.attempts(
        "programs made here, on disk and in memory",
        """
        import shutil
        for folder in ('/work', '/tmp', '/dev/shm'):
            path = shutil.copy('/usr/bin/true', folder + '/escaped'); os.chmod(path, 0o755)
            attempt('exec in ' + folder, os.posix_spawn, path, [path], {})
            library = shutil.copy(f'/usr/lib/{os.uname().machine}-linux-gnu/libm.so.6', folder)
            attempt('dlopen in ' + folder, ctypes.CDLL, library)
            file = os.open(path, os.O_RDONLY)
            attempt('execveat', call, 'execveat', file, b'', 0, 0, 0x1000)
            attempt('exec by fd', os.posix_spawn, f'/proc/self/fd/{file}', ['x'], {})
        for flags in (0, 1, 2, 4): attempt('memfd_create', call, 'memfd_create', b'x', flags)
        attempt('memfd_secret', call, 447, 0)
        """
      ),
      Probe.attempts(
        "privileges",
        """
        for name, arguments in (('setuid', (0,)), ('setgid', (0,)), ('setreuid', (0, 0)), ('setresuid', (0, 0, 0)),
                                ('setresgid', (0, 0, 0)), ('setgroups', (0, 0)), ('setfsuid', (0,)), ('setfsgid',
                                    (0,))):
            attempt(name, call, name, *arguments)
        header = (ctypes.c_uint * 2)(0x20080522, 0); sets = (ctypes.c_uint * 6)(*[0xffffffff] * 6)
        attempt('capset', call, 'capset', header, sets)
        for operation, value in ((4, 0), (4, 1), (8, 1), (22, 0), (23, 21), (24, 21), (28, 0), (35, 1), (36, 1),
            (38, 1),
                                 (41, 1), (47, 2), (53, 0), (59, 1), (67, 1), (0x59616d61, 0)):
            attempt(f'prctl {operation}', call, 'prctl', operation, value, 0, 0, 0)
        for resource in range(16):
            import resource as r
            soft, hard = r.getrlimit(resource)
            if hard != r.RLIM_INFINITY: attempt(f'limit {resource}', r.setrlimit, resource, (hard + 1, hard + 1))
        attempt('nice', os.setpriority, os.PRIO_PROCESS, 0, -5)
        for policy in (1, 2): attempt('real time', os.sched_setscheduler, 0, policy, os.sched_param(1))
        status = open('/proc/self/status').read()
        for line in ('CapEff:\\t0000000000000000', 'NoNewPrivs:\\t1', 'Seccomp:\\t2'):
            if line not in status: print('escaped', line)
        """
      ),
      Probe.attempts(
        "clocks and names of the machine",
        """
        import time
        attempt('clock_settime', time.clock_settime, time.CLOCK_REALTIME, 0.0)
        buffer = ctypes.create_string_buffer(256)
        for name in ('settimeofday', 'adjtimex', 'clock_adjtime', 'sethostname', 'setdomainname', 'stime'):
            if seccomp.seccomp_syscall_resolve_name(name.encode()) >= 0: attempt(name, call, name, buffer, buffer)
        attempt('an alarm that wakes the machine', call, 'timerfd_create', 8, 0)
        timers, handle = 0, ctypes.c_int()
        try:
            for timers in range(100000): call('timer_create', 1, 0, ctypes.byref(handle))
            print('escaped: timers without end')
        except OSError: pass
        """
      ),
      Probe.attempts(
        "system calls at random, in children",
        """
        import random, signal
        # What ends, stops or fills a process is left out; it has probes of its own.
        quiet = {seccomp.seccomp_syscall_resolve_name(name) for name in (b'exit', b'exit_group', b'pause', b'fork',
            b'vfork',
            b'clone', b'kill', b'tkill', b'tgkill', b'rt_sigsuspend', b'rt_sigreturn', b'execve', b'select',
            b'poll', b'ppoll',
            b'pselect6', b'epoll_wait', b'epoll_pwait', b'futex', b'wait4', b'waitid', b'nanosleep', b'clock_nanosleep',
            b'rt_sigtimedwait', b'read', b'munmap', b'brk', b'mmap', b'close_range', b'alarm')}
        for seed in range(4):
            child = os.fork()
            if child == 0:
                # No descriptor of the session's own: those are other probes' business.
                os.closerange(0, 1024); signal.alarm(2)
                dice = random.Random(seed)
                for _ in range(3000):
                    number = dice.randrange(470)
                    if number in quiet: continue
                    libc.syscall(ctypes.c_long(number), *(ctypes.c_long(dice.choice((0, 1, -1, 2, 4096, 1 << 31,
                        dice.randrange(1 << 16)))) for _ in range(6)))
                os._exit(0)
            os.waitpid(child, 0)
        """
      ),
      Probe.attempts(
        "sockets of every kind",
        """
        import socket
        for family in range(64):
            for kind in (1, 2, 3, 4, 5, 10):
                # Unix streams are for a session's own names, where Landlock sees to that; others try them elsewhere.
                for protocol in (0, 1, 6, 17, 132) if (family, kind) != (1, 1) else ():
                    attempt(f'socket {family} {kind}', call, 'socket', family, kind, protocol)
            if family != 1: attempt(f'socketpair {family}', call, 'socketpair', family, 1, 0, (ctypes.c_int * 2)())
        for kind in (2, 3, 4, 5, 10): attempt(f'pair {kind}', call, 'socketpair', 1, kind, 0, (ctypes.c_int * 2)())
        attempt('a name', socket.getaddrinfo, 'example.com', 80)
        ours, theirs = socket.socketpair()
        for name in (b'\\0escaped', b'/work/socket'):
            attempt('connect', call, 'connect', ours.fileno(), b'\\1\\0' + name, 2 + len(name))
        # One that is connected cannot listen, whatever its name.
        attempt('listen', call, 'listen', ours.fileno(), 1)
        attempt('accept', call, 'accept4', ours.fileno(), 0, 0, 0)
        attempt('sendmmsg', call, 'sendmmsg', ours.fileno(), 0, 0, 0)
        attempt('a datagram to an abstract name', call, 'sendto', ours.fileno(), b'x', 1, 0, b'\\1\\0\\0escaped', 10)
        """
      ),
      Probe.attempts(
        "preloaded libraries and interpreter hooks for other programs",
        """
        import subprocess
        open('/work/x.py', 'w').write("print('escaped: ran')")
        for name, value in (('LD_PRELOAD', '/work/libm.so.6'), ('LD_AUDIT', '/work/libm.so.6'), ('PYTHONSTARTUP',
            '/work/x.py'),
                            ('GLIBC_TUNABLES', 'glibc.malloc.check=3'), ('PYTHONHOME', '/work')):
            os.environ[name] = value
        subprocess.run(['/usr/bin/env'], capture_output=True)
        """
      ),
    ]

    @Test("stay shut", arguments: probes)
    func isHeld(_ probe: Probe) async throws {
      let server = try ServerProcess.current
      try await probe.run(on: server)
      try await server.expectClean()
    }

    #if arch(x86_64)
      @Test(
        "a call in the manner of another architecture ends the process",
        arguments: [
          ("int 0x80", "b814000000" + "cd80" + "c3"),
          ("x32", "b827000040" + "0f05" + "c3"),
        ]
      )
      func foreignCall(_ name: String, code: String) async throws {
        let server = try ServerProcess.current
        try await Probe(
          name,
          """
          import ctypes, mmap
          page = mmap.mmap(-1, 4096, prot=7); page.write(bytes.fromhex('\(code)'))
          print('came back', ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(page)))())
          """,
          ends: Probe.failed("signal 31 (SIGSYS)")
        ).run(on: server)
        try await server.expectClean()
      }
    #endif
  }
}
