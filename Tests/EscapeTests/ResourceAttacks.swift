import TestSupport
import Testing

extension EscapeSuites.Quick {
  @Suite("What fills a machine")
  struct ResourceAttacks {
    static let probes = [
      Probe(
        "memory of one process",
        "pieces = []\nwhile True: pieces.append(bytearray(64 << 20))",
        ends: Probe.failed("memory")
      ),
      Probe(
        "inodes of every directory",
        """
        import os
        counts = []
        for folder in ('/work', '/tmp', '/dev/shm'):
            count = 0
            os.mkdir(folder + '/.many')
            try:
                while count < 50_000: os.close(os.open(f'{folder}/.many/{count}', os.O_CREAT)); count += 1
            except OSError: pass
            counts.append(count < 17_000)
        print('held' if all(counts) else counts)
        """
      ),
      Probe(
        "files without a name, past the size of the file system",
        """
        import os
        written = 0
        try:
            files = []
            while written < 1 << 30:
                file = open('/work/.x', 'wb', buffering=0); os.unlink('/work/.x'); files.append(file)
                for _ in range(16): written += file.write(bytes(1 << 20))
        except OSError: pass
        print('held' if written <= 256 << 20 else written)
        """
      ),
      Probe(
        "shared memory",
        """
        import mmap, os
        written = 0
        try:
            with open('/dev/shm/.x', 'wb', buffering=0) as file:
                while written < 1 << 30: written += file.write(bytes(1 << 20))
        except OSError: pass
        print('held' if written <= 64 << 20 else written)
        """
      ),
      Probe(
        "one file larger than allowed",
        """
        import os
        try:
            os.truncate(os.open('/tmp/.x', os.O_CREAT | os.O_RDWR), 1 << 40); print('escaped')
        except OSError: print('held')
        """
      ),
      Probe(
        "descriptors of every kind",
        """
        import os, select, socket
        def exhaust(make):
            kept = []
            try:
                while len(kept) < 100_000: kept.append(make())
            except OSError: pass
            count = len(kept); kept.clear()
            return count
        counts = [exhaust(make) for make in (lambda: open('/dev/null'), select.epoll, socket.socketpair,
            lambda: os.eventfd(0))]
        print('held' if max(counts) < 1024 else counts)
        """
      ),
      Probe(
        "pipe buffers",
        """
        import fcntl, os
        total, pipes = 0, []
        try:
            while total < 1 << 30:
                pipe = os.pipe(); pipes.append(pipe)
                try: fcntl.fcntl(pipe[1], 1031, 1 << 20)
                except OSError: pass
                total += fcntl.fcntl(pipe[1], 1032)
        except OSError: pass
        # The kernel gives an ordinary user 64 MiB, and a page for each pipe beyond it (pipe(7)).
        print('held' if total < 80 << 20 else total)
        """
      ),
      Probe(
        "a flood on both streams from many threads",
        """
        import os, threading
        def flood(number):
            for _ in range(100): os.write(number, b'x' * 65536)
        threads = [threading.Thread(target=flood, args=(1 + index % 2,)) for index in range(8)]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
        """,
        ends: Probe.ok("bytes of output were left out]")
      ),
      Probe(
        "bombs in archives and documents",
        """
        import gzip, io, json, xml.etree.ElementTree as tree, zlib
        small = zlib.compress(bytes(64 << 20))
        assert len(zlib.decompressobj().decompress(small, 1 << 20)) == 1 << 20
        entities = ''.join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10 if i else "x" * 10}">' for i in range(10))
        for attack in (lambda: tree.fromstring(f'<!DOCTYPE b [{entities}]><b>&e9;</b>'),
                       lambda: json.loads('[' * 1_000_000), lambda: int('9' * 1_000_000), lambda: eval('(' * 10_000)):
            try: attack(); print('escaped')
            except (tree.ParseError, RecursionError, ValueError, MemoryError, SyntaxError): pass
        print('held')
        """
      ),
    ]

    @Test("meets its limit", arguments: probes)
    func isHeld(_ probe: Probe) async throws {
      let server = try ServerProcess.current
      try await probe.run(on: server)
      try await server.expectClean()
    }
  }
}
