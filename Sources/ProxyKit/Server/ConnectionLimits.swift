import TrackKit

/// How many connections there may be, and how long one may stay without a request.
struct ConnectionLimits: Sendable {
  /// Connections in all.
  var total: Int
  /// Connections of one address on this machine, where MPD and browsers are.
  var perLoopbackAddress: Int
  /// Connections of one address elsewhere.
  var perAddress: Int
  /// How long the client may take for its first request, and for any other from its first byte on.
  var requestTime = Duration.seconds(10)
  /// How long a connection stays open without a further request.
  var idleTime = Duration.seconds(90)
  /// How long what is still coming in is read and dropped, so that the client gets the last answer (RFC 9112 §9.6).
  var lingerTime = Duration.seconds(2)
  /// How long a client that has ended its side may get no byte until it counts as gone.
  var halfClosedPatience = Duration.seconds(2)

  /// Limits for so many streams at once. As long as there are few of these, all connections have descriptors that
  /// `select` can wait for, which libmpdclient uses.
  init(streams: Int) {
    total = max(600, streams * 3)
    perLoopbackAddress = total * 3 / 4
    perAddress = total / 4
  }

  /// How many connections the client `key` may have.
  func limit(for key: ClientKey) -> Int { key.isLoopback ? perLoopbackAddress : perAddress }

  /// Whose connections are counted together: those of an address. Of IPv6 each client has a whole network of 64 bits.
  struct ClientKey: Sendable, Hashable {
    private let bytes: [UInt8]
    let isLoopback: Bool

    /// - Parameter address: an IP address, with or without a zone.
    init(_ address: String) {
      let all = IPAddress(String(address.prefix { $0 != "%" }))?.bytes ?? []
      let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
      let bytes = all.count == 16 && all.starts(with: mapped) ? Array(all.suffix(4)) : all
      isLoopback =
        bytes.count == 4
        ? bytes[0] == 127 : bytes.count == 16 && bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] == 1
      self.bytes = bytes.count == 16 && !isLoopback ? Array(bytes.prefix(8)) : bytes
    }
  }
}
