import Testing
import TestSupport

extension ProcessSuites.AsDelivered {
  @Suite("The jail")
  struct JailTests {
    struct Case: CustomTestStringConvertible {
      var testDescription: String
      var code: String
      var output: String

      init(_ name: String, _ code: String, _ output: String) {
        (testDescription, self.code, self.output) = (name, code, output)
      }
    }

    static let views = [
      Case(
        "no socket but Unix streams, if any",
        """
        import socket
        network = set()
        for family in range(46):
            for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW):
                if (family, kind) == (socket.AF_UNIX, socket.SOCK_STREAM): continue
                try:
                    socket.socket(family, kind); print('opened', family, kind)
                except OSError as error:
                    assert error.errno in (1, 97), error
                    if family in (socket.AF_INET, socket.AF_INET6): network.add(error.errno)
        print(network)
        """,
        "{97}\n"
      ),
      Case(
        "no name is resolved",
        "import socket\ntry:\n    socket.getaddrinfo('example.com', 443)\nexcept OSError as error:\n    print(repr(error))",
        "gaierror(-3, 'Temporary failure in name resolution')\n"
      ),
      Case(
        "no file of the host",
        """
        import os
        names = '''/etc/shadow /etc/hostname /etc/ssh /etc/environment /var /sys /boot /opt /run /srv /media
            /proc/kcore /proc/kmsg /proc/sys /proc/keys /proc/mounts /proc/net /dev/mem /dev/kmsg /dev/fuse /dev/tty /dev/sda
            /dev/kvm /dev/net /dev/ptmx /dev/mqueue /old_root /put_old /host'''.split()
        print([name for name in names if os.path.lexists(name)])
        """,
        "[]\n"
      ),
      Case(
        "no file of the host under the names that mean the working directory here",
        """
        import os
        names = ('/mnt/data', '/home/bard', '/content', '/root')
        print([os.path.realpath(name) for name in names], os.listdir('/mnt'), os.listdir('/home'))
        """,
        "['/work', '/work', '/work', '/work'] ['data'] ['bard']\n"
      ),
      Case(
        "no home of anybody",
        "print([l for l in open('/etc/passwd') if '/home' in l or ':0:' in l and 'root' not in l])",
        "[]\n"
      ),
      Case(
        "nothing can be written but the work directories",
        """
        import os
        for folder in ('/', '/usr', '/usr/lib', '/usr/local/lib/python3.11/dist-packages', '/etc', '/bin', '/pollux', '/dev'):
            try:
                open(folder + '/x', 'w'); print('wrote', folder)
            except OSError as error:
                assert error.errno in (13, 30), (folder, error)
            assert not os.access(folder, os.W_OK), folder
        for folder in ('/work', '/tmp', '/dev/shm'):
            open(folder + '/.x', 'w').write('x')
        print('done')
        """,
        "done\n"
      ),
      Case(
        "one user, no capability, no way to more",
        """
        # With one id groups cannot be cleared (user_namespaces(7)): they show as one's own and as nobody's.
        names = 'Uid Gid CapInh CapPrm CapEff CapBnd CapAmb NoNewPrivs Seccomp'.split()
        status = dict(line.rstrip('\\n').split(':\\t', 1) for line in open('/proc/self/status') if ':\\t' in line)
        print(*(status[name].split() for name in names), sep='\\n')
        print(set(status['Groups'].split()) - {'1000', '65534'})
        """,
        """
        ['1000', '1000', '1000', '1000']
        ['1000', '1000', '1000', '1000']
        ['0000000000000000']
        ['0000000000000000']
        ['0000000000000000']
        ['0000000000000000']
        ['0000000000000000']
        ['1']
        ['2']
        set()

        """
      ),
      Case(
        "no other process is seen or reached",
        """
        import os
        print([name for name in os.listdir('/proc') if name.isdigit()] == [str(os.getpid())])
        # Where one id is all there is the call on pid 1 succeeds, and the kernel drops the signal (pid_namespaces(7)).
        for target in (1, -1):
            try:
                os.kill(target, 9)
            except OSError as error:
                assert error.errno in (1, 3), error
        print('alive')
        """,
        "True\nalive\n"
      ),
      Case(
        "nothing written can be executed",
        """
        import os, shutil, subprocess
        for folder in ('/work', '/tmp', '/dev/shm'):
            path = shutil.copy('/usr/bin/true', folder + '/.true')
            os.chmod(path, 0o755)
            try:
                subprocess.run([path]); print('ran in', folder)
            except PermissionError as error:
                print(error.errno)
        """,
        "13\n13\n13\n"
      ),
      Case(
        "a child can be started where the system has it",
        "import subprocess\nprint(subprocess.run(['true']).returncode)",
        "0\n"
      ),
      Case(
        "four variables of the environment",
        "import os\nprint(sorted(os.environ))",
        "['HOME', 'LC_ALL', 'PATH', 'TZ']\n"
      ),
      Case(
        "nor others in what a child inherits",
        "import subprocess\nprint(subprocess.run(['env'], capture_output=True, text=True).stdout.count('\\n'))",
        "4\n"
      ),
      Case(
        "no descriptor but the streams and the session's own",
        """
        import os, stat
        for name in os.listdir('/proc/self/fd'):
            try:
                target = os.readlink('/proc/self/fd/' + name)
            except FileNotFoundError:
                continue
            if not target.startswith(('pipe:', 'socket:', '/dev/null', '/work', '/proc/')):
                print(name, target)
        """,
        ""
      ),
    ]

    @Test("shows user code this and no more", arguments: views)
    func view(_ testCase: Case) async throws {
      let result = try await ServerProcess.current.result(of: testCase.code)
      #expect(
        result == GenerateAnswer.Result(outcome: "OUTCOME_OK", output: testCase.output.isEmpty ? nil : testCase.output)
      )
    }

    /// Numbers of a system call on x86_64 and aarch64 (asm/unistd.h), and arguments that a kernel without a jail takes.
    struct Call: CustomTestStringConvertible {
      var testDescription: String
      var numbers: (x86_64: Int, aarch64: Int)
      var arguments: String

      init(_ name: String, _ x86_64: Int, _ aarch64: Int, _ arguments: String = "0, 0, 0, 0, 0, 0") {
        (testDescription, numbers, self.arguments) = (name, (x86_64, aarch64), arguments)
      }
    }

    @Test(
      "denies a raw system call",
      arguments: [
        Call("unshare of a user namespace", 272, 97, "0x10000000"),
        Call("unshare of a mount namespace", 272, 97, "0x20000"),
        Call("unshare of a net namespace", 272, 97, "0x40000000"),
        Call("clone of a user namespace", 56, 220, "0x10000000 | 17, 0, 0, 0, 0"),
        Call("setns", 308, 268, "0, 0"),
        Call("mount", 165, 40, "b'tmpfs', b'/tmp', b'tmpfs', 0, 0"),
        Call("umount2", 166, 39, "b'/proc', 2"),
        Call("pivot_root", 155, 41, "b'/tmp', b'/tmp'"),
        Call("chroot", 161, 51, "b'/tmp'"),
        Call("ptrace", 101, 117, "0, 0, 0, 0"),
        Call("process_vm_readv", 310, 270),
        Call("bpf", 321, 280),
        Call("perf_event_open", 298, 241, "0, 0, -1, -1, 0"),
        Call("userfaultfd", 323, 282, "1"),
        Call("io_uring_setup", 425, 425, "1, 0"),
        Call("keyctl", 250, 219, "0, -3, 0"),
        Call("add_key", 248, 217, "b'user', b'x', b'y', 1, -3"),
        Call("open_by_handle_at", 304, 265),
        Call("name_to_handle_at", 303, 264),
        Call("socket", 41, 198, "2, 1, 0"),
        Call("init_module", 175, 105),
        Call("kexec_load", 246, 104),
        Call("reboot", 169, 142),
        Call("sethostname", 170, 161, "b'x', 1"),
        Call("settimeofday", 164, 170),
        Call("syslog", 103, 116, "3, 0, 0"),
        Call("splice", 275, 76),
        Call("vmsplice", 278, 75),
        Call("memfd_create", 319, 279, "b'x', 0"),
      ]
    )
    func deniedCall(_ call: Call) async throws {
      let result = try await ServerProcess.current.result(
        of: """
          import ctypes, errno, platform
          number = {'x86_64': \(call.numbers.x86_64), 'aarch64': \(call.numbers.aarch64)}[platform.machine()]
          libc = ctypes.CDLL(None, use_errno=True)
          value = libc.syscall(ctypes.c_long(number), \(call.arguments))
          denied = errno.errorcode[ctypes.get_errno()] in ('EPERM', 'ENOSYS', 'EAFNOSUPPORT')
          print(value, denied)
          """
      )
      #expect(result.output == "-1 True\n")
    }

    @Test("stops a fork bomb at the limit, and the next response has room")
    func forkBomb() async throws {
      let server = try ServerProcess.current
      let result = try await server.result(
        of: """
          import os, time
          children = 0
          try:
              while children < 2000:
                  if os.fork() == 0:
                      time.sleep(300)
                      os._exit(0)
                  children += 1
          except BlockingIOError:
              pass
          print(100 <= children <= 128)
          """
      )
      #expect(result.output == "True\n")
      #expect(try await server.comesToRest(), "children of a fork bomb outlive it")
      #expect(try await server.result(of: "print('room')").output == "room\n")
    }

    @Test("gives each session random numbers of its own")
    func randomness() async throws {
      let server = try ServerProcess.current
      var seen: [Set<String>] = []
      for _ in 0..<3 {
        let result = try await server.result(
          of: """
            import numpy, os, random, tempfile, uuid
            print(random.random(), numpy.random.random(), os.urandom(8).hex(), uuid.uuid4(),
                  next(tempfile._get_candidate_names()))
            """
        )
        seen.append(Set(try #require(result.output).split { $0.isWhitespace }.map(String.init)))
      }
      #expect(seen.allSatisfy { $0.count == 5 })
      #expect(
        seen[0].isDisjoint(with: seen[1]) && seen[1].isDisjoint(with: seen[2]) && seen[0].isDisjoint(with: seen[2])
      )
    }

    @Test("holds two responses apart that run at the same time")
    func neighbours() async throws {
      let server = try ServerProcess.current
      let code = """
        import os, time
        open('/tmp/mine', 'x').write('x')
        open('/dev/shm/mine', 'x').write('x')
        end = time.monotonic() + 0.5
        while time.monotonic() < end:
            others = [name for name in os.listdir('/proc') if name.isdigit() and int(name) != os.getpid()]
            assert not others, others
        print('alone')
        """
      async let first = server.result(of: code)
      async let second = server.result(of: code)
      let outputs = try await [first.output, second.output]
      #expect(outputs == ["alone\n", "alone\n"])
    }
  }
}
