import TestSupport
import Testing

extension EscapeSuites.Delivered {
  @Suite("What the jail must let through")
  struct WorkloadTests {
    static let workloads = [
      Probe(
        "numpy and OpenBLAS with four threads",
        """
        import numpy as np, threadpoolctl
        with threadpoolctl.threadpool_limits(4, 'blas'):
            pools = [pool['num_threads'] for pool in threadpoolctl.threadpool_info() if pool['user_api'] == 'blas']
            a = np.random.default_rng(1).random((600, 600))
            assert np.allclose(np.linalg.inv(a) @ a, np.eye(600), atol=1e-6) and np.linalg.svd(a)[1][0] > 1
        print('held' if 4 in pools else pools)
        """
      ),
      Probe(
        "pandas",
        """
        import io, pandas as pd
        frame = pd.DataFrame({'day': pd.date_range('2024-01-01', periods=1000, tz='Europe/Berlin'),
            'group': list('ab') * 500,
                              'value': range(1000)})
        frame.to_csv('.t.csv', index=False); frame.to_pickle('.t.pkl'); frame.to_json('.t.json')
        assert len(pd.read_csv('.t.csv', parse_dates=['day'])) == len(pd.read_pickle('.t.pkl')) == 1000
        assert frame.groupby('group').value.rolling(7).mean().notna().sum() == 988
        print('held')
        """
      ),
      Probe(
        "scipy",
        """
        import numpy as np
        from scipy import fft, integrate, linalg, optimize, signal, sparse, spatial, stats
        assert optimize.minimize(lambda x: (x ** 2).sum(), np.ones(5)).success
        fft.fft(np.ones(4096), workers=2)
        spatial.cKDTree(np.random.rand(2000, 3)).query(np.random.rand(100, 3), workers=2)
        def square(x): return x[0] ** 2
        assert optimize.differential_evolution(square, [(-1, 1)], workers=2, updating='deferred', maxiter=3).x[0] < 1
        assert sparse.linalg.spsolve(sparse.eye(50, format='csc'), np.ones(50)).sum() == 50
        print('held')
        """
      ),
      Probe(
        "sklearn with joblib's processes",
        """
        import warnings; warnings.simplefilter('error')
        from joblib import Parallel, delayed
        import math, os
        assert Parallel(n_jobs=2, backend='loky')(delayed(math.sqrt)(i * i) for i in range(20)) == list(range(20))
        assert os.getpid() not in Parallel(n_jobs=2, backend='loky')(delayed(os.getpid)() for _ in range(4))
        print('held')
        """
      ),
      Probe(
        "sklearn with joblib's threads, and its own parallel loops",
        """
        from sklearn import cluster, datasets, ensemble, model_selection
        import joblib
        x, y = datasets.load_digits(return_X_y=True)
        forest = ensemble.RandomForestClassifier(20, n_jobs=2, random_state=1)
        assert forest.fit(x[:900], y[:900]).score(x[900:], y[900:]) > 0.8
        assert len(set(cluster.KMeans(4, n_init=2, random_state=1).fit(x).labels_)) == 4
        ensemble.HistGradientBoostingClassifier(max_iter=5).fit(x[:300], y[:300])
        with joblib.parallel_backend('threading', n_jobs=2):
            assert len(model_selection.cross_val_score(forest, x[:300], y[:300], cv=3)) == 3
        joblib.dump(forest, '.forest'); joblib.load('.forest', mmap_mode='r')
        print('held')
        """
      ),
      Probe(
        "matplotlib in every format",
        """
        import matplotlib.pyplot as plt, os
        figure, axes = plt.subplots(); axes.plot([1, 2]); axes.set_title('Größe $x^2$')
        for kind in ('png', 'svg', 'pdf', 'jpg', 'webp'):
            figure.savefig('.plot.' + kind); assert os.path.getsize('.plot.' + kind) > 1000
        from matplotlib.animation import FuncAnimation
        FuncAnimation(figure, lambda i: axes.plot([i, 2]), frames=3).save('.move.gif', writer='pillow')
        plt.close('all')
        print('held')
        """
      ),
      Probe(
        "OpenCV with threads and video",
        """
        import cv2, numpy as np
        cv2.setNumThreads(4)
        image = np.random.default_rng(1).integers(0, 255, (720, 1280, 3), dtype=np.uint8)
        assert cv2.GaussianBlur(image, (31, 31), 0).shape == image.shape
        assert cv2.imwrite('/work/.a.jpg', image) and cv2.imread('/work/.a.jpg').shape == image.shape
        writer = cv2.VideoWriter('/work/.a.avi', cv2.VideoWriter_fourcc(*'MJPG'), 10, (1280, 720))
        for _ in range(3): writer.write(image)
        writer.release()
        assert cv2.VideoCapture('/work/.a.avi').read()[0]
        print('held')
        """
      ),
      Probe(
        "multiprocessing: pool, queue, shared memory, manager's rest",
        """
        import multiprocessing as mp, numpy as np, os
        from multiprocessing import shared_memory
        def work(queue, name):
            memory = shared_memory.SharedMemory(name); np.ndarray(4, buffer=memory.buf)[:] = 7; memory.close()
            queue.put(os.getpid())
        with mp.Pool(2) as pool: assert pool.map(abs, range(-5, 0)) == [5, 4, 3, 2, 1]
        memory = shared_memory.SharedMemory(create=True, size=32); queue = mp.Queue()
        child = mp.Process(target=work, args=(queue, memory.name)); child.start()
        assert queue.get() == child.pid; child.join(); assert child.exitcode == 0
        assert np.ndarray(4, buffer=memory.buf).tolist() == [7] * 4
        memory.close(); memory.unlink()
        with mp.Lock(), mp.Semaphore(2), mp.Condition(): pass
        ours, theirs = mp.Pipe(); ours.send('x'); assert theirs.recv() == 'x'
        with mp.get_context('spawn').Pool(1) as pool: assert pool.map(abs, [-1]) == [1]
        from concurrent.futures import ProcessPoolExecutor
        with ProcessPoolExecutor(2) as pool: assert list(pool.map(abs, [-2])) == [2]
        print('held')
        """
      ),
      Probe(
        "Python in a process of its own",
        """
        import os, subprocess, sys
        run = subprocess.run([sys.executable, '-c',
            'import numpy, sys; print(numpy.arange(3).sum(), sys.stdin.read())'],
                             input='in', capture_output=True, text=True)
        assert (run.returncode, run.stdout, run.stderr) == (0, '3 in\\n', ''), run
        assert subprocess.check_output('echo $((6 * 7)) | tr 4 5', shell=True) == b'52\\n'
        try: subprocess.run(['sleep', '10'], timeout=0.1)
        except subprocess.TimeoutExpired: pass
        assert os.popen('echo x').read() == 'x\\n' and os.system('exit 3') >> 8 == 3
        print('held')
        """
      ),
      Probe(
        "asyncio",
        """
        import asyncio, sys
        async def main():
            assert await asyncio.gather(*(asyncio.sleep(0.01, i) for i in range(5))) == [0, 1, 2, 3, 4]
            assert await asyncio.to_thread(sum, [1, 2]) == 3
            child = await asyncio.create_subprocess_exec(sys.executable, '-c', 'print(6 * 7)', stdout=-1)
            assert (await child.communicate())[0] == b'42\\n' and child.returncode == 0
            shell = await asyncio.create_subprocess_shell('exit 3'); assert await shell.wait() == 3
            try: await asyncio.wait_for(asyncio.sleep(10), 0.01)
            except TimeoutError: pass
            async with asyncio.TaskGroup() as group: group.create_task(asyncio.sleep(0))
        asyncio.run(main()); asyncio.run(main())
        print('held')
        """
      ),
      Probe(
        "threads, locks and timers",
        """
        import queue, signal, threading, time
        from concurrent.futures import ThreadPoolExecutor
        with ThreadPoolExecutor(16) as pool: assert sum(pool.map(lambda i: i * i, range(100))) == 328350
        done = threading.Event(); threading.Timer(0.01, done.set).start(); assert done.wait(5)
        barrier = threading.Barrier(4)
        threads = [threading.Thread(target=barrier.wait) for _ in range(4)]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
        signal.signal(signal.SIGALRM, lambda *a: done.clear()); signal.setitimer(signal.ITIMER_REAL, 0.01)
        while done.is_set(): time.sleep(0.001)
        print('held')
        """
      ),
      Probe(
        "temporary files, links, copies and archives",
        """
        import mmap, os, pathlib, shutil, tarfile, tempfile, zipfile
        from tempfile import NamedTemporaryFile, SpooledTemporaryFile, TemporaryDirectory
        with TemporaryDirectory() as folder, NamedTemporaryFile() as file, SpooledTemporaryFile(10) as s:
            s.write(b'x' * 100); file.write(b'x' * 5000); file.flush()
            path = pathlib.Path(folder, 'a'); path.write_text('text'); path.touch()
            shutil.copy2(path, path.with_name('b')); os.link(path, path.with_name('c'))
            path.with_name('d').symlink_to(path)
            shutil.copytree(folder, '.tree'); shutil.move('.tree', '.moved')
            shutil.make_archive('.archive', 'gztar', '.moved')
            shutil.unpack_archive('.archive.tar.gz', '.unpacked')
            with zipfile.ZipFile('.z', 'w') as z: z.write(path, 'a')
            with mmap.mmap(file.fileno(), 0) as m: m[0:1] = b'y'
            os.posix_fallocate(file.fileno(), 0, 9000); os.truncate(file.name, 10)
            assert sorted(os.listdir('.unpacked')) == ['a', 'b', 'c',
                'd'] and shutil.disk_usage('/work').total == 256 << 20
        shutil.rmtree('.moved')
        tempfile.TemporaryFile().write(b'x')
        print('held')
        """
      ),
      Probe(
        "sqlite3 with a file, and dbm",
        """
        import dbm.dumb, sqlite3
        with sqlite3.connect('.data.db') as base:
            base.execute('pragma journal_mode=wal'); base.execute('create table t (x)')
            base.executemany('insert into t values (?)', [(i,) for i in range(1000)])
        with sqlite3.connect('.data.db') as base: assert base.execute('select sum(x) from t').fetchone() == (499500,)
        with sqlite3.connect('.other.db') as base:
            base.execute('create table t (x)'); base.execute('insert into t values (1)'); base.commit()
            base.execute('vacuum')
        with dbm.dumb.open('.d', 'c') as d: d['a'] = 'b'
        print('held')
        """
      ),
      Probe(
        "zones, locales, random numbers and hashes",
        """
        import datetime, hashlib, locale, platform, random, secrets, ssl, time, uuid, zoneinfo
        assert len(zoneinfo.available_timezones()) > 400
        assert datetime.datetime(2024, 7, 1,
            tzinfo=zoneinfo.ZoneInfo('Asia/Tokyo')).utcoffset() == datetime.timedelta(hours=9)
        locale.setlocale(locale.LC_ALL, ''); platform.platform(); platform.libc_ver(); uuid.uuid1()
        secrets.token_bytes(9)
        hashlib.scrypt(b'x', salt=b'y', n=1024, r=8, p=1); ssl.create_default_context(); time.process_time()
        time.thread_time()
        print('held')
        """
      ),
      Probe(
        "documents, symbols and charts",
        """
        import altair as alt, io, pandas as pd, sympy
        from pdfminer.high_level import extract_text
        from reportlab.pdfgen.canvas import Canvas
        data = io.BytesIO(); canvas = Canvas(data); canvas.drawString(100, 700, 'Hello'); canvas.save(); data.seek(0)
        assert 'Hello' in extract_text(data)
        x = sympy.symbols('x'); assert sympy.integrate(sympy.sin(x), x) == -sympy.cos(x)
        sympy.lambdify(x, x ** 2, 'numpy')(2)
        assert 'mark' in alt.Chart(pd.DataFrame({'a': [1]})).mark_bar().encode(x='a').to_json()
        print('held')
        """
      ),
    ]

    @Test(
      "processes share objects, and talk by streams with names, where Landlock keeps them within a session",
      .enabled("needs a kernel whose Landlock scopes abstract sockets") { try await LandlockScope.isThere },
      arguments: [
        Probe(
          "multiprocessing.Manager",
          """
          import multiprocessing as mp
          def double(shared, key): shared[key] = key * 2
          with mp.Manager() as manager:
              shared, lock, queue = manager.dict(), manager.Lock(), manager.Queue()
              workers = [mp.Process(target=double, args=(shared, key)) for key in range(3)]
              for worker in workers: worker.start()
              for worker in workers: worker.join()
              with lock: queue.put(sorted(shared.items()))
              assert queue.get() == [(0, 0), (1, 2), (2, 4)]
          print('held')
          """
        ),
        Probe(
          "asyncio and multiprocessing.connection over files, and over an abstract name",
          """
          import asyncio, os, socket, threading
          from multiprocessing.connection import Client, Listener
          async def main():
              async def answer(reader, writer):
                  writer.write((await reader.readline()).upper()); await writer.drain(); writer.close()
              async with await asyncio.start_unix_server(answer, '/tmp/own'):
                  reader, writer = await asyncio.open_unix_connection('/tmp/own')
                  writer.write(b'hello\\n'); assert await reader.readline() == b'HELLO\\n'; writer.close()
          asyncio.run(main())
          for address in ('/work/.own', chr(0) + 'own'):
              with Listener(address, authkey=b'k') as listener:
                  sender = threading.Thread(target=lambda: Client(address, authkey=b'k').send([1, 2])); sender.start()
                  with listener.accept() as connection: assert connection.recv() == [1, 2]
                  sender.join()
          print('held')
          """
        ),
      ]
    )
    func worksByName(_ workload: Probe) async throws {
      let server = try ServerProcess.current
      try await workload.run(on: server)
      try await server.expectClean()
    }

    @Test("works with the real library", arguments: workloads)
    func works(_ workload: Probe) async throws {
      let server = try ServerProcess.current
      try await workload.run(on: server)
      try await server.expectClean()
    }
  }
}
