import Logging

/// One line of the log: `2026-11-22T20:01:02.123 INFO [PROXY] started video_id=dQw4w9WgXcQ`.
enum LogLine {
  /// The line, without a line break.
  ///
  /// - Parameters:
  ///   - timestamp: as ``LogClock`` writes it.
  ///   - body: see ``body(message:metadata:)``.
  static func text(timestamp: String, level: Logger.Level, body: String) -> String {
    "\(timestamp) \(name(of: level)) \(body)"
  }

  /// What follows the time and the level.
  ///
  /// - Parameter metadata: sorted by key, the video first, since that is what people look for.
  static func body(message: String, metadata: Logger.Metadata) -> String {
    var line = escape(message, quoted: false)
    let keys = metadata.keys.sorted { left, right in
      (left == "video_id" ? 0 : 1, left) < (right == "video_id" ? 0 : 1, right)
    }
    for key in keys {
      guard let value = metadata[key] else { continue }
      line += " \(escape(key, quoted: false))=\(quoteIfNeeded("\(value)"))"
    }
    return line
  }

  /// The level's name, as Python's logging and so ytmpd writes it.
  private static func name(of level: Logger.Level) -> String {
    switch level {
    case .trace, .debug: "DEBUG"
    case .info, .notice: "INFO"
    case .warning: "WARNING"
    case .error: "ERROR"
    case .critical: "CRITICAL"
    }
  }

  /// `value` in quotes when it is empty, or holds what would make the line ambiguous.
  static func quoteIfNeeded(_ value: String) -> String {
    if !value.isEmpty, value.utf8.allSatisfy(isPlainByte) { return value }
    let isPlain =
      !value.isEmpty
      && value.unicodeScalars.allSatisfy { scalar in
        scalar.value > 0x20 && scalar != "\"" && scalar != "=" && scalar != "\\" && !isUnsafe(scalar)
      }
    return isPlain ? value : "\"\(escape(value, quoted: true))\""
  }

  /// Whether a byte means itself, in quotes and without: most lines are made of nothing else.
  private static func isPlainByte(_ byte: UInt8) -> Bool {
    byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "=")
      && byte != UInt8(ascii: "\\")
  }

  /// `text` with every character escaped that would break the line, or act on a terminal.
  private static func escape(_ text: String, quoted: Bool) -> String {
    if text.utf8.allSatisfy({ isPlainByte($0) || $0 == UInt8(ascii: " ") }) { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\"" where quoted: result += "\\\""
      case "\\" where quoted: result += "\\\\"
      case _ where isUnsafe(scalar): result += "\\u{\(String(scalar.value, radix: 16))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F...0x9F, 0x2028, 0x2029, 0x200E, 0x200F, 0x061C, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
