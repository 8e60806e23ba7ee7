import Foundation
import LoopbackOrigin

/// The loopback origin for programs in other languages: one command a line on standard input, one line of answer each on
/// standard output. It ends with its input.
///
/// - `asset ID ITAG TYPE PATH`: serves a file; answers with a URL of it.
/// - `script ID FAULT…`: strikes the coming requests for it, one each: `none`, `reset:BYTES`, `close:BYTES` or
///   `status:CODE`.
@main struct OriginProgram {
  static func main() async throws {
    let origin = try await LoopbackOrigin.start()
    say(origin.authority)
    while let line = readLine() {
      do { say(try answer(line.split(separator: " ").map(String.init), by: origin)) } catch {
        say("error: \(error)")
      }
    }
    try await origin.shutdown()
  }

  /// A command that is none.
  private struct Misunderstanding: Error, CustomStringConvertible {
    let description: String
  }

  private static func answer(_ words: [String], by origin: LoopbackOrigin) throws -> String {
    switch words.first {
    case "asset" where words.count == 5:
      guard let itag = Int(words[2]) else { throw Misunderstanding(description: words[2]) }
      origin.register(try Asset(id: words[1], itag: itag, contentType: words[3], file: words[4]))
      return origin.url(for: words[1]) ?? "error: no URL"
    case "script" where words.count > 2:
      origin.script(words[1], try words.dropFirst(2).map(fault))
      return "ok"
    default: throw Misunderstanding(description: words.joined(separator: " "))
    }
  }

  private static func fault(_ text: String) throws -> Fault? {
    let parts = text.split(separator: ":")
    switch (parts.first, parts.count > 1 ? Int64(parts[1]) : nil) {
    case ("none", _): return nil
    case ("reset", let count?): return .reset(after: count)
    case ("close", let count?): return .close(after: count)
    case ("status", let code?): return .status(Int(code))
    default: throw Misunderstanding(description: text)
    }
  }

  private static func say(_ line: String) {
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
  }
}
