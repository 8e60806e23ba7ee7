/// Which Internet protocol the origin is reached by; yt-dlp must use the same, since URLs are bound to the
/// address that resolved them.
public enum AddressFamily: String, Sendable, CaseIterable {
  /// Whatever works.
  case any
  /// IPv4 only.
  case ipv4
  /// IPv6 only.
  case ipv6
}
