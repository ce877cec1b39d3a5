# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes over the line between hoist-cli and the practice service: a loopback relay that keeps
the first bytes of each connection's both directions, for tests to look for secrets in."""
import re
import socket
import threading

# heads, JSON answers and forms are at the front; what follows is film
KEPT = 256 * 1024


class Wire:
    """Listens on a port of its own and hands everything on to that of the practice service."""

    def __init__(self, port):
        self.target = ("127.0.0.1", port)
        self.streams = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                near = self.listener.accept()[0]
                far = socket.create_connection(self.target)
            except OSError:
                return
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=self._relay, args=(source, sink), daemon=True).start()

    def _relay(self, source, sink):
        kept = bytearray()
        self.streams.append(kept)
        try:
            while block := source.recv(65536):
                # messages begin blocks; what fills them whole is mostly a file
                if len(kept) < KEPT or len(block) < 16384:
                    kept += block
                sink.sendall(block)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            source.close()
            sink.close()

    def through(self, settings):
        """The same settings, with this port in place of the service's."""
        return {key: value.replace(f":{self.target[1]}", f":{self.port}")
                for key, value in settings.items()}

    def find(self, pattern):
        """All that the pattern's group matched, in either direction."""
        return {match.decode() for kept in list(self.streams)
                for match in re.findall(pattern.encode(), bytes(kept))}

    def close(self):
        self.listener.close()
