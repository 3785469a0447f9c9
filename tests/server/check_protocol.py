# SPDX-License-Identifier: GPL-2.0-only
"""The base protocol, the life of a session, and input that is wrong in every way."""
import json
import random

from client import Gone, Refused, uri_of

PARSE, REQUEST, METHOD, PARAMETERS, NOT_INITIALIZED = -32700, -32600, -32601, -32602, -32002


def refused(function, *arguments, **named):
    try:
        result = function(*arguments, **named)
    except Refused as refusal:
        return refusal
    raise AssertionError(f"answered with {result}")


def error_of(session, body):
    """Sends bytes as a message's body, and returns the answer's error."""
    session.send_body(body)
    answer = session.receive()
    return answer["id"], answer["error"]["code"]


def end_of(session):
    """The status with which the server ends when there is no more to read, and its answers before."""
    answers = []
    try:
        session.process.stdin.close()
    except BrokenPipeError:
        pass
    try:
        while True:
            answers.append(session.receive())
    except Gone:
        session.process.stdout.close()
        return session.process.wait(60), answers


def test_life(s, folder):
    assert refused(s.request, "textDocument/hover", {}).code == NOT_INITIALIZED
    s.notify("textDocument/didOpen", {"textDocument": {"uri": "file:///a", "version": 1, "text": "nonsense"}})
    capabilities = s.start()
    assert capabilities["positionEncoding"] == "utf-16"
    assert capabilities["textDocumentSync"]["change"] == 2
    assert refused(s.request, "initialize", {}).code == REQUEST
    assert s.request("shutdown") is None
    assert refused(s.request, "textDocument/hover", {}).code == REQUEST
    s.notify("exit")
    assert s.wait() == 0
    assert not s.notices, "what came before `initialize` was taken"


def test_exit_without_shutdown(s, folder):
    s.start()
    s.notify("exit")
    assert s.wait() == 1


def test_exit_before_initialize(s, folder):
    s.notify("exit")
    assert s.wait() == 1


def test_end_of_input(s, folder):
    s.start()
    assert s.wait() == 1


def test_unknown_methods(s, folder):
    s.start()
    assert refused(s.request, "textDocument/nonsense", {}).code == METHOD
    assert refused(s.request, "$/nonsense").code == METHOD
    s.notify("$/cancelRequest", {"id": 1})
    s.notify("$/nonsense")
    s.notify("textDocument/nonsense", [1, 2])
    s.send({"id": 99, "result": None})
    s.send({"id": 99, "error": {"code": 1, "message": "no"}})


def test_ids(s, folder):
    s.start()
    for id in (0, -7, 2**31 - 1, "", "seven", "\u00e9\U0001f600\"\\"):
        s.send({"id": id, "method": "nonsense"})
        answer = s.receive()
        assert answer["id"] == id and answer["error"]["code"] == METHOD


def test_wrong_requests(s, folder):
    s.start()
    for body in (b"[]", b"1", b"null", b'"text"', b'{"id":[1],"method":"shutdown"}',
                 b'{"id":1.5,"method":"shutdown"}', b'[{"id":1,"method":"shutdown"}]'):
        assert error_of(s, body) in ((None, REQUEST), (None, PARSE)), body
    assert error_of(s, b'{"id":7}') == (7, REQUEST)
    assert error_of(s, b'{"id":7,"method":7}') == (7, REQUEST)


def test_wrong_json(s, folder):
    s.start()
    for body in (b"", b"{", b"}", b'{"id":1,}', b'{"id":1}{', b"{'id':1}", b'{"id":\xff}', b'"\xc3"', b"nul", b"\0",
                 b'{"id":1 "method":2}', b"/* */ {}", b"[" * 100000, b'{"a":' * 100000, b"[" + b"1," * 2000000 + b"1]",
                 b'{"id":1,"method":"shut\ndown"}', b"{}" * 2, b"NaN", b"+1", b"0x1"):
        assert error_of(s, body)[1] in (PARSE, REQUEST), body[:40]
    assert s.request("shutdown") is None
    s.notify("exit")
    assert s.wait() == 0


def test_wrong_parameters(s, folder):
    s.start()
    uri = s.open(folder / "a.xpol", "tag secret\n")
    document = {"uri": uri}
    for method in ("completion", "hover", "definition", "references", "prepareRename", "rename", "documentSymbol",
                   "formatting", "codeAction"):
        for parameters in (None, [], {}, {"textDocument": None}, {"textDocument": {"uri": 7}},
                           {"textDocument": {"uri": "file:///nowhere"}, "position": {"line": 0, "character": 0},
                            "range": {}}):
            assert refused(s.request, "textDocument/" + method, parameters).code == PARAMETERS, (method, parameters)
    for method in ("completion", "hover", "definition", "references", "prepareRename", "rename"):
        for position in (None, {}, 7, {"line": -1, "character": 0}, {"line": "0", "character": 0}, {"line": 0},
                         {"line": 0.5, "character": 0}):
            parameters = {"textDocument": document, "position": position}
            assert refused(s.request, "textDocument/" + method, parameters).code == PARAMETERS, (method, position)
    assert refused(s.request, "textDocument/codeAction", {"textDocument": document, "range": 3}).code == PARAMETERS
    assert refused(s.at, uri, {"line": 0, "character": 5}, "rename").code == PARAMETERS


def test_wrong_notifications(s, folder):
    s.start()
    uri = s.open(folder / "a.xpol", "tag secret\n")
    for method in ("didOpen", "didChange", "didClose", "didSave"):
        for parameters in (None, [], 7, {"textDocument": {}}, {"textDocument": {"uri": 7, "text": 8}},
                           {"textDocument": {"uri": "bad uri", "text": ""}},
                           {"textDocument": {"uri": "file:///" + "a" * 9000, "text": ""}},
                           {"textDocument": {"uri": "a\"b", "text": ""}}):
            s.notify("textDocument/" + method, parameters)
    for changes in (None, {}, [7], [{}], [{"text": 7}], [{"range": 7, "text": "x"}],
                    [{"range": {"start": {"line": -1, "character": 0}, "end": {}}, "text": "x"}]):
        s.versions[uri] += 1
        s.notify("textDocument/didChange",
                 {"textDocument": {"uri": uri, "version": s.versions[uri]}, "contentChanges": changes})
    s.settle(uri)
    symbols = s.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
    assert [symbol["name"] for symbol in symbols] == ["secret"]


def test_headers(s, folder):
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}}).encode()
    s.send_bytes(b"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\ncontent-length:  %d \r\n\r\n" % len(body))
    for byte in body:
        s.send_bytes(bytes([byte]))
    assert "capabilities" in s.receive()["result"]


def test_wrong_headers(s, folder):
    for header in (b"Content-Length: x\r\n\r\n", b"Content-Length: -1\r\n\r\n", b"Content-Length:\r\n\r\n",
                   b"Content-Length: 99999999999999999999999\r\n\r\n", b"Content-Length: 999999999\r\n\r\n",
                   b"Content-Type: x\r\n\r\n", b"nonsense\r\n\r\n", b"\r\n\r\n", b"a" * 100000,
                   b"Content-Length: 5\r\n\r\n{", b"Content-Length: 5\r\n", b"Content-Length: 0x5\r\n\r\n12345"):
        other = type(s)(s.process.args)
        try:
            other.send_bytes(header)
        except BrokenPipeError:
            pass
        status, (answer,) = end_of(other)
        assert status == 1 and answer["id"] is None and answer["error"]["code"] == PARSE, header[:40]
    s.start()


def test_noise(s, folder):
    """Damaged messages, one in each session: an answer or an end, and no other status than 0 or 1."""
    chance = random.Random(1)
    good = [json.dumps(message).encode() for message in (
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}},
        {"jsonrpc": "2.0", "method": "textDocument/didOpen",
         "params": {"textDocument": {"uri": "file:///a.xpol", "version": 1, "text": "tag a\ndomain b { tag a }"}}},
        {"jsonrpc": "2.0", "id": 2, "method": "textDocument/rename",
         "params": {"textDocument": {"uri": "file:///a.xpol"}, "position": {"line": 0, "character": 4},
                    "newName": "c"}},
        {"jsonrpc": "2.0", "id": 3, "method": "shutdown"},
        {"jsonrpc": "2.0", "method": "exit"})]
    for _ in range(60):
        data = bytearray(b"".join(b"Content-Length: %d\r\n\r\n" % len(body) + body for body in good))
        for _ in range(chance.randrange(1, 4)):
            at = chance.randrange(len(data))
            data[at:at + chance.randrange(3)] = bytes(chance.randrange(256) for _ in range(chance.randrange(3)))
        other = type(s)(s.process.args)
        try:
            other.send_bytes(bytes(data))
        except BrokenPipeError:
            pass
        status, _ = end_of(other)
        assert status in (0, 1), (status, bytes(data))
    s.start()
