/// How large a request may be.
enum RequestLimits {
  /// The longest request line, in bytes: 414.
  static let line = 16 * 1024
  /// The longest field line, in bytes: 431.
  static let field = 16 * 1024
  /// All of a head, in bytes: 431.
  static let head = 64 * 1024
  /// The most fields: 431.
  static let fields = 100
  /// The most content, in bytes, that is read and dropped: neither GET nor HEAD has any that means something
  /// (RFC 9110 §9.3.1).
  static let content: Int64 = 64 * 1024
  /// The longest line between two chunks, extensions included.
  static let chunkLine = 4 * 1024
}
