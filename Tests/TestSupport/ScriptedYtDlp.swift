public import Foundation
public import LibraryKit

/// A program in yt-dlp's place that does what a few lines of shell say: what no yt-dlp in order would do.
///
/// Each instance has a folder of its own, which is removed with it. The program is a link to one that is never
/// written to: the system refuses to run a file somebody has open for writing.
public final class ScriptedYtDlp: Sendable {
  /// The folder, which the behaviour knows as `$here`.
  public let folder: URL
  /// The program's path.
  public var program: String { folder.appending(path: "yt-dlp").path }

  /// A program that behaves so; see `Plugins/scripted-yt-dlp` for what the shell has.
  ///
  /// - Throws: when the folder can't be made.
  public init(_ behaviour: String = "answer") throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "ytmpd-scripted-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let original = Bundle.module.resourceURL?.appending(path: "Plugins/scripted-yt-dlp").path ?? ""
    try FileManager.default.createSymbolicLink(atPath: program, withDestinationPath: original)
    try behave(behaviour)
  }

  deinit {
    // A folder that stays behind in the temporary directory harms no test.
    try? FileManager.default.removeItem(at: folder)
  }

  /// Lets coming runs behave so.
  ///
  /// - Throws: when the file can't be written.
  public func behave(_ behaviour: String) throws {
    try Data((behaviour + "\n").utf8).write(to: folder.appending(path: "behaviour"), options: .atomic)
  }

  /// The lines of a file the behaviour has written; none when there is no such file.
  public func lines(of file: String) -> [String] {
    let data = FileManager.default.contents(atPath: folder.appending(path: file).path) ?? Data()
    return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// The runs so far: process and video, in the order they were started.
  public var runs: [(process: Int32, video: String)] {
    lines(of: "runs").compactMap { line in
      let words = line.split(separator: " ")
      guard words.count == 2, let process = Int32(words[0]) else { return nil }
      return (process, String(words[1]))
    }
  }

  /// Makes a file the behaviour may wait for: `until [ -e "$here/NAME" ]; do sleep 0.02; done`.
  ///
  /// - Throws: when it can't be made.
  public func release(_ name: String) throws {
    try Data().write(to: folder.appending(path: name))
  }

  /// Options that run this program.
  public func options(timeout: Duration = .seconds(60)) -> YtDlpOptions {
    YtDlpOptions(program: program, timeout: timeout)
  }
}
