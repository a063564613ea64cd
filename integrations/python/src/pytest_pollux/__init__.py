"""A Gemini API with real code execution, offline, as a pytest fixture."""

from .server import Pollux, PolluxError, Server

__all__ = ["Pollux", "PolluxError", "Server"]
