# The server in a container of its own; docs/deploying.md says with which options to run it.

FROM swift:6.3-bookworm AS build
WORKDIR /pollux
COPY scripts scripts
RUN apt-get update && apt-get install -y --no-install-recommends make && scripts/check-machine && scripts/install-packages
COPY sandbox-config sandbox-config
RUN scripts/install-libraries
COPY Package.swift Package.resolve[d] ./
COPY Sources Sources
COPY Tests Tests
# The executables of the sandbox bring the Swift runtime by their own settings.
RUN scripts/build release --product pollux --static-swift-stdlib \
  && scripts/build release --product pollux-sandbox \
  && scripts/build release --product pollux-init \
  && mkdir -p /image/.build/release \
  && cp .build/release/pollux .build/release/pollux-sandbox .build/release/pollux-init /image/.build/release/ \
  && cp -a scripts sandbox-config .libraries /image/
# Names stay for backtraces; lines of the libraries are a third of the server.
RUN strip --strip-debug /image/.build/release/*

FROM debian:bookworm-slim
# As in scripts/install-packages, without what only building needs.
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates libbrotli1 libpcre2-8-0 libpython3.11 libseccomp2 \
    libsentencepiece0 libsqlite3-0 libstdc++6 libzstd1 python3 \
  && rm -rf /var/lib/apt/lists/* \
  && useradd --system --no-create-home --shell /usr/sbin/nologin pollux \
  && install -d -m 0700 -o pollux /var/lib/pollux
COPY --from=build /image /pollux
WORKDIR /pollux
# An image that lacks a library of theirs ends here and not at its first start.
RUN ! ldd .build/release/pollux .build/release/pollux-sandbox .build/release/pollux-init | grep 'not found'
USER pollux
# Uploaded files; a volume keeps them over the container's end.
ENV POLLUX_DATA=/var/lib/pollux
EXPOSE 8080
# /ready and not /health: a container that takes no code yet is not healthy.
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
  CMD ["python3", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8080/ready', timeout=2)"]
ENTRYPOINT ["scripts/serve-in-container"]
CMD ["--host", "0.0.0.0", "--port", "8080"]
