import FoundationEssentials
import Glibc

/// Writes what the dashboard shows of events, or of the log, into a file of its own.
enum EventExport {
  /// Why there is no file.
  struct Failure: Error, CustomStringConvertible {
    let path: String
    let reason: String

    var description: String { "\(path) can't be written: \(reason)" }
  }

  /// Writes `lines` into a new file in `folder`, which is made when it is not there.
  ///
  /// - Returns: its path. No file that is there is ever written over.
  /// - Throws: ``Failure``.
  static func write(_ lines: [String], in folder: String, now: Date = Date()) throws(Failure) -> String {
    makeFolder(folder)
    let stamp = LogClock.text(seconds: time_t(now.timeIntervalSince1970), milliseconds: 0)
    let name = "ytmpd-tui-" + String(stamp.prefix(19).map { $0 == ":" || $0 == "T" ? "-" : $0 })
    for number in 0..<100 {
      let path = "\(folder)/\(name)\(number == 0 ? "" : "-\(number)").log"
      // Titles of private playlists are private.
      let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      if file < 0, errno == EEXIST { continue }
      guard file >= 0 else { throw Failure(path: path, reason: String(cString: strerror(errno))) }
      defer { close(file) }
      var rest = Array((lines.joined(separator: "\n") + "\n").utf8)[...]
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { throw Failure(path: path, reason: String(cString: strerror(errno))) }
        rest = rest.dropFirst(count)
      }
      return path
    }
    throw Failure(path: "\(folder)/\(name).log", reason: "it is there, and so are a hundred like it")
  }

  /// Makes `folder` and those above it. What fails is told by the file that can't be made in it.
  static func makeFolder(_ folder: String) {
    var path = ""
    for name in folder.split(separator: "/") {
      path += "/\(name)"
      mkdir(path, 0o700)
    }
  }
}
