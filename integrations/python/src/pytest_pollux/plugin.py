"""The pytest fixtures `pollux` and `pollux_server`."""

import os
import uuid

import pytest

from .server import Pollux, Server


def pytest_addoption(parser):
    group = parser.getgroup("pollux")
    group.addoption("--pollux-url", help="a server that runs already (default: POLLUX_URL, else one is started)")
    group.addoption(
        "--pollux-executable", help="the program to start (default: POLLUX_EXECUTABLE, else pollux on PATH)"
    )
    group.addoption("--pollux-fixtures", help="the directory of fixtures for the server that is started")
    parser.addini("pollux_fixtures", "the directory of fixtures for the server that is started", default="")


@pytest.fixture(scope="session")
def pollux_server(pytestconfig):
    """The server of this run."""
    fixtures = pytestconfig.getoption("--pollux-fixtures") or pytestconfig.getini("pollux_fixtures")
    if fixtures and not os.path.isabs(fixtures):
        fixtures = os.path.join(pytestconfig.rootpath, fixtures)
    server = Server(
        url=pytestconfig.getoption("--pollux-url") or os.environ.get("POLLUX_URL"),
        executable=pytestconfig.getoption("--pollux-executable"),
        fixtures=fixtures or None,
    )
    yield server
    server.stop()


@pytest.fixture
def pollux(request, pollux_server, monkeypatch):
    """This test's part of the server: a namespace of its own, with SDKs pointed at it."""
    # The name alone is not enough: parameters may read the same once they are made fit for a URL.
    pollux = Pollux(pollux_server, f"{request.node.name[:60]}-{uuid.uuid4().hex[:8]}")
    monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", pollux.url)
    monkeypatch.setenv("GOOGLE_VERTEX_BASE_URL", pollux.url)
    if not (os.environ.get("GEMINI_API_KEY") or os.environ.get("GOOGLE_API_KEY")):
        monkeypatch.setenv("GEMINI_API_KEY", "any")
    request.node.stash[_KEY] = pollux
    yield pollux


_KEY = pytest.StashKey[Pollux]()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    report = (yield).get_result()
    pollux = item.stash.get(_KEY, None)
    if pollux is not None and report.when == "call" and report.failed:
        try:
            report.sections.append(("Pollux: what was asked and answered", pollux.report()))
        except Exception as error:  # a broken server must not hide why the test failed
            report.sections.append(("Pollux", f"the journal cannot be read: {error}"))
