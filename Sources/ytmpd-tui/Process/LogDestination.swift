import Glibc
import Logging
import Synchronization

/// Where the lines of the log go: a file, standard error, or both. From any thread.
final class LogDestination: Sendable {
  private let file: LogFile?
  private let usesStandardError: Mutex<Bool>
  private let lowestLevel: Mutex<Logger.Level>

  /// The lines for dashboards, here and elsewhere.
  let board = LogBoard()

  /// Why the log file could not be opened, `nil` when it could, or none was wanted.
  let failure: String?

  /// The log file, for what writes to standard error while a screen is up; `nil` without one.
  var descriptor: Int32? { file?.descriptor }

  /// Opens the log file. When that fails, the log goes on without it.
  ///
  /// - Parameter limit: the size, in bytes, from which on a new file begins; 0 for never.
  init(file path: String?, limit: Int64, standardError: Bool, level: Logger.Level = .info) {
    usesStandardError = Mutex(standardError)
    lowestLevel = Mutex(level)
    guard let path else {
      (file, failure) = (nil, nil)
      return
    }
    do throws(LogFile.OpenFailure) {
      file = try LogFile(path, limit: limit)
      failure = nil
    } catch {
      file = nil
      failure = "the log file \(path) can't be opened (\(error.reason)); logging goes on without it"
    }
  }

  /// Whether lines go to standard error; off while a screen is up.
  var writesToStandardError: Bool {
    get { usesStandardError.withLock { $0 } }
    set { usesStandardError.withLock { $0 = newValue } }
  }

  /// The least important lines that loggers write which have no level of their own.
  var level: Logger.Level {
    get { lowestLevel.withLock { $0 } }
    set { lowestLevel.withLock { $0 = newValue } }
  }

  /// Writes a line, to which the line break is added.
  func write(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    file?.write(bytes)
    if writesToStandardError { Self.writeToStandardError(bytes) }
  }

  /// Goes on in the file that is at the log's path now: a program that rotates logs may have moved the old one away.
  func reopen() { file?.reopen() }

  private static func writeToStandardError(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}
