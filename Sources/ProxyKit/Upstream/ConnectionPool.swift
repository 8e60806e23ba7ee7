import CCurl
import NIOCore

/// The connections to one origin that are kept for its next range, and the addresses its name has, in libcurl's own
/// form (libcurl-share(3)).
///
/// libcurl has no call to close the connections that it keeps; it does so when what they stand in goes away. So each
/// origin has a pool of its own, which is dropped when its connections may be dead. A transfer under way keeps its pool,
/// and its connection, until it ends. Belongs to the event loop.
final class ConnectionPool {
  let raw: UnsafeMutableRawPointer
  /// When a range was last asked for in it.
  fileprivate(set) var lastUse = NIODeadline.now()
  /// Whether nothing may be asked for in it any more.
  fileprivate(set) var isDropped = false

  /// An empty pool, `nil` when memory is short.
  init?() {
    guard let raw = CCurl_makeConnectionShare() else { return nil }
    self.raw = raw
  }

  deinit { curl_share_cleanup(raw) }
}

/// The pools of all origins. Belongs to the event loop.
struct ConnectionPools {
  private var pools: [String: ConnectionPool] = [:]

  /// A pool that nobody has used for so long is dropped: servers close their ends about then.
  static let idleTime = TimeAmount.seconds(120)
  /// Each track may have an origin of its own; the pools used last are kept.
  static let most = 32

  /// The pool for the origin of `url`, `nil` when memory is short.
  mutating func pool(for url: String) -> ConnectionPool? {
    let now = NIODeadline.now()
    let origin = Self.origin(of: url)
    if let pool = pools[origin] {
      pool.lastUse = now
      return pool
    }
    dropIdle(at: now)
    let pool = ConnectionPool()
    pools[origin] = pool
    return pool
  }

  /// Drops the pool for the origin of `url`.
  mutating func drop(_ url: String) {
    pools.removeValue(forKey: Self.origin(of: url))?.isDropped = true
  }

  /// Drops them all.
  mutating func dropAll() {
    for pool in pools.values { pool.isDropped = true }
    pools = [:]
  }

  private mutating func dropIdle(at now: NIODeadline) {
    let kept = pools.sorted { $0.value.lastUse > $1.value.lastUse }.prefix(Self.most - 1)
      .filter { now - $0.value.lastUse < Self.idleTime }
    for pool in pools.values { pool.isDropped = true }
    for (_, pool) in kept { pool.isDropped = false }
    pools = Dictionary(uniqueKeysWithValues: kept.map { ($0.key, $0.value) })
  }

  /// Scheme, host and port, as the URL writes them.
  static func origin(of url: String) -> String {
    let bytes = url.utf8
    var slashes = 0
    let end = bytes.firstIndex { byte in
      if byte == UInt8(ascii: "/") { slashes += 1 }
      return slashes == 3 || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
    }
    return String(url[..<(end ?? bytes.endIndex)])
  }
}
