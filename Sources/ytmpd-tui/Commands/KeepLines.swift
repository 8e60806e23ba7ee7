import LibraryKit
import TrackKit

/// What downloads for good say to people at a command line.
enum KeepLines {
  /// Says on standard error how far they have come.
  static func say(_ report: KeepReport, on console: Console) {
    switch report {
    case .progress:
      if console.isWatched, let line = line(report) { console.noteInPlace(line) }
    default:
      guard let line = line(report) else { return }
      console.endNoteInPlace()
      console.note(line)
    }
  }

  /// The line for `report`; `nil` when there is nothing to say.
  static func line(_ report: KeepReport) -> String? {
    switch report {
    case .begun(let total, let complete): complete > 0 ? "\(complete) of \(total) are here already" : nil
    case .progress(let track, let settled, let total):
      "\(count(settled, of: total)) \(TerminalText.clean(track.name)) \(track.audio?.percent ?? 0) %"
    case .settled(let track, let settled, let total):
      "\(count(settled, of: total)) \(TerminalText.clean(track.name))"
        + (track.failure.map { ": \(TerminalText.clean($0.reason))" } ?? "")
    case .failed(let track, let failure):
      "\(TerminalText.clean(track.name)): \(TerminalText.clean(failure.reason)); it is tried again"
    }
  }

  private static func count(_ number: Int, of total: Int) -> String {
    let width = String(total).count
    return "[" + String(repeating: " ", count: max(0, width - String(number).count)) + "\(number)/\(total)]"
  }
}
