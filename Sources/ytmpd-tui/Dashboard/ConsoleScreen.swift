import DashboardKit
import Synchronization
import TrackKit

/// The screen of a command that does what a key does: says what a dashboard would show for a moment. From any thread.
final class ConsoleScreen: MessageTaking {
  private let console = Console.current
  private let failed = Atomic(false)

  /// Whether something was said to have gone wrong, or not to have been done.
  var hasFailed: Bool { failed.load(ordering: .relaxed) }

  func post(_ message: Message) {
    switch message {
    case .toast(let severity, let sentence):
      console.endNoteInPlace()
      if severity == .info { return console.note(TerminalText.clean(sentence)) }
      failed.store(true, ordering: .relaxed)
      console.complain(sentence)
    case .progress(let work):
      guard console.isWatched else { return }
      let count = work.total.map { " [\(work.done)/\($0)]" } ?? ""
      console.noteInPlace(TerminalText.clean(work.title) + count)
    case .workEnded: console.endNoteInPlace()
    default: break
    }
  }
}
