"""What an honest notebook does meets no limit and no lock."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from panal.config import Limits, Sealed, Sealing
from panal.kernel.kernel import Kernel, open_kernel
from panal.kernel.warm import WarmProcess

HONEST = {
    "matplotlib": "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2]); plt.savefig('plot.png'); plt.show()",
    "magics": "%%time\nx = sum(range(1000))\nprint(x)",
    "timeit": "%timeit -n 3 -r 2 sum(range(100))",
    "shell": "!ls\n!echo hola > nota.txt && cat nota.txt",
    "subprocess": "import subprocess\nprint(subprocess.run(['uname'], capture_output=True, text=True).stdout)",
    "multiprocessing": (
        "import multiprocessing\n"
        "with multiprocessing.Pool(2) as pool:\n"
        "    print(pool.map(abs, [-1, -2]))"
    ),
    "executor": (
        "from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor\n"
        "with ProcessPoolExecutor(2) as pool: print(list(pool.map(abs, [-1])))\n"
        "with ThreadPoolExecutor(8) as pool: print(list(pool.map(abs, [-1] * 50)))"
    ),
    "shared memory": (
        "from multiprocessing import shared_memory\n"
        "block = shared_memory.SharedMemory(create=True, size=2**20)\n"
        "block.buf[0] = 7; print(block.buf[0]); block.close(); block.unlink()"
    ),
    "shared values": (
        "import multiprocessing\n"
        "def add(number, several):\n"
        "    with number.get_lock(): number.value += 1\n"
        "    several[0] = 2.5\n"
        "number, several = multiprocessing.Value('i', 0), multiprocessing.Array('d', 100_000)\n"
        "both = [multiprocessing.Process(target=add, args=(number, several)) for _ in range(2)]\n"
        "[p.start() for p in both]; [p.join() for p in both]; print(number.value, several[0])"
    ),
    "many files": (
        "import os\n"
        "files = [open(f'{i}.txt', 'w') for i in range(300)]; [f.close() for f in files]; print(len(os.listdir()))\n"
        "import numpy as np\n"
        "print(np.memmap('mapa', 'float32', 'w+', shape=(1000, 1000)).sum())"
    ),
    "tensorflow threads": (
        "import tensorflow as tf\n"
        "print(float(tf.reduce_sum(tf.linalg.matmul(tf.ones((800, 800)), tf.ones((800, 800))))))\n"
        "print(sum(int(x) for x in tf.data.Dataset.range(100).map(lambda x: x * 2, num_parallel_calls=4)))"
    ),
    "training": (
        "import keras, numpy as np\n"
        "model = keras.Sequential([keras.layers.Input((8, 8, 1)), keras.layers.Conv2D(2, 3), keras.layers.Flatten(), "
        "keras.layers.Dense(1)])\n"
        "model.compile('sgd', 'mse')\n"
        "model.fit(np.ones((32, 8, 8, 1)), np.ones((32, 1)), epochs=2, verbose=2)\n"
        "model.save('modelo.keras'); print(keras.models.load_model('modelo.keras').count_params())"
    ),
    "200 MB of arrays": (
        "import numpy as np\narrays = [np.ones(2**20 * 25 // 8) for _ in range(8)]\nprint(sum(a.nbytes for a in arrays))"
    ),
    "20 figures": (
        "import matplotlib.pyplot as plt, numpy as np\n"
        "for i in range(20):\n"
        "    plt.figure(); plt.imshow(np.random.rand(100, 100)); plt.title(str(i)); plt.show()"
    ),
    "much text": "for i in range(2000): print(i, 'línea')",
    "threads": (
        "import threading\n"
        "threads = [threading.Thread(target=print, args=(i,)) for i in range(20)]\n"
        "[t.start() for t in threads]; [t.join() for t in threads]; print('fin')"
    ),
    "asyncio": "import asyncio\nawait asyncio.sleep(0.01)\nprint('despierta')",
    "child of an event loop": (
        "import asyncio\n"
        "child = await asyncio.create_subprocess_exec('echo', 'hola', stdout=-1)\n"
        "print(await child.communicate(), await asyncio.to_thread(abs, -1))"
    ),
    "children that print": (
        "import os\n"
        "for i in range(20):\n"
        "    if os.fork() == 0:\n"
        "        print('hijo', i, flush=True); os._exit(0)\n"
        "    os.wait()\n"
        "print('madre')"
    ),
    "manager": (
        "import multiprocessing\n"
        "with multiprocessing.Manager() as manager:\n"
        "    shared = manager.dict(); shared['a'] = 1; print(shared)\n"
        "context = multiprocessing.get_context('forkserver')\n"
        "with context.Pool(2) as pool: print(pool.map(abs, [-1, -2]))"
    ),
    "sockets": (
        "import socket\n"
        "server = socket.create_server(('127.0.0.1', 0))\n"
        "client = socket.create_connection(server.getsockname())\n"
        "client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)\n"
        "client.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)\n"
        "client.sendall(b'hola'); print(server.accept()[0].recv(4))"
    ),
    "copies": (
        "import pathlib, shutil, subprocess, tarfile\n"
        "pathlib.Path('viejo').mkdir(); pathlib.Path('viejo/a').write_text('b')\n"
        "shutil.copytree('viejo', 'nuevo'); shutil.copy2('viejo/a', 'nuevo/c'); shutil.move('viejo/a', '/tmp/a')\n"
        "subprocess.run(['cp', '-a', 'nuevo', 'otro'], check=True)\n"
        "subprocess.run('cat otro/a | tee d | wc -c; tar cf - otro | tar tf -', shell=True, check=True)\n"
        "print(sorted(map(str, pathlib.Path('otro').iterdir())))"
    ),
    "files": (
        "from pathlib import Path\nimport tempfile\n"
        "Path('a').write_text('b'); print(Path('a').read_text(), tempfile.mkdtemp())"
    ),
    "rich display": (
        "from IPython.display import display, HTML, Markdown\ndisplay(HTML('<b>hola</b>')); display(Markdown('# a'))"
    ),
    "debugger import": "import pdb, faulthandler, tracemalloc\nprint('listo')",
    "sqlite": "import sqlite3\nprint(sqlite3.connect(':memory:').execute('select 1').fetchall())",
    "urandom": "import secrets, uuid\nprint(len(secrets.token_hex(8)), uuid.uuid4().version)",
}


@pytest.fixture(scope="module")
def kernel() -> Iterator[Kernel]:
    """One kernel with the default limits: what one cell does must not keep the next one from
    working either.
    """
    with (
        WarmProcess(Sealing(Limits(), tuple(Sealed().preload))) as warm,
        open_kernel(warm, {}) as kernel,
    ):
        yield kernel


@pytest.mark.parametrize("what", HONEST)
def test_honest_cell_works(kernel: Kernel, what: str) -> None:
    """The cell ends by itself, without an error, and with output."""
    ran = kernel.run_cell(HONEST[what])
    outputs = ran.outputs
    assert outputs and ran.stop is None and not ran.too_much
    assert not [output for output in outputs if output.output_type == "error"], outputs
    if what == "20 figures":
        assert sum("image/jpeg" in output.get("data", {}) for output in outputs) == 20
