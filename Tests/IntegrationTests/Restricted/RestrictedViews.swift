import Foundation
import TestSupport
import Testing

/// What user code finds at the level `restricted`, whoever runs the server.
enum RestrictedViews {
  struct Case: CustomTestStringConvertible {
    var testDescription: String
    var code: String
    var output: String

    init(_ name: String, _ code: String, _ output: String) {
      (testDescription, self.code, self.output) = (name, code, output)
    }
  }

  static let all = [
    Case(
      "no file of the machine but programs and libraries",
      """
      import os
      project = '\(Repository.root.path)'
      private = os.path.dirname(os.path.dirname(os.getcwd()))
      paths = '''/ /etc /etc/shadow /etc/passwd /etc/hostname /root /home /var /var/log /var/lib /tmp /dev /dev/shm /sys /run
          /proc /proc/1/environ /proc/1/cmdline /proc/1/root /proc/mounts /proc/net/tcp /proc/self/net/tcp
          /proc/self/mountinfo /proc/self/task /proc/keys /proc/kmsg /proc/sys/kernel/hostname'''.split()
      paths += [project, project + '/Package.swift', project + '/sandbox-config/sandbox.yaml', private]
      for pid in (os.getppid(), \(serverMark)):
          paths += [f'/proc/{pid}/{name}' for name in ('environ', 'cmdline', 'status', 'maps', 'fd', 'root', 'cwd')]
      for path in paths:
          try:
              os.listdir(path) if os.path.isdir(path) else open(path, 'rb').close()
              print('read', path)
          except OSError as error:
              assert error.errno in (2, 13), (path, error)
      for pid in (1, os.getppid(), \(serverMark)):
          try:
              print('saw', os.readlink(f'/proc/{pid}/cwd'))
          except PermissionError:
              pass
      print('done')
      """,
      "done\n"
    ),
    Case(
      "nothing to write but the session's own folders",
      """
      import numpy, os, tempfile
      libraries = os.path.dirname(os.path.dirname(numpy.__file__))
      private = os.path.dirname(os.path.dirname(os.getcwd()))
      for folder in ('/', '/usr', '/usr/lib', '/etc', '/bin', '/dev', '/dev/shm', '/tmp', '/var/tmp', '/root', libraries,
                     private, os.path.dirname(os.getcwd()), '\(Repository.root.path)'):
          for action in (lambda path: open(path, 'w'), os.mkdir, lambda path: os.symlink('/', path)):
              try:
                  action(folder + '/pollux-probe'); print('wrote', folder)
              except OSError as error:
                  assert error.errno in (2, 13, 30), (folder, error)
      try:
          os.truncate(numpy.__file__, 1); print('truncated')
      except OSError:
          pass
      open('a', 'w').write('x'); os.mkdir('b'); os.rename('a', 'b/a'); os.remove('b/a'); os.rmdir('b')
      with tempfile.NamedTemporaryFile('w') as file:
          file.write('x')
      print('done')
      """,
      "done\n"
    ),
    Case(
      "no mode and no time of a file of the machine is changed",
      """
      import numpy, os
      before = os.stat(numpy.__file__)
      descriptor = os.open(numpy.__file__, os.O_RDONLY)
      for action in (lambda: os.chmod(numpy.__file__, 0o777), lambda: os.chmod(descriptor, 0o777),
                     lambda: os.utime(numpy.__file__, (0, 0)), lambda: os.utime(descriptor, (0, 0))):
          try:
              action()
          except OSError as error:
              assert error.errno == 1, error
      after = os.stat(numpy.__file__)
      print(before.st_mode == after.st_mode, before.st_mtime == after.st_mtime)
      """,
      "True True\n"
    ),
    Case(
      "no signal to the server, to what started the session, or to everybody",
      """
      import os, signal
      for target in (\(serverMark), os.getppid(), 1, -1, -os.getpgid(os.getppid())):
          try:
              # To everybody is a success whomever it reaches; who of them is alive the test sees.
              os.kill(target, signal.SIGKILL if target == -1 else 0)
              if target != -1: print('reached', target)
          except OSError as error:
              assert error.errno in (1, 3), (target, error)
      print('alive')
      """,
      "alive\n"
    ),
    Case(
      "nobody leaves the session's process group",
      """
      import os, subprocess, sys
      child = os.fork()
      if child == 0:
          for action in (os.setsid, os.setpgrp, lambda: os.setpgid(0, os.getpid())):
              try:
                  action()
              except PermissionError:
                  pass
          os._exit(os.getpgid(0) == os.getppid())
      print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), os.getpgid(0) == os.getpid())
      print(subprocess.run([sys.executable, '-c', 'import os; print(os.getpgid(0) == os.getppid())'],
                           start_new_session=True, capture_output=True).stdout)
      """,
      "1 True\nb'True\\n'\n"
    ),
    Case(
      "no socket, and no pair that could send to a named one",
      """
      import socket
      for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
          for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX):
              try:
                  socket.socket(family, kind); print('opened', family, kind)
              except OSError as error:
                  assert error.errno == 97, error
      for kind in (socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC):
          try:
              socket.socketpair(socket.AF_UNIX, kind); print('paired', kind)
          except PermissionError:
              pass
      ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC)
      for action in (lambda: ours.bind('./name'), lambda: ours.bind(chr(0) + 'name'), ours.listen, ours.accept,
                     lambda: ours.connect('/run/dbus/system_bus_socket'), lambda: ours.connect(chr(0) + 'name')):
          try:
              action(); print('named')
          except PermissionError:
              pass
      print('done')
      """,
      "done\n"
    ),
    Case(
      "an empty working directory that is HOME, and a TMPDIR beside it",
      """
      import os, tempfile
      print(os.listdir('.'), os.environ['HOME'] == os.getcwd(), tempfile.gettempdir() == os.environ['TMPDIR'])
      print(os.path.commonpath([os.getcwd(), tempfile.gettempdir()]) == os.path.dirname(os.getcwd()), sorted(os.environ))
      """,
      "[] True True\nTrue ['HOME', 'LC_ALL', 'PATH', 'TMPDIR', 'TZ']\n"
    ),
    Case(
      "no package of the machine's, and no pip",
      """
      import subprocess, sys
      print([path for path in sys.path if 'dist-packages' in path or 'site-packages' in path])
      import pip
      print(pip.main(['install', 'x']), subprocess.run(['pip', 'install', 'x'], capture_output=True).returncode)
      """,
      "[]\n1 1\n"
    ),
    Case(
      "modules that read configuration of the machine",
      """
      import getpass, hashlib, locale, mimetypes, os, shutil, sqlite3, ssl, zoneinfo
      mimetypes.init()
      open('a', 'w').write('x')
      shutil.copy2('a', 'b')
      sqlite3.connect('c.db').execute('create table t (x)')
      print(hashlib.sha256(b'').hexdigest()[:4], zoneinfo.ZoneInfo('Europe/Berlin'), os.cpu_count() > 0)
      for name in os.listdir('.'):
          os.remove(name)
      """,
      "e3b0 Europe/Berlin True\n"
    ),
    Case(
      "one user without any capability",
      """
      names = 'CapInh CapPrm CapEff CapAmb NoNewPrivs Seccomp'.split()
      status = dict(line.rstrip('\\n').split(':\\t', 1) for line in open('/proc/self/status') if ':\\t' in line)
      print(*(status[name].lstrip('0') for name in names))
      """,
      "    1 2\n"
    ),
    Case(
      "nothing written can be executed",
      """
      import os, shutil, subprocess
      path = shutil.copy('/usr/bin/true', './.true')
      os.chmod(path, 0o755)
      try:
          print(subprocess.run([path]).returncode)
      except PermissionError as error:
          print(error.errno)
      """,
      "13\n"
    ),
  ]

  /// Stands in the code for the server's pid.
  static let serverMark = "SERVER_PID"
}
