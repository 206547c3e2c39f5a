"""Whether a TFLite file gives the same picture in a browser, by LiteRT.js, as in Python.

    python benchmarks/browser.py exported/ab_int8.tflite

Beside it the time of a picture, median of --runs after two, there and in Python, by turns, on one
thread and on two. Needs a Chromium and, in --modules, LiteRT.js:

    apt-get install chromium
    npm ci --prefix=web_demo
"""

import http.server
import queue
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from pathlib import Path

import numpy as np
from absl import app, flags
from ai_edge_litert.interpreter import Interpreter
from drawn import pictures_for

from export import fidelity

FLAGS = flags.FLAGS
flags.DEFINE_string("modules", "web_demo/node_modules", "the folder that npm installed into")
flags.DEFINE_string("chromium", "chromium", "the browser's command")
flags.DEFINE_integer("pictures", 4, "how many to translate")
flags.DEFINE_integer("runs", 20, "that are timed")
flags.DEFINE_integer("timeout", 300, "seconds for the browser to start, load and translate")

HEADLESS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
)  # fmt: skip
TYPES = {".js": "text/javascript", ".wasm": "application/wasm", ".html": "text/html"}


def translate_in_browser(
    tflite: bytes, pictures: np.ndarray, threads: int
) -> tuple[np.ndarray, float]:
    """The browser's pictures, uint8 as `pictures`, and the median milliseconds of one.

    Raises:
        RuntimeError: what went wrong in the browser.
    """
    answers: queue.Queue = queue.Queue()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            path = urllib.parse.urlparse(self.path).path
            own = {"/model.tflite": tflite, "/pictures": pictures.tobytes()}
            own["/"] = Path(__file__).with_suffix(".html").read_bytes()
            module = Path(FLAGS.modules, path.removeprefix("/modules/"))
            found = path in own or (path.startswith("/modules/") and module.is_file())
            self.send_response(200 if found else 404)
            kind = TYPES.get(module.suffix, "application/octet-stream")
            self.send_header("Content-Type", "text/html" if path == "/" else kind)
            # What a page needs to have threads.
            self.send_header("Cross-Origin-Opener-Policy", "same-origin")
            self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
            self.end_headers()
            if found:
                self.wfile.write(own[path] if path in own else module.read_bytes())

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(204)
            self.end_headers()
            answers.put((urllib.parse.urlparse(self.path), body))

        def log_message(self, *arguments):
            pass

    server = http.server.ThreadingHTTPServer(("localhost", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = subprocess.Popen(
            [
                FLAGS.chromium, *HEADLESS, f"--user-data-dir={profile}",
                f"http://localhost:{server.server_port}/?threads={threads}&runs={FLAGS.runs}",
            ],
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            where, body = answers.get(timeout=FLAGS.timeout)
        except queue.Empty:
            raise RuntimeError(f"no answer within {FLAGS.timeout} seconds") from None
        finally:
            browser.terminate()
            browser.wait()
            server.shutdown()
    if where.path != "/made":
        raise RuntimeError(body.decode())
    milliseconds = float(urllib.parse.parse_qs(where.query)["milliseconds"][0])
    return np.frombuffer(body, np.uint8).reshape(pictures.shape), milliseconds


def time_in_python(tflite: bytes, picture: np.ndarray, threads: int) -> float:
    """The median milliseconds of a picture, bytes in and bytes out."""
    interpreter = Interpreter(model_content=tflite, num_threads=threads)
    interpreter.allocate_tensors()
    given, made = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    durations = []
    for _ in range(FLAGS.runs + 2):
        start = time.perf_counter()
        interpreter.set_tensor(given["index"], picture[None])
        interpreter.invoke()
        interpreter.get_tensor(made["index"])
        durations.append(time.perf_counter() - start)
    return 1000 * float(np.median(durations[2:]))


def main(arguments: list[str]) -> int:
    """Prints a line for each file; returns 1 if any differs by more than 3 levels."""
    status = 0
    print(
        "| file | largest difference from Python, grey levels | browser, 1 thread, ms | Python | "
        "browser, 2 threads, ms | Python |\n|---|---|---|---|---|---|"
    )
    for path in arguments[1:]:
        tflite = Path(path).read_bytes()
        pictures = pictures_for(tflite, FLAGS.pictures)
        expected = np.concatenate(fidelity.run(tflite, list(pictures[:, None])))
        differences, times = [], []
        for threads in (1, 2):
            made, milliseconds = translate_in_browser(tflite, pictures, threads)
            differences.append(np.abs(made.astype(int) - expected).max())
            times += [milliseconds, time_in_python(tflite, pictures[0], threads)]
        told = " | ".join(f"{milliseconds:.1f}" for milliseconds in times)
        print(f"| {path} | {max(differences)} | {told} |", flush=True)
        status |= int(max(differences) > 3)
    return status


if __name__ == "__main__":
    sys.exit(app.run(main))
