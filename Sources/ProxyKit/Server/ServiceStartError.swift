import Glibc
import NIOCore

/// The service can't come up; the sentence says why, and what to do.
public struct ServiceStartError: Error, CustomStringConvertible, Sendable {
  /// What to show.
  public let description: String

  /// Says what `error` means for a service at `host` and `port`.
  init(_ error: any Error, host: String, port: Int) {
    let place = "\(host):\(port)"
    switch (error as? IOError)?.errnoCode {
    case EADDRINUSE:
      description =
        "port \(port) is taken on \(host): another ytmpd or ytmpd-tui may be running; end it, or choose another proxy_port"
    case EACCES:
      description = "port \(port) needs privileges; choose a proxy_port of 1024 or above"
    case EADDRNOTAVAIL:
      description = "\(host) is no address of this machine; proxy_host should be localhost"
    default:
      description = "can't listen on \(place): \(error)"
    }
  }
}
