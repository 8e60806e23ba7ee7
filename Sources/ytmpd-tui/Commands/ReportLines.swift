import LibraryKit
import TrackKit

/// What long work on the library says to people at a command line.
enum ReportLines {
  /// How many of the entries that were left out are named.
  static let mostNames = 20

  /// Says on standard error how far the work has come.
  ///
  /// - Parameters:
  ///   - isQuiet: whether results go elsewhere, so that only trouble is said.
  ///   - console: the command's; reports come from tasks of others.
  static func say(_ report: LibraryReport, isQuiet: Bool = false, on console: Console) {
    switch report {
    case .started(let name, let number, let count):
      if console.isWatched, !isQuiet {
        console.noteInPlace("[\(number)/\(count)] \(TerminalText.clean(name))")
      }
    case .reading(let name, let entries, let total):
      if console.isWatched, !isQuiet {
        console.noteInPlace("\(TerminalText.clean(name)): \(entries)\(total.map { "/\($0)" } ?? "")")
      }
    case .finished(let outcome):
      console.endNoteInPlace()
      if !isQuiet { for line in lines(outcome) { console.note(line) } }
      for notice in outcome.notices { console.complain("warning: \(outcome.name): \(notice)") }
    case .removed(let name):
      if !isQuiet {
        console.note("\(TerminalText.clean(name)): removed, because its line in the configuration is gone")
      }
    case .resolved(let done, let total, let id, let result):
      console.note(line(done, of: total, id, result))
    case .problem(let sentence):
      console.endNoteInPlace()
      console.complain(sentence)
    }
  }

  /// A line for a playlist, and one for each entry that was left out.
  static func lines(_ outcome: SyncOutcome) -> [String] {
    var lines = ["\(TerminalText.clean(outcome.name)): \(TerminalText.clean(outcome.sentence))"]
    guard case .read = outcome.end else { return lines }
    lines += outcome.leftOut.prefix(mostNames).map { "  left out: \(TerminalText.clean($0.line))" }
    let more = outcome.leftOut.count - mostNames
    if more > 0 { lines.append("  and \(more) more; `ytmpd-tui playlists --json` names them") }
    return lines
  }

  /// The line for a track that was resolved: `[ 3/20] Artist - Title`.
  static func line(_ number: Int, of total: Int, _ id: VideoID, _ result: Result<Track, URLRefreshError>)
    -> String
  {
    let width = String(total).count
    let counted = String(repeating: " ", count: max(0, width - String(number).count)) + String(number)
    switch result {
    case .success(let track): return "[\(counted)/\(total)] \(TerminalText.clean(track.displayName))"
    case .failure(let error): return "[\(counted)/\(total)] \(id): \(TerminalText.clean(error.sentence))"
    }
  }
}
