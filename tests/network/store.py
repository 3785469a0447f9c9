# SPDX-License-Identifier: GPL-2.0-only
"""A xenstore for tests, which has to have no Xen below it: as much of it as libxenstore needs to read and watch."""
import socket
import struct
import threading

DIRECTORY, READ, WATCH, EVENT, ERROR = 1, 2, 4, 15, 16
HEAD = struct.Struct('<IIII')  # type, request, transaction, length


class Store:
    def __init__(self, path):
        self.lock = threading.Lock()
        self.nodes = {}     # of texts; a node that is only above others isn't in it
        self.watchers = []  # socket, path, token
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen()
        threading.Thread(target=self.accept, daemon=True).start()

    def set(self, path, **keys):
        """A node's keys, all at once."""
        with self.lock:
            self.nodes.update({f'{path}/{key}': text for key, text in keys.items()})
            self.fire(path)

    def remove(self, path):
        with self.lock:
            self.nodes = {node: text for node, text in self.nodes.items() if not node.startswith(path + '/')}
            self.fire(path)

    def fire(self, path):
        for client, watched, token in list(self.watchers):
            if path.startswith(watched):
                self.send(client, EVENT, 0, 0, f'{path}\0{token}\0')

    def accept(self):
        while True:
            client, _ = self.listener.accept()
            threading.Thread(target=self.serve, args=[client], daemon=True).start()

    def send(self, client, kind, request, transaction, text):
        try:
            client.sendall(HEAD.pack(kind, request, transaction, len(text)) + text.encode())
        except OSError:  # it has gone
            self.watchers = [w for w in self.watchers if w[0] is not client]

    def serve(self, client):
        stream = client.makefile('rb')
        while len(head := stream.read(HEAD.size)) == HEAD.size:
            kind, request, transaction, length = HEAD.unpack(head)
            words = stream.read(length).decode().rstrip('\0').split('\0')
            with self.lock:
                answer = self.answer(client, kind, words)
                self.send(client, ERROR if answer is None else kind, request, transaction,
                          'ENOENT\0' if answer is None else answer)
                if kind == WATCH:
                    self.send(client, EVENT, 0, 0, f'{words[0]}\0{words[1]}\0')

    def answer(self, client, kind, words):
        path = words[0]
        if kind == WATCH:
            self.watchers.append((client, path, words[1]))
            return 'OK\0'
        if kind == READ:
            return self.nodes.get(path)
        below = [node[len(path) + 1:].split('/')[0] for node in self.nodes if node.startswith(path + '/')]
        return ''.join(f'{name}\0' for name in dict.fromkeys(below)) or None if kind == DIRECTORY else None
