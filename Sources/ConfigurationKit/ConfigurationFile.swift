import Glibc

/// Fetches the text of the configuration file.
enum ConfigurationFile {
  /// No configuration is nearly as long; a longer file is something else.
  static let sizeLimit = 256 << 10

  /// The text of the file at `path`.
  ///
  /// - Returns: `nil` when there is no such file.
  /// - Throws: why it can't be read, and what would help.
  static func text(at path: String) throws(ConfigurationError) -> String? {
    func failure(_ sentence: String, line: Int? = nil) -> ConfigurationError {
      ConfigurationError([.init(.file(path, line: line, column: nil), sentence)])
    }
    let file = open(path, O_RDONLY | O_CLOEXEC)
    if file < 0 {
      switch errno {
      case ENOENT, ENOTDIR: return nil
      case EACCES: throw failure("no permission to read the file; check its owner and its mode (ls -l)")
      case let code: throw failure("the file can't be opened: \(String(cString: strerror(code)))")
      }
    }
    defer { close(file) }

    var bytes = [UInt8]()
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = read(file, &buffer, buffer.count)
      if count == 0 { break }
      if count < 0 {
        switch errno {
        case EINTR: continue
        case EISDIR: throw failure("this is a folder; the configuration is a YAML file")
        case let code: throw failure("the file can't be read: \(String(cString: strerror(code)))")
        }
      }
      bytes += buffer[..<count]
      if bytes.count > sizeLimit {
        throw failure("the file is larger than 256 KiB; this is not a configuration")
      }
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw failure("the file is not UTF-8 text", line: lineOfDamage(in: bytes))
    }
    return text
  }

  /// The first line that is not UTF-8.
  private static func lineOfDamage(in bytes: [UInt8]) -> Int? {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    return lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }.map { $0 + 1 }
  }
}
