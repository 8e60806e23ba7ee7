import FoundationEssentials
import Glibc
import Synchronization

/// Where the lines of the log go: a file, standard error, or both. From any thread.
///
/// Each line is one write to a file opened for appending, so the lines of two programs never mix.
final class LogDestination: Sendable {
  /// The file's descriptor; kept open as long as the process lives, since any thread may log until then.
  private let file: Int32?
  private let usesStandardError: Mutex<Bool>

  /// The lines for a screen, `nil` when there is none.
  let feed: LogFeed?

  /// Why the log file could not be opened, `nil` when it could, or none was wanted.
  let failure: String?

  /// The log file, for what writes to standard error while a screen is up; `nil` without one.
  var descriptor: Int32? { file }

  /// Opens the log file, and makes its folder first. When that fails, the log goes on without it.
  init(file path: String?, standardError: Bool) {
    usesStandardError = Mutex(standardError)
    feed = standardError ? nil : LogFeed()
    guard let path else {
      (file, failure) = (nil, nil)
      return
    }
    do {
      file = try Self.open(path)
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

  /// Writes a line, to which the line break is added.
  func write(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    if let file { Self.write(bytes, to: file) }
    if writesToStandardError { Self.write(bytes, to: STDERR_FILENO) }
  }

  private struct OpenFailure: Error {
    let reason: String
  }

  private static func open(_ path: String) throws(OpenFailure) -> Int32 {
    if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
      do {
        try FileManager.default.createDirectory(
          atPath: String(path[..<slash]), withIntermediateDirectories: true)
      } catch {
        // What keeps the folder from being made keeps the file from being opened: that says why.
      }
    }
    // Titles of private playlists are nobody else's business.
    let descriptor = Glibc.open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0o600)
    guard descriptor >= 0 else { throw OpenFailure(reason: String(cString: strerror(errno))) }
    return descriptor
  }

  private static func write(_ bytes: [UInt8], to file: Int32) {
    // A full disk must not stop the music: a line that can't be written is lost.
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}
