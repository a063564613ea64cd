"""Serves a model file with llama.cpp's own HTTP server, until standard input ends.

usage: python serve_model.py MODEL.gguf [--alias NAME] [--threads 1] [--context 8192]

The first line of standard output is the address, such as http://127.0.0.1:40123; the port is a free one. Whoever starts
this program keeps its standard input open: so the server ends with its parent, however that ends. Runs on the Python of
.model-environment, which has xllamacpp.
"""

import argparse
import os
import sys

import xllamacpp


def parameters(options):
    chosen = xllamacpp.CommonParams()
    chosen.model.path = options.model
    chosen.model_alias = {options.alias}
    chosen.hostnames = ["127.0.0.1"]
    chosen.port = 0
    chosen.n_ctx = options.context
    chosen.n_parallel = 1
    # Threads beyond the free cores spin, and answers take several times as long.
    chosen.cpuparams.n_threads = options.threads
    chosen.cpuparams_batch.n_threads = options.threads
    chosen.use_jinja = True
    chosen.warmup = False
    return chosen


def main():
    parser = argparse.ArgumentParser(description="Serves a model file with llama.cpp until standard input ends.")
    parser.add_argument("model")
    parser.add_argument("--alias", default="model")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--context", type=int, default=8192)
    options = parser.parse_args()
    # llama.cpp logs to both streams; the address goes where the caller reads, everything else to standard error.
    address = os.dup(1)
    os.dup2(2, 1)
    server = xllamacpp.Server(parameters(options))
    os.write(address, f"{server.listening_address}\n".encode())
    os.close(address)
    while sys.stdin.buffer.read(4096):
        pass
    # Without llama.cpp's own end, which waits for answers nobody reads.
    os._exit(0)


main()
