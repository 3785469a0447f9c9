# SPDX-License-Identifier: GPL-2.0-only
"""A client of the Language Server Protocol, as small as the tests allow: it speaks to one server over its pipes."""
import json
import os
import pathlib
import re
import select
import subprocess


class Gone(Exception):
    """The server has ended, or said nothing in time."""


class Refused(Exception):
    """A request was answered with an error."""

    def __init__(self, error):
        super().__init__(error["message"])
        self.code = error["code"]
        self.message = error["message"]


def uri_of(path):
    return pathlib.Path(path).absolute().as_uri()


class Client:
    SECONDS = 60

    def __init__(self, command, cwd=None):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=cwd)
        self.received = b""
        self.last_id = 0
        self.findings = {}  # by URI: what was published last
        self.notices = []   # all notifications, in their order
        self.texts = {}     # by URI: what the server should have
        self.versions = {}

    # --- Messages ---

    def send_bytes(self, data):
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def send_body(self, body):
        self.send_bytes(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def send(self, message):
        message["jsonrpc"] = "2.0"
        self.send_body(json.dumps(message, ensure_ascii=False).encode())

    def read_more(self):
        ready, _, _ = select.select([self.process.stdout], [], [], self.SECONDS)
        data = os.read(self.process.stdout.fileno(), 1 << 16) if ready else b""
        if not data:
            raise Gone("the server has ended" if ready else "the server says nothing")
        self.received += data

    def receive(self):
        while b"\r\n\r\n" not in self.received:
            self.read_more()
        header, rest = self.received.split(b"\r\n\r\n", 1)
        length = int(re.fullmatch(rb"Content-Length: (\d+)", header).group(1))
        self.received = rest
        while len(self.received) < length:
            self.read_more()
        body, self.received = self.received[:length], self.received[length:]
        message = json.loads(body)
        assert message["jsonrpc"] == "2.0"
        if "method" in message:
            self.notices.append(message)
        if message.get("method") == "textDocument/publishDiagnostics":
            self.findings[message["params"]["uri"]] = message["params"]
        return message

    def notify(self, method, params=None):
        self.send({"method": method, "params": params} if params is not None else {"method": method})

    def request(self, method, params=None):
        self.last_id += 1
        message = {"id": self.last_id, "method": method}
        if params is not None:
            message["params"] = params
        self.send(message)
        while True:
            answer = self.receive()
            if answer.get("id") == self.last_id and "method" not in answer:
                if "error" in answer:
                    raise Refused(answer["error"])
                return answer["result"]

    # --- A session ---

    def start(self, **capabilities):
        result = self.request("initialize", {"processId": None, "rootUri": None, "capabilities": capabilities})
        self.notify("initialized", {})
        return result["capabilities"]

    def stop(self):
        """Ends as the protocol wants. Returns the exit status."""
        self.request("shutdown")
        self.notify("exit")
        return self.wait()

    def wait(self):
        self.process.stdin.close()
        status = self.process.wait(self.SECONDS)
        self.process.stdout.close()
        return status

    def open(self, path, text):
        """Opens a document; waits for what is wrong with it."""
        uri = uri_of(path) if ":" not in str(path) else path
        self.texts[uri] = text
        self.versions[uri] = 1
        self.notify("textDocument/didOpen",
                    {"textDocument": {"uri": uri, "languageId": "xpol", "version": 1, "text": text}})
        self.settle(uri)
        return uri

    def change(self, uri, *changes):
        """Sends changes as they are; the caller says what the text is then."""
        self.versions[uri] += 1
        self.notify("textDocument/didChange",
                    {"textDocument": {"uri": uri, "version": self.versions[uri]}, "contentChanges": list(changes)})

    def replace(self, uri, text):
        self.texts[uri] = text
        self.change(uri, {"text": text})
        self.settle(uri)

    def close(self, uri):
        self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    def settle(self, uri):
        """Reads until the findings are those of the document's version."""
        while self.findings.get(uri, {}).get("version") != self.versions[uri]:
            self.receive()

    def wait_for(self, uri):
        """Reads until something was said of the document."""
        while uri not in self.findings:
            self.receive()

    def codes(self, uri):
        return [finding["code"] for finding in self.findings[uri]["diagnostics"]]

    def at(self, uri, position, method, **more):
        return self.request("textDocument/" + method,
                            {"textDocument": {"uri": uri}, "position": position, **more})


# --- Places, counted here in a way of its own ---

def units(text):
    """UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def position(text, index):
    """The Position of text[index]."""
    lines = re.split(r"\r\n|\n|\r", text[:index])
    if text[:index].endswith("\r") and text[index:index + 1] == "\n":
        raise ValueError("inside the end of a line")
    return {"line": len(lines) - 1, "character": units(lines[-1])}


def place(text, word, number=0):
    """The Position in the middle of the word's occurrence with that number."""
    found = [match.start() for match in re.finditer(re.escape(word), text)]
    return position(text, found[number] + len(word) // 2)


def index_of(text, where):
    """The index of a Position."""
    starts = [0] + [match.end() for match in re.finditer(r"\r\n|\n|\r", text)]
    index = starts[where["line"]]
    left = where["character"]
    while left > 0:
        left -= units(text[index])
        index += 1
    return index


def slice_of(text, where):
    """The text in a Range."""
    return text[index_of(text, where["start"]):index_of(text, where["end"])]


def apply(text, edits):
    """The text after TextEdits."""
    for edit in sorted(edits, key=lambda e: (e["range"]["start"]["line"], e["range"]["start"]["character"]),
                       reverse=True):
        start = index_of(text, edit["range"]["start"])
        end = index_of(text, edit["range"]["end"])
        text = text[:start] + edit["newText"] + text[end:]
    return text
