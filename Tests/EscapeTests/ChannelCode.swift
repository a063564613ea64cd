/// Python that finds the session's channel among the open descriptors, and builds frames for it.
enum ChannelCode {
  static let text = """
    import array, os, socket, struct
    def find():
        for name in os.listdir('/proc/self/fd'):
            try:
                candidate = socket.socket(fileno=os.dup(int(name)))
                if candidate.type & 15 == socket.SOCK_SEQPACKET: return candidate, int(name)
                candidate.close()
            except OSError: pass
    channel, number = find()
    def text(value): return struct.pack('<I', len(value)) + value
    ENDED = b'\\x07\\x01\\0\\0\\0' + b'\\x00' * 14
    def artifact(name, size, kind=2): return bytes([5, kind]) + text(name) + struct.pack('<Q', size)
    def chunk(data): return b'\\x06' + text(data)

    """
}
