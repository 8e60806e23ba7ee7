import Glibc
import NIOPosix
import Synchronization

/// The names of this machine.
final class MachineName: Sendable {
  /// The full name, once it is known.
  private let full = Mutex<String?>(nil)

  /// The names it has now.
  var all: [String] { [Self.short, full.withLock { $0 } ?? ""] }

  /// Looks for the full name, as `hostname --fqdn` does, on a thread of its own: where no name server answers, that
  /// takes long.
  func lookUp() {
    let thread = NIOThreadPool(numberOfThreads: 1)
    thread.start()
    thread.submit { [self] state in
      defer { thread.shutdownGracefully { _ in } }
      guard case .active = state else { return }
      let short = Self.short
      // A name server may say anything; only what begins with our own name can be a longer form of it.
      guard let name = Self.canonicalName(of: short), name.lowercased().hasPrefix(short.lowercased() + ".")
      else { return }
      full.withLock { $0 = name }
    }
  }

  /// What the kernel has for the host name.
  private static var short: String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 257) { buffer in
      guard let start = buffer.baseAddress, gethostname(start, 256) == 0 else { return "" }
      start[256] = 0
      return String(cString: start)
    }
  }

  private static func canonicalName(of name: String) -> String? {
    var hints = addrinfo()
    hints.ai_flags = AI_CANONNAME
    var found: UnsafeMutablePointer<addrinfo>?
    guard !name.isEmpty, getaddrinfo(name, nil, &hints, &found) == 0 else { return nil }
    defer { freeaddrinfo(found) }
    return (found?.pointee.ai_canonname).map { String(cString: $0) }
  }
}
