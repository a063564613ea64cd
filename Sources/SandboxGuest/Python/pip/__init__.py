import os
import sys

MESSAGE = os.path.join(os.path.dirname(__file__), "message.txt")


def main(arguments=None):
    with open(MESSAGE, encoding="utf-8") as message:
        print(message.read(), end="", file=sys.stderr)
    return 1
